public import Prepayment

/// The JSON that the kiosk speaks: to its screen, to a clerk's commands, to scripts. Money is in fen,
/// credit in the card's own count, moments in seconds since 1970; texts for people stand beside them.

/// A card, as its holder may see it.
public struct CardJSON: Codable, Sendable, Equatable {
    /// The chip.
    public let card: String
    /// Printed on the card.
    public let cardNumber: UInt64
    /// The end of the customer number.
    public let customerEnding: String
    /// The meter.
    public let meter: String
    /// electricity, water or gas.
    public let utility: String
    /// money or units.
    public let creditMode: String
    /// Credit that waits for the meter.
    public let waiting: Int64
    /// The same for people.
    public let waitingText: String
    /// 购电次数.
    public let purchaseNumber: UInt32
    /// The last sale, empty on a card that was never loaded.
    public let lastSale: String
    /// The meter's word, if a meter has seen the card.
    public let reading: ReadingJSON?

    /// Takes a tap.
    public init(_ snapshot: CardSnapshot) {
        let holder = snapshot.holder
        card = snapshot.card.description
        cardNumber = holder.cardNumber
        customerEnding = String(holder.customer.description.suffix(4))
        meter = holder.meter.description
        utility = holder.utility.name
        creditMode = holder.creditMode.name
        waiting = snapshot.waiting.count
        waitingText = snapshot.waiting.description(as: holder.creditMode, of: holder.utility)
        purchaseNumber = snapshot.lastLoad.purchaseNumber
        lastSale = snapshot.lastLoad.sale == .none ? "" : snapshot.lastLoad.sale.description
        reading = snapshot.returned.reading.map { ReadingJSON($0, of: holder) }
    }
}

/// What a meter said.
public struct ReadingJSON: Codable, Sendable, Equatable {
    /// The last purchase that it took.
    public let acceptedPurchaseNumber: UInt32
    /// What it held.
    public let remaining: Int64
    /// The same for people.
    public let remainingText: String
    /// All that ever passed it, for people.
    public let registerText: String
    /// When, by its own clock.
    public let writtenAt: Int64
    /// What it did with the card.
    public let result: String

    init(_ reading: MeterReading, of holder: Holder) {
        acceptedPurchaseNumber = reading.acceptedPurchaseNumber
        remaining = reading.remaining.count
        remainingText = reading.remaining.description(as: holder.creditMode, of: holder.utility)
        let register = Quantity(Int64(clamping: reading.registerTotal), of: holder.utility)
        registerText = "\(register) \(holder.utility.unit)"
        writtenAt = reading.writtenAt.secondsSince1970
        result = reading.result.sentence
    }
}

/// A sale that was paid.
public struct SaleJSON: Codable, Sendable, Equatable {
    /// The receipt's number.
    public let sale: String
    /// written, owed, unknown or refunded.
    public let outcome: String
    /// What stood in the way.
    public let fault: String?
    /// What was paid.
    public let paidFen: Int64
    /// How.
    public let tender: String
    /// What went onto the card.
    public let credit: Int64
    /// The same for people.
    public let creditText: String
    /// 购电次数.
    public let purchaseNumber: UInt32
    /// What waits on the card afterwards, where it was read.
    public let waiting: Int64?
    /// The chip.
    public let card: String
    /// The meter.
    public let meter: String
    /// printed, not printed or unknown.
    public let receipt: String
    /// Why it is not certain.
    public let receiptReason: String?
    /// What a screen shows as a QR code where no receipt is proved to be printed.
    public let receiptCode: String?

    /// Takes a report.
    public init(_ report: SaleReport) {
        let intent = report.intent
        sale = report.conclusion.sale.description
        let isRefunded = report.refund != nil
        outcome = isRefunded ? "refunded" : report.conclusion.outcome.name
        fault = isRefunded ? nil : report.conclusion.outcome.fault?.sentence
        paidFen = intent.paid.fen
        tender = intent.tender.name
        credit = intent.credit.count
        creditText = intent.credit.description(
            as: intent.holder.creditMode,
            of: intent.holder.utility
        )
        purchaseNumber = intent.purchaseNumber
        waiting = report.conclusion.waitingAfter?.count
        card = intent.card.description
        meter = intent.holder.meter.description
        receipt = report.receipt?.name ?? "unknown"
        receiptReason = report.receipt?.reason
        receiptCode = report.receipt == .printed ? nil : report.receiptCode
    }
}

