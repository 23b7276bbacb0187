public import CommandLineTool
public import Demonstration
public import VirtualDevices
public import VirtualPrinters
public import WebServer

extension BenchPrinterError: Explained {}
extension CardImageFileError: Explained {}
extension ChildProcessError: Explained {}
extension ServerError: Explained {}
extension StageError: Explained {}
extension VirtualReaderError: Explained {}
