public import CommandLineTool
public import Configuration
public import Journal
public import KioskService
public import Prepayment
public import PrepaymentCards
public import ReceiptPrinting
public import SmartCards

extension AmountError: Explained {}
extension CardDeskError: Explained {}
extension CardError: Explained {}
extension ConfigurationError: Explained {}
extension EnrolmentError: Explained {}
extension JournalError: Explained {}
extension KeyFileError: Explained {}
extension KioskError: Explained {}
extension KioskIdentityError: Explained {}
extension ReceiptError: Explained {}
extension SaleError: Explained {}
extension OfficeWindowError: Explained {}
extension PrivateFileError: Explained {}
