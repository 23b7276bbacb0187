public import BenchDevices
public import CommandLineTool
public import Demonstration
public import SmartCards
public import VirtualDevices
public import VirtualProviders
public import WebClient
public import WebServer

extension BenchDeviceError: Explained {}
extension CardError: Explained {}
extension CardImageFileError: Explained {}
extension ChildProcessError: Explained {}
extension ProviderKeyFolderError: Explained {}
extension ServerError: Explained {}
extension StageError: Explained {}
extension TelephoneRefusal: Explained {}
extension VirtualProviderError: Explained {}
extension VirtualReaderError: Explained {}
extension WebClientError: Explained {}
