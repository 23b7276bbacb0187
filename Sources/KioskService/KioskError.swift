public import Journal
public import Prepayment
public import PrepaymentCards
public import ReceiptPrinting
public import SmartCards
public import WebServer

/// Why a kiosk cannot do what it was asked, in whatever part the reason lies.
public enum KioskError: Error, Sendable {
    /// The key file.
    case keys(KeyFileError)
    /// The journal.
    case journal(JournalError)
    /// The receipt's template.
    case receipt(ReceiptError)
    /// The reader.
    case reader(CardError)
    /// The card or its reader.
    case card(CardDeskError)
    /// The rules of the trade.
    case refusal(SaleRefusal)
    /// A sale.
    case sale(SaleError)
    /// The local server.
    case server(ServerError)
    /// The token file.
    case token(reason: String)
    /// The account at the payment service.
    case payments(reason: String)

    /// Sorts an error of one of the parts; any other is a programming error and traps.
    init(_ error: any Error) {
        switch error {
        case let error as KeyFileError: self = .keys(error)
        case let error as JournalError: self = .journal(error)
        case let error as ReceiptError: self = .receipt(error)
        case let error as CardError: self = .reader(error)
        case let error as CardDeskError: self = .card(error)
        case let error as SaleRefusal: self = .refusal(error)
        case let error as SaleError: self = .sale(error)
        case let error as ServerError: self = .server(error)
        case let error as KioskError: self = error
        default: preconditionFailure("no part of a kiosk throws \(error)")
        }
    }

    /// What happened.
    public var sentence: String { texts.sentence }
    /// What to do.
    public var hint: String { texts.hint }

    private var texts: (sentence: String, hint: String) {
        switch self {
        case .keys(let error): (error.sentence, error.hint)
        case .journal(let error): (error.sentence, error.hint)
        case .receipt(let error): (error.sentence, error.hint)
        case .reader(let error): (error.sentence, error.hint)
        case .card(let error): (error.sentence, error.hint)
        case .refusal(let error): (error.sentence, error.hint)
        case .sale(let error): (error.sentence, error.hint)
        case .server(let error): (error.sentence, error.hint)
        case .payments(let reason):
            (reason, "Check payments.weChatPay in the configuration, and the keys that it names.")
        case .token(let reason):
            (reason, "Check http.operatorToken in the configuration, and the folder it names.")
        }
    }
}
