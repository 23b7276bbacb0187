public import RecordChain

/// What the ledger answers a kiosk that wants to settle or refund a sale.
public enum ClaimAnswer: Hashable, Sendable {
    /// What it may do about each sale.
    case ruled([SaleRuling])
    /// Nothing, for a reason that has to do with the kiosk itself.
    case refused(ClaimRefusal)
}

/// Why a kiosk is given nothing.
public enum ClaimRefusal: Error, Hashable, Sendable {
    /// Its journal contradicted the ledger.
    case quarantined
    /// The ledger has heard later records of it, or a later journal.
    case journalBehind(heard: UInt32)
    /// Only the kiosk that sold gives money back.
    case foreignSale

    /// What happened.
    public var sentence: String {
        switch self {
        case .quarantined: "The kiosk is in quarantine: its journal contradicted the ledger."
        case .journalBehind(let heard):
            "The ledger has heard the kiosk's record \(heard), or a later journal, and the kiosk asks from before it."
        case .foreignSale: "The sale is another kiosk's."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .quarantined:
            "See `ledger case`; when it is clear which journal is true: `ledger release`."
        case .journalBehind: "The kiosk's journal was restored from a copy: call the office."
        case .foreignSale: "Give the money back at the kiosk that sold."
        }
    }
}
