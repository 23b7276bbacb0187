public import Journal

/// Why records did not reach the ledger. All of them stay in the journal.
public enum LedgerLinkError: Error, Sendable, Equatable {
    /// The ledger could not be reached, or it broke off.
    case unreachable(sentence: String, hint: String)
    /// Something answered that is no ledger, or not this protocol.
    case nonsense(String)
    /// The ledger refused.
    case refused(status: Int, detail: String)
    /// What the ledger holds under this kiosk's name, up to that number, is another chain.
    case forked(sequence: UInt32)
    /// The ledger takes nothing of this kiosk until people have decided.
    case quarantined
    /// The kiosk cannot sign.
    case identity(KioskIdentityError)
    /// The answer does not bear the signature of the ledger at which the kiosk was enrolled.
    case receiptNotSigned
    /// What the ledger says of sales is not signed by it, or not for this question.
    case answerNotSigned
    /// The journal could not be read.
    case journal(JournalError)

    /// What happened.
    public var sentence: String {
        switch self {
        case .unreachable(let sentence, _): sentence
        case .nonsense(let detail): "What answers at the ledger's address is no ledger. \(detail)"
        case .refused(let status, let detail):
            "The ledger refused (\(status)). \(detail)"
        case .forked(let sequence):
            "What the ledger holds of this kiosk, up to record \(sequence), is not what this journal holds."
        case .quarantined: "The ledger has put this kiosk into quarantine."
        case .identity(let error): error.sentence
        case .receiptNotSigned:
            "The answer is not signed by the ledger at which this kiosk was enrolled."
        case .answerNotSigned:
            "The answer is not the word of the ledger at which this kiosk was enrolled on what was asked."
        case .journal(let error): error.sentence
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .unreachable(_, let hint): hint
        case .nonsense: "Check ledger.address; the records wait here."
        case .refused: "Look at the ledger's log; the records wait here."
        case .forked:
            "Two journals carry this kiosk's number, or one was restored from a copy. Call the office."
        case .quarantined: "Call the office: it decides, and releases the kiosk (ledger release)."
        case .identity(let error): error.hint
        case .receiptNotSigned, .answerNotSigned:
            """
            Check ledger.address. If the ledger was given a new key, enrol the kiosk again; the \
            records wait here.
            """
        case .journal(let error): error.hint
        }
    }
}
