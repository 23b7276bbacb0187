public import BenchDevices
public import CommandLineTool
public import Demonstration
public import VirtualDevices

extension BenchDeviceError: Explained {}
extension CardImageFileError: Explained {}
extension ChildProcessError: Explained {}
extension StageError: Explained {}
extension VirtualReaderError: Explained {}
