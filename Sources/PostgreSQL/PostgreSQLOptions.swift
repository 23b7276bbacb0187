/// How a connection to PostgreSQL behaves where its URL does not say.
///
/// The defaults are those for money.
public struct PostgreSQLOptions: Sendable {
    /// Whether rows are added with COPY; else, or where the server refuses it, with INSERT from
    /// arrays.
    public var copies: Bool
    /// After so long the server gives a statement up.
    public var statementTimeoutMilliseconds: Int32
    /// After so long without a statement in an open transaction the server cuts the connection, so
    /// that a hung program holds no locks.
    public var idleInTransactionTimeoutMilliseconds: Int32

    /// Every setting has the value that suits a ledger.
    public init(
        copies: Bool = true,
        statementTimeoutMilliseconds: Int32 = 60_000,
        idleInTransactionTimeoutMilliseconds: Int32 = 60_000
    ) {
        self.copies = copies
        self.statementTimeoutMilliseconds = statementTimeoutMilliseconds
        self.idleInTransactionTimeoutMilliseconds = idleInTransactionTimeoutMilliseconds
    }
}
