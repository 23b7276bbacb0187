/// All that the page shows, as JSON. Codes and amounts, no sentences: the page has those in each language.
/// Money is in fen, credit and use in the account's own count with its decimals beside it, moments in
/// seconds since 1970.
///
/// It is whole: a page that comes late, or again, needs no other. Of a card it tells something only
/// while that card lies on the reader.
public struct ScreenSnapshot: Codable, Hashable, Sendable {
    /// The form that this version speaks; another one makes the page load itself anew.
    public static let currentVersion = 1

    /// See `currentVersion`.
    public let version: Int
    /// Names the program's start: steps and revisions count anew with each.
    public let run: String
    /// Grows with every snapshot.
    public let revision: UInt64
    /// Grows with every screen; a touch brings it back.
    public let step: UInt64
    /// Which screen.
    public let screen: Screen.Kind
    /// Whose kiosk this is.
    public let sign: LobbySign
    /// See `LobbyConfiguration`.
    public let pixelsPerCentimetre: Int
    /// The language shown.
    public let language: String
    /// Those offered.
    public let languages: [String]
    /// Large print, high contrast, low reach, read aloud.
    public let isAccessible: Bool
    /// A card lies on the reader.
    public let isCardIn: Bool
    /// What is left of the countdown, while one runs.
    public let countdownMilliseconds: Int64?
    /// cash, code.
    public let means: [String]
    /// The acceptor gives nothing back.
    public let takesExactCashOnly: Bool
    /// Receipts come out of the printer.
    public let canPrint: Bool
    /// The accounts of the card that lies here.
    public let accounts: [AccountView]?
    /// Money that is held for this card and buys nothing now; nil where there is none.
    public let heldFen: Int64?
    /// Which of them the screen is about.
    public let account: Int?
    /// Last loads and use, on the screen that shows them.
    public let history: HistoryView?
    /// Keys for amounts.
    public let amounts: [AmountKey]?
    /// Why the amount chosen last cannot be sold.
    public let refusal: RefusalView?
    /// All that is charged.
    public let quote: QuoteView?
    /// What must be agreed to: noReceipt, exactMoney.
    public let notices: [String]?
    /// The payment under way.
    public let payment: PaymentView?
    /// What went out again.
    public let returned: ReturnedView?
    /// The sale that is open on this card.
    public let open: OpenSaleView?
    /// The sale that has its end.
    public let sale: SaleView?
    /// Why the card cannot be used: a `CardObstacle`.
    public let obstacle: String?
}

/// An account of the card.
public struct AccountView: Codable, Hashable, Sendable {
    /// electricity, water or gas.
    public let utility: String
    /// money or units.
    public let creditMode: String
    /// Decimals of credit.
    public let creditDecimals: Int
    /// Decimals of use and register.
    public let useDecimals: Int
    /// kWh or m³.
    public let unit: String
    /// The meter's number.
    public let meter: String
    /// The end of the customer's number; no more of it is shown, and no name.
    public let customerEnding: String
    /// Credit that waits on the card for the meter.
    public let waiting: Int64
    /// What the meter said last.
    public let reading: MeterReadingView?
    /// Why nothing can be bought now.
    public let refusal: RefusalView?
}

/// What a meter said last.
public struct MeterReadingView: Codable, Hashable, Sendable {
    /// Credit that it held.
    public let remaining: Int64
    /// Credit that it lent.
    public let overdraft: Int64
    /// All that ever passed it.
    public let register: Int64
    /// When.
    public let writtenAt: Int64
    /// The code on its display where it refused the card, `Err-33`.
    public let code: String?
}

/// Last loads and use by month.
public struct HistoryView: Codable, Hashable, Sendable {
    /// Newest first.
    public let loads: [LoadView]
    /// Use by month, newest first.
    public let months: [Int64]
}

/// One load or take.
public struct LoadView: Codable, Hashable, Sendable {
    /// load or take.
    public let kind: String
    /// When.
    public let time: Int64
    /// What was paid; 0 for a take.
    public let fen: Int64
    /// What was loaded or taken.
    public let credit: Int64
    /// The receipt's number.
    public let sale: String
}

