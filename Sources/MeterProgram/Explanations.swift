public import CommandLineTool
public import Configuration
public import MeterSimulator
public import PrepaymentCards

// What may reach the command line, each with a sentence and a hint of its own.
extension ConfigurationError: Explained {}
extension KeyFileError: Explained {}
extension MeterError: Explained {}
