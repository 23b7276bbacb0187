public import Book
public import Prepayment

/// The first thing that is wrong in a ledger.
public enum VerificationFault: Error, Hashable, Sendable {
    /// Its bytes are no record.
    case unreadable(RecordPosition, LayoutError)
    /// It stands in the place of another.
    case misplaced(RecordPosition)
    /// Its hash is not that of its bytes behind the record before.
    case changed(RecordPosition)
    /// What is kept beside the bytes says something else than they do.
    case mislabelled(RecordPosition)
    /// It was taken, and is not here.
    case missing(RecordPosition)
    /// The record that begins an epoch names another end of the one before.
    case epochDoesNotFollow(RecordPosition)
    /// The record stands behind the end that the cursor names, or the cursor names another hash.
    case notTheEnd(RecordPosition)
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
        case .mislabelled(let record):
            "Kind or day that are kept beside record \(record) are not its own."
        case .missing(let record): "Record \(record) is missing."
        case .epochDoesNotFollow(let record):
            "Record \(record) does not begin its epoch on the end of the one before."
        case .notTheEnd(let record):
            "The chain ends with record \(record), and the cursor names another end."
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
        case .unreadable, .misplaced, .changed, .mislabelled, .missing, .epochDoesNotFollow,
            .notTheEnd:
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
    /// Records in them.
    public internal(set) var records = 0
    /// Sales of which they speak.
    public internal(set) var sales = 0
    /// Transfers in the book.
    public internal(set) var transfers = 0
    /// Balances, each of an account, a kiosk and a day.
    public internal(set) var balances = 0
}
