/// Why a card conversation did not come to its end, in a sentence for people.
public struct CardFault: Hashable, Sendable {
    /// What happened.
    public let sentence: String
    /// Takes the sentence.
    public init(_ sentence: String) { self.sentence = sentence }
}

/// How the writing of a card ended.
public enum LoadOutcome: Hashable, Sendable {
    /// The card answered the commit, and its answer was genuine.
    case committed
    /// It is certain that the card is as it was: no commit was sent.
    case notApplied(CardFault)
    /// A commit was sent and its answer did not come, or could not be trusted.
    case unknown(CardFault)
}

/// What reading the card again gave.
public enum ReadBack: Hashable, Sendable {
    /// The card's value and load record.
    case read(waiting: Credit, load: LoadRecord)
    /// It could not be read.
    case failed(CardFault)

    var waiting: Credit? {
        switch self {
        case .read(let waiting, _): waiting
        case .failed: nil
        }
    }

    /// “Written” is believed when the sale and the full credit stand on the card.
    func outcome(of sale: SaleIdentifier, intent: SaleIntent) -> SaleOutcome {
        switch self {
        case .read(let waiting, let load):
            let isWritten =
                load.sale == sale && load.purchaseNumber == intent.purchaseNumber
                && load.credit == intent.credit && waiting == intent.creditBefore + intent.credit
            return isWritten
                ? .written : .unknown(CardFault("The card does not show what was written to it."))
        case .failed(let fault):
            return .unknown(fault)
        }
    }
}

/// What became of a paid sale.
public enum SaleOutcome: Hashable, Sendable {
    /// The credit stands on the card; it was read back.
    case written
    /// The card is as it was; the resident is owed the credit.
    case owed(CardFault)
    /// Nobody knows until the card is seen again.
    case unknown(CardFault)

    /// The word used in JSON.
    public var name: String {
        switch self {
        case .written: "written"
        case .owed: "owed"
        case .unknown: "unknown"
        }
    }

    /// What stood in the way.
    public var fault: CardFault? {
        switch self {
        case .written: nil
        case .owed(let fault), .unknown(let fault): fault
        }
    }
}

/// The outcome of a named sale, as it is recorded.
public struct SaleConclusion: Hashable, Sendable {
    /// Which sale.
    public let sale: SaleIdentifier
    /// What became of it.
    public let outcome: SaleOutcome
    /// What waits on the card afterwards, where it was read.
    public let waitingAfter: Credit?

    /// Takes the parts.
    public init(sale: SaleIdentifier, outcome: SaleOutcome, waitingAfter: Credit?) {
        (self.sale, self.outcome, self.waitingAfter) = (sale, outcome, waitingAfter)
    }
}

/// What became of a receipt. “Sent” is not among them: bytes written prove nothing.
public enum ReceiptOutcome: Hashable, Sendable {
    /// The printer proved it.
    case printed
    /// It certainly did not come out.
    case notPrinted(reason: String)
    /// It was sent and nothing came back to prove it.
    case unknown(reason: String)

    /// The word used in JSON.
    public var name: String {
        switch self {
        case .printed: "printed"
        case .notPrinted: "not printed"
        case .unknown: "unknown"
        }
    }

    /// Why it is not certain.
    public var reason: String? {
        switch self {
        case .printed: nil
        case .notPrinted(let reason), .unknown(let reason): reason
        }
    }
}

/// A sale that was paid, and all that is known of it.
public struct SaleResult: Hashable, Sendable {
    /// What was intended.
    public let intent: SaleIntent
    /// The sale and its outcome.
    public let conclusion: SaleConclusion
    /// The receipt's fate.
    public let receipt: ReceiptOutcome

    /// Takes the three.
    public init(_ intent: SaleIntent, _ conclusion: SaleConclusion, receipt: ReceiptOutcome) {
        (self.intent, self.conclusion, self.receipt) = (intent, conclusion, receipt)
    }
}

/// How a sale ended.
public enum SaleEnd: Hashable, Sendable {
    /// Before any money.
    case cancelled
    /// The journal refused the intent: nothing was written, the money goes back.
    case notRecorded(reason: String)
    /// The disk failed over the intent, which may stand in the journal all the same: nothing was
    /// written, and the money is kept until the next start has read the journal.
    case inDoubt(SaleIntent, reason: String)
    /// It was paid and recorded.
    case sold(SaleResult)
}
