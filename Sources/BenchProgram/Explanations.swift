public import CommandLineTool
public import Demonstration
public import VirtualDevices

extension BenchPrinterError: Explained {}
extension CardImageFileError: Explained {}
extension ChildProcessError: Explained {}
extension StageError: Explained {}
extension VirtualReaderError: Explained {}
