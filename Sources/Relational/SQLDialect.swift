/// What the databases name differently.
public struct SQLDialect: Sendable {
    /// 64-bit integers.
    public let integer: String
    /// Text.
    public let text: String
    /// Bytes.
    public let bytes: String
    /// What stands behind the closing bracket of a table.
    public let tableEnding: String

    /// SQLite checks types only where it is told to, and keeps rows in the order of their key.
    public static let sqlite = SQLDialect(
        integer: "INTEGER",
        text: "TEXT",
        bytes: "BLOB",
        tableEnding: " STRICT, WITHOUT ROWID"
    )

    /// PostgreSQL and what speaks its protocol.
    public static let postgreSQL = SQLDialect(
        integer: "BIGINT",
        text: "TEXT",
        bytes: "BYTEA",
        tableEnding: ""
    )

    /// Makes a table.
    public func createStatement(of table: SQLTable) -> String {
        let columns = table.columns.map { column in
            "\(column.name) \(name(of: column.kind))\(column.isOptional ? "" : " NOT NULL")"
        }
        let key = table.key.joined(separator: ", ")
        return """
            CREATE TABLE \(table.name) (\(columns.joined(separator: ", ")), \
            PRIMARY KEY (\(key)))\(tableEnding)
            """
    }

    /// Adds a row of values to a table.
    public static func insertStatement(of table: SQLTable) -> String {
        let places = table.columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(table.name) VALUES (\(places))"
    }

    /// The name of a column's type.
    public func name(of kind: SQLTable.Column.Kind) -> String {
        switch kind {
        case .integer: integer
        case .text: text
        case .bytes: bytes
        }
    }
}
