import CommandLineTool
import Configuration
import Journal
import KioskService
import Prepayment
import PrepaymentCards
import ReceiptPrinting
import SmartCards

extension AmountError: Explained {}
extension CardDeskError: Explained {}
extension CardError: Explained {}
extension ConfigurationError: Explained {}
extension JournalError: Explained {}
extension KeyFileError: Explained {}
extension KioskError: Explained {}
extension ReceiptError: Explained {}
extension SaleError: Explained {}
extension OfficeWindowError: Explained {}
