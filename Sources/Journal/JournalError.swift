public import Prepayment
public import RecordChain
public import Storage

/// Why a journal cannot be used.
public enum JournalError: Error, Sendable, Equatable {
    /// The file could not be opened, read or written.
    case storage(StorageError)
    /// The records are not the chain that was written.
    case chainBroken(path: String, ChainError)
    /// A record cannot be read.
    case recordUnreadable(path: String, sequence: UInt32, LayoutError)
    /// The hash kept beside a record is not the record's.
    case hashDiffers(path: String, sequence: UInt32)
    /// A record is of another epoch than those before it.
    case epochDiffers(path: String, sequence: UInt32)
    /// The last records are missing: a view, or the ledger, has heard of later ones.
    case tailMissing(path: String, last: UInt32, known: UInt32)
    /// A view points at a record that is missing or of another kind.
    case viewDamaged(path: String, sequence: UInt32)
    /// It belongs to another kiosk.
    case foreignKiosk(path: String, found: KioskIdentifier, expected: KioskIdentifier)
    /// A refund of a sale that is unknown here, or has its end already.
    case saleSettled(SaleIdentifier)
    /// A payment is unknown here, or has not the money that was to be moved.
    case paymentNotCovered(SaleIdentifier)
    /// An earlier error ended this journal's use.
    case closed

    /// What happened.
    public var sentence: String {
        switch self {
        case .storage(let error): error.sentence
        case .chainBroken(let path, let error):
            "The journal \(path) does not verify. \(error.sentence)"
        case .recordUnreadable(let path, let sequence, let error):
            "The journal \(path) does not verify: record \(sequence) is damaged. \(error.sentence)"
        case .hashDiffers(let path, let sequence):
            "The journal \(path) does not verify: record \(sequence) was changed."
        case .epochDiffers(let path, let sequence):
            "The journal \(path) does not verify: record \(sequence) is of another epoch."
        case .tailMissing(let path, let last, let known):
            "The journal \(path) does not verify: it ends with record \(last), and there was a record \(known)."
        case .viewDamaged(let path, let sequence):
            "The journal \(path) is damaged: record \(sequence) is not what its index says."
        case .foreignKiosk(let path, let found, let expected):
            "The journal \(path) belongs to kiosk \(found), and this is kiosk \(expected)."
        case .saleSettled(let sale): "Sale \(sale) has its end already, or was not sold here."
        case .paymentNotCovered(let payment):
            "Payment \(payment) has not the money that was to be moved."
        case .closed: "The journal is closed after an earlier error."
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .storage(let error): error.hint
        case .chainBroken, .recordUnreadable, .hashDiffers, .epochDiffers, .tailMissing,
            .viewDamaged:
            "Do not sell with it. Keep the file as evidence, and call the office."
        case .foreignKiosk: "Check “kiosk” and “journal” in the configuration."
        case .saleSettled: "Give no money back for it."
        case .paymentNotCovered: "Call the office: it compares the kiosk's records with its box."
        case .closed: "Free space or replace the disk, then start the program again."
        }
    }
}

extension JournalError {
    /// Whether a record that was refused with this error may stand in the file all the same: a write
    /// or a flush failed, and what reached the disk shows at the next start.
    public var mayHaveRecorded: Bool {
        if case .storage(let error) = self { error.isFatal } else { false }
    }
}
