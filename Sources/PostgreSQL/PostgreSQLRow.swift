internal import CPostgreSQL
public import Relational

/// One row of an answer of PostgreSQL, valid only inside the closure that is given it.
public struct PostgreSQLRow: SQLRow {
    let answer: OpaquePointer
    let row: Int32
    let session: Session
    let sql: String

    /// The integer in `column`, of any size of PostgreSQL's; 1 or 0 for a boolean.
    public func integer(_ column: Int) throws -> Int64 {
        let bytes = try field(column, "integer") { type in
            switch type {
            case ServerType.integer64, ServerType.integer32, ServerType.integer16,
                ServerType.boolean:
                true
            default: false
            }
        }
        switch bytes.count {
        case 8: return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        case 4: return Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        case 2: return Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        default: return Int64(bytes[0])
        }
    }

    /// The text in `column`.
    public func text(_ column: Int) throws -> String {
        let bytes = try field(column, "text") { type in
            switch type {
            case ServerType.text, ServerType.varchar, ServerType.name: true
            default: false
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes in `column`.
    public func bytes(_ column: Int) throws -> [UInt8] {
        Array(try field(column, "bytes") { $0 == ServerType.bytes })
    }

    /// True when `column` holds NULL.
    public func isNull(_ column: Int) -> Bool {
        precondition(column < PQnfields(answer), "no column \(column): \(sql)")
        return PQgetisnull(answer, row, Int32(column)) == 1
    }

    private func field(
        _ column: Int,
        _ wanted: String,
        isType: (Oid) -> Bool
    ) throws(PostgreSQLError) -> UnsafeRawBufferPointer {
        guard !isNull(column), isType(PQftype(answer, Int32(column))),
            let start = PQgetvalue(answer, row, Int32(column))
        else {
            let type = isNull(column) ? "NULL" : "type \(PQftype(answer, Int32(column)))"
            let message = "column \(column) holds \(type), no \(wanted)"
            throw .unexpectedType(session.fault(sql, state: "", message))
        }
        let count = Int(PQgetlength(answer, row, Int32(column)))
        return UnsafeRawBufferPointer(start: start, count: count)
    }
}
