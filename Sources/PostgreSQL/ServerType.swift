internal import CPostgreSQL
internal import Relational

/// The server's numbers of types: fixed, as `pg_type.dat` of PostgreSQL has them.
enum ServerType {
    static let unknown: Oid = 0
    static let boolean: Oid = 16
    static let bytes: Oid = 17
    static let name: Oid = 19
    static let integer64: Oid = 20
    static let integer16: Oid = 21
    static let integer32: Oid = 23
    static let text: Oid = 25
    static let varchar: Oid = 1043

    /// The type under which a value is sent; a NULL leaves it to the server.
    static func of(_ value: SQLValue) -> Oid {
        switch value {
        case .null: unknown
        case .integer: integer64
        case .text: text
        case .bytes: bytes
        }
    }

    /// The type of a column.
    static func of(_ kind: SQLTable.Column.Kind) -> Oid {
        switch kind {
        case .integer: integer64
        case .text: text
        case .bytes: bytes
        }
    }

    /// The type of an array of these.
    static func array(of kind: SQLTable.Column.Kind) -> Oid {
        switch kind {
        case .integer: 1016
        case .text: 1009
        case .bytes: 1001
        }
    }
}