/// A key for an amount.
public struct AmountKey: Codable, Hashable, Sendable {
    /// How much.
    public let fen: Int64
    /// It can be bought now.
    public let isPossible: Bool
}

/// Why something cannot be bought.
public struct RefusalView: Codable, Hashable, Sendable {
    /// The name of the `SaleRefusal`.
    public let code: String
    /// The limit, where it is an amount of money.
    public let fen: Int64?
    /// The limit, where it is credit: a number with its unit.
    public let limit: String?
}

/// A quote.
public struct QuoteView: Codable, Hashable, Sendable {
    /// What is paid in all.
    public let fen: Int64
    /// Its parts, in the order shown; their sum is `fen`.
    public let lines: [QuoteLine]
    /// What goes onto the card.
    public let credit: Int64
    /// How much electricity, water or gas that is.
    public let quantity: Int64
    /// In 1/10 000 yuan.
    public let unitPrice: UInt32
}

/// A part of a quote.
public struct QuoteLine: Codable, Hashable, Sendable {
    /// supply: what is bought. Debts, fees and charges will have words of their own.
    public let code: String
    /// How much.
    public let fen: Int64
}

/// A payment.
public struct PaymentView: Codable, Hashable, Sendable {
    /// cash or code.
    public let means: String
    /// What is to be paid.
    public let dueFen: Int64
    /// What came in.
    public let takenFen: Int64
    /// What is to come.
    public let missingFen: Int64
    /// What is in can come out again.
    public let canGiveBack: Bool
    /// What is in is enough for a purchase of its own.
    public let canBuyForTaken: Bool
    /// The code to scan.
    public let symbol: SymbolView?
}

/// What became of money that was not sold.
public struct ReturnedView: Codable, Hashable, Sendable {
    /// Came out again, or will be refunded.
    public let givenBackFen: Int64
    /// Is recorded for this card.
    public let heldFen: Int64
    /// Is on its way.
    public let openFen: Int64
    /// The slip about what is recorded, once it is known what became of it.
    public let slip: HeldSlipView?
}

/// The slip about money that is recorded for a card.
public struct HeldSlipView: Codable, Hashable, Sendable {
    /// Its number.
    public let number: String
    /// printed, not printed or unknown.
    public let receipt: String
    /// The slip as a code, where no paper came out.
    public let symbol: SymbolView?
}

/// A paid sale without a certain end.
public struct OpenSaleView: Codable, Hashable, Sendable {
    /// unfinished, owed or held.
    public let kind: String
    /// The receipt's number.
    public let number: String
    /// What was paid.
    public let fen: Int64
    /// What goes onto the card.
    public let credit: CreditView
}

/// A sale that has its end.
public struct SaleView: Codable, Hashable, Sendable {
    /// The receipt's number.
    public let number: String
    /// written, owed or unknown.
    public let outcome: String
    /// What was paid for it.
    public let fen: Int64
    /// What it brought.
    public let credit: CreditView
    /// What waits on the card now.
    public let waiting: Int64?
    /// printed, not printed or unknown.
    public let receipt: String
    /// The receipt as a code, where no paper came out.
    public let symbol: SymbolView?
    /// A copy can be asked for.
    public let canCopy: Bool
    /// One is being printed.
    public let isCopyPrinting: Bool
}

/// Credit with what it takes to write it.
public struct CreditView: Codable, Hashable, Sendable {
    /// How much.
    public let count: Int64
    /// money or units.
    public let mode: String
    /// Decimals.
    public let decimals: Int
    /// kWh or m³.
    public let unit: String
    /// electricity, water or gas.
    public let utility: String
}

/// A QR code: rows of 0 and 1, dark ones 1, without a quiet zone.
public struct SymbolView: Codable, Hashable, Sendable {
    /// As many rows as each has characters.
    public let rows: [String]
}
