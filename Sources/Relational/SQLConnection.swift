/// One connection to a relational database, in the part of SQL that every store shares.
///
/// Rules:
/// 1. It is not `Sendable`: one actor or thread owns it. Calls block.
/// 2. A `?` stands for a value; values are bound, never pasted into the text. A statement is prepared
///    once and kept by its text.
/// 3. A transaction is whole or nothing. A commit that returned is durable. A commit that threw may
///    have happened, where the error says so.
/// 4. Correct under READ COMMITTED: a change is guarded by a row's compare-and-set or a primary key.
public protocol SQLConnection: AnyObject {
    /// A row of an answer.
    associatedtype Row: SQLRow

    /// The names of this database's types, and how it ends a table's definition.
    static var dialect: SQLDialect { get }

    /// Runs a statement that takes no values and gives no rows.
    func execute(_ sql: String) throws

    /// Runs a statement that gives no rows; gives how many rows it changed.
    @discardableResult
    func run(_ sql: String, values: [SQLValue]) throws -> Int

    /// Calls `body` with each row of an answer in turn. The body asks nothing of the connection.
    func forEach(_ sql: String, values: [SQLValue], body: (Row) throws -> Void) throws

    /// Runs a statement once for each row of values; gives how many rows they changed together.
    @discardableResult
    func runEach(_ sql: String, _ rows: SQLRows) throws -> Int

    /// Asks once for each row of values; `body` gets the number of the asking row and a row of its
    /// answer.
    func forEachOfEach(_ sql: String, _ rows: SQLRows, body: (Int, Row) throws -> Void) throws

    /// Adds rows to a table, in the quickest way there is. A key that is there already is an error.
    func append(_ rows: SQLRows, to table: SQLTable) throws

    /// Adds rows to a table, and where a key is there already changes its row by `setting`: what
    /// stands behind `DO UPDATE SET` and calls the new row `excluded`. No key stands in two rows.
    func merge(_ rows: SQLRows, into table: SQLTable, setting: String) throws

    /// Runs `body` in one transaction: everything it wrote is kept, or nothing is. Transactions do
    /// not nest.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result

    /// Runs `body`, which only reads, and sees the database as it stood at one moment.
    func snapshot<Result>(_ body: () throws -> Result) throws -> Result

    /// Ends the connection. Call it once; nothing else follows.
    func close()
}

extension SQLConnection {
    /// Runs a statement that gives no rows; gives how many rows it changed.
    @discardableResult
    public func run<each Value: SQLBindable>(
        _ sql: String,
        _ values: repeat each Value
    ) throws -> Int {
        try run(sql, values: array(repeat each values))
    }

    /// Calls `body` with each row of an answer in turn.
    public func forEach<each Value: SQLBindable>(
        _ sql: String,
        _ values: repeat each Value,
        body: (Row) throws -> Void
    ) throws {
        try forEach(sql, values: array(repeat each values), body: body)
    }

    /// All rows, each turned into a value by `element`.
    public func query<each Value: SQLBindable, Element>(
        _ sql: String,
        _ values: repeat each Value,
        element: (Row) throws -> Element
    ) throws -> [Element] {
        var elements: [Element] = []
        try forEach(sql, values: array(repeat each values)) { elements.append(try element($0)) }
        return elements
    }

    /// The first row as a value; nil when there is none.
    public func first<each Value: SQLBindable, Element>(
        _ sql: String,
        _ values: repeat each Value,
        element: (Row) throws -> Element
    ) throws -> Element? {
        var found: Element?
        try forEach(sql, values: array(repeat each values)) { row in
            if found == nil { found = try element(row) }
        }
        return found
    }

    /// Adds or changes one row after the other.
    public func merge(_ rows: SQLRows, into table: SQLTable, setting: String) throws {
        try runEach(
            """
            \(SQLDialect.insertStatement(of: table)) \
            ON CONFLICT (\(table.key.joined(separator: ", "))) DO UPDATE SET \(setting)
            """,
            rows
        )
    }

    /// Makes a table.
    public func create(_ table: SQLTable) throws {
        try execute(Self.dialect.createStatement(of: table))
    }

    private func array<each Value: SQLBindable>(_ values: repeat each Value) -> [SQLValue] {
        var array: [SQLValue] = []
        for value in repeat each values { array.append(value.sqlValue) }
        return array
    }
}