extension SaleReport {
    /// The receipt as a short text, for a QR code: number, time, money, credit, purchase number and
    /// outcome, and nothing of the customer. ASCII alone: a symbol does not say how other characters
    /// are coded, and readers guess differently.
    var receiptCode: String {
        let credit = intent.credit.description(
            as: intent.holder.creditMode,
            of: intent.holder.utility
        )
        .replacing("¥", with: "CNY ").replacing("³", with: "3")
        return [
            conclusion.sale.description, localTime(intent.paidAt), "CNY \(intent.paid)", credit,
            "#\(intent.purchaseNumber)", refund == nil ? conclusion.outcome.name : "refunded",
        ].joined(separator: " | ")
    }
}

/// What a screen shows now.
public struct StateJSON: Codable, Sendable, Equatable {
    /// Grows with every change.
    public let revision: UInt64
    /// idle, noReader, reading, card, cardRefused, selling or outOfService.
    public let phase: String
    /// For people, where there is something to say.
    public let sentence: String?
    /// What to do about it.
    public let hint: String?
    /// The card that lies here.
    public let card: CardJSON?
    /// What is being paid, in a sale.
    public let payingFen: Int64?
    /// What people should know of the receipt printer, where there is something to say.
    public let printer: PrinterJSON?

    /// Takes the board's newest entry.
    public init(_ entry: StateBoard.Entry) {
        var texts: (sentence: String?, hint: String?)
        var card: CardJSON?
        var payingFen: Int64?
        switch entry.phase {
        case .idle: phase = "idle"
        case .reading: phase = "reading"
        case .noReader(let sentence, let hint):
            phase = "noReader"
            texts = (sentence, hint)
        case .card(let view):
            phase = "card"
            card = CardJSON(view.snapshot)
        case .cardRefused(let sentence, let hint):
            phase = "cardRefused"
            texts = (sentence, hint)
        case .selling(let view):
            phase = "selling"
            payingFen = view.quote.amount.fen
        case .outOfService(let reason):
            phase = "outOfService"
            texts = (reason, nil)
        }
        revision = entry.revision
        (sentence, hint) = texts
        self.card = card
        self.payingFen = payingFen
        printer = entry.printer.map { PrinterJSON($0) }
    }
}

/// The receipt printer, where there is something to say of it.
public struct PrinterJSON: Codable, Sendable, Equatable {
    /// For people.
    public let sentence: String
    /// What to do about it.
    public let hint: String
    /// A receipt can be printed all the same.
    public let canPrint: Bool

    init(_ notice: PrinterNotice) {
        (sentence, hint) = (notice.sentence, notice.hint)
        canPrint = notice.canPrint
    }
}

/// What a clerk asks to sell.
public struct SaleRequestJSON: Codable, Sendable, Equatable {
    /// The asker's own name for it, so that asking again sells nothing more.
    public let key: String
    /// What was paid.
    public let amountFen: Int64
    /// counter.
    public let tender: String
    /// electricity, water or gas; nil takes the card's only or first account.
    public let utility: String?
    /// Sell although no receipt can be printed.
    public let withoutReceipt: Bool

    /// Takes the fields.
    public init(_ request: SaleRequest) {
        key = request.key
        amountFen = request.amount.fen
        tender = request.tender.name
        utility = request.utility?.name
        withoutReceipt = request.acceptsNoReceipt
    }
}

/// What a clerk asks to issue.
public struct IssueRequestJSON: Codable, Sendable, Equatable {
    /// Up to twelve digits.
    public let customer: String
    /// Up to twelve digits.
    public let meter: String
    /// electricity, water or gas.
    public let utility: String
    /// Printed on the card.
    public let cardNumber: UInt64
    /// Stands in for a lost card.
    public let isReplacement: Bool

    /// Takes the fields.
    public init(_ request: IssueRequest) {
        customer = request.customer.description
        meter = request.meter.description
        utility = request.utility.name
        cardNumber = request.cardNumber
        isReplacement = request.isReplacement
    }
}
