public import Book
public import Prepayment
public import RecordChain

/// The first thing that is wrong in a ledger.
public enum VerificationFault: Error, Hashable, Sendable {
    /// Its bytes are no record.
    case unreadable(RecordPosition, LayoutError)
    /// It stands in the place of another.
    case misplaced(RecordPosition)
    /// Its hash is not that of its bytes behind the record before.
    case changed(RecordPosition)
    /// The batch that ends with the record cannot be read, and no single record is to blame.
    case batch(RecordPosition, BatchError)
    /// No key of the kiosk signed the batch that ends with the record.
    case signature(RecordPosition)
    /// The ledger's receipt for the batch that ends with the record is not its own.
    case receipt(RecordPosition)
    /// What stands for the batch in its day's root is not its own.
    case leaf(RecordPosition)
    /// It was taken, and is not here.
    case missing(RecordPosition)
    /// The record that begins an epoch names another end of the one before.
    case epochDoesNotFollow(RecordPosition)
    /// The record stands behind the end that the cursor names, or the cursor names another hash.
    case notTheEnd(RecordPosition)
    /// The signed root of a closed day is not that of the heads under it, or not the ledger's.
    case dayRoot(BusinessDay)
    /// The transfers kept for a record are not those that the rules make of it.
    case transfers(RecordPosition)
    /// What is kept of a sale is not what its records say.
    case sale(SaleIdentifier)
    /// A balance is not the sum of what the records move.
    case balance(BalanceKey, held: Money, posted: Money)

    /// What is wrong.
    public var sentence: String {
        switch self {
        case .unreadable(let record, let error):
            "Record \(record) cannot be read. \(error.sentence)"
        case .misplaced(let record): "Another record stands in the place of \(record)."
        case .changed(let record): "Record \(record) was changed, or its hash."
        case .batch(let record, let error):
            "The batch that ends with record \(record) cannot be read. \(error.sentence)"
        case .signature(let record):
            "No key of the kiosk signed the batch that ends with record \(record)."
        case .receipt(let record):
            "The receipt for the batch that ends with record \(record) is not the ledger's."
        case .leaf(let record):
            "What stands for the batch that ends with record \(record) in its day's root was changed."
        case .missing(let record): "Record \(record) is missing."
        case .epochDoesNotFollow(let record):
            "Record \(record) does not begin its epoch on the end of the one before."
        case .notTheEnd(let record):
            "The chain ends with record \(record), and the cursor names another end."
        case .dayRoot(let day):
            "The signed root of \(day) is not that of the heads that stand under it."
        case .transfers(let record):
            "The transfers of record \(record) are not those that the posting rules make of it."
        case .sale(let sale): "What is kept of sale \(sale) is not what its records say."
        case .balance(let key, let held, let posted):
            "The balance \(key) is \(held), and its records make \(posted)."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .unreadable, .misplaced, .changed, .batch, .signature, .receipt, .leaf, .missing,
            .epochDoesNotFollow,
            .notTheEnd, .dayRoot:
            """
            Keep the file for examination and restore the last good copy: the kiosks send again \
            what came later.
            """
        case .transfers, .sale, .balance:
            """
            The records themselves are sound. Keep the file for examination and find out who \
            changed the book behind them.
            """
        }
    }
}

/// What came of reading everything again.
public enum Verification: Hashable, Sendable {
    /// All of it agrees.
    case sound(VerifiedCounts)
    /// Something does not; the reading ended there.
    case faulty(VerificationFault)
}

/// How much was read.
public struct VerifiedCounts: Hashable, Sendable, Encodable {
    /// Journals: one for each epoch of a kiosk.
    public internal(set) var journals = 0
    /// Signed batches in which they came.
    public internal(set) var batches = 0
    /// Records in them.
    public internal(set) var records = 0
    /// Sales of which they speak.
    public internal(set) var sales = 0
    /// Days whose root is signed.
    public internal(set) var closedDays = 0
    /// Transfers in the book.
    public internal(set) var transfers = 0
    /// Balances, each of an account, a kiosk and a day.
    public internal(set) var balances = 0
}
