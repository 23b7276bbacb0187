import Relational

/// What a kind of database adds to the statements that all of them share.
protocol LedgerDriver: Sendable {
    associatedtype Connection: SQLConnection
    associatedtype Claim: WriterClaim

    /// What errors call the store: a path, or a URL without its password.
    var name: String { get }

    /// Opens a connection to a store, whatever is in it.
    func connect(_ purpose: StorePurpose) throws -> Connection

    /// What is in the database; another program's is refused.
    func contents(of connection: Connection) throws -> StoreContents

    /// Makes an empty database a ledger's.
    func mark(_ connection: Connection) throws

    /// Becomes the one program that writes, for as long as the value lives. Throws where another is.
    func claim(_ connection: Connection) throws -> Claim

    /// What to do about an error that a transaction ended with.
    func remedy(for error: any Error) -> StoreRemedy

    /// The error in the ledger's words; nil for one that is not this database's.
    func ledgerError(_ error: any Error) -> LedgerError?
}

/// What is in a database.
enum StoreContents {
    case nothing
    case ledger
}

/// What a store is opened for.
enum StorePurpose {
    case reading
    case writing
}

/// The right to write to a store.
protocol WriterClaim {
    /// Throws where another program took it. Called in every transaction that writes.
    func check(_ connection: some SQLConnection) throws

    /// Goes on over a new connection, after one was lost.
    func resume(on connection: some SQLConnection) throws
}

/// What helps after an error.
enum StoreRemedy {
    /// Nothing: it goes to the caller.
    case none
    /// The same transaction once more: another one was in its way.
    case again
    /// A new connection, and the transaction once more. The commit may have happened: every
    /// transaction here asks first how things stand, so that a second time changes nothing.
    case reconnect
}

/// A cursor was moved by another program between reading and writing.
struct CursorConflict: Error {}
