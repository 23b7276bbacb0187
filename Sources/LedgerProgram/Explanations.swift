public import CommandLineTool
public import Configuration
public import Ledger
public import LedgerService
public import WebServer

// What may reach the command line, each with a sentence and a hint of its own.
extension CertificateError: Explained {}
extension ConfigurationError: Explained {}
extension DayNotClosed: Explained {}
extension LedgerError: Explained {}
extension LedgerOfficeError: Explained {}
extension PrivateFileError: Explained {}
extension ServerError: Explained {}
extension SigningKeyError: Explained {}
extension StickError: Explained {}
extension VerificationFault: Explained {}
