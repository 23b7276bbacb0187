internal import CSQLite
internal import Relational

/// A compiled statement, kept for the life of its connection.
///
/// Wraps `sqlite3_stmt`.
final class Statement {
    let sql: String
    let handle: OpaquePointer
    private let path: String
    private var isRunning = false

    /// Wraps `sqlite3_prepare_v3`.
    init(_ sql: String, connection: OpaquePointer, path: String) throws(StorageError) {
        var handle: OpaquePointer?
        var hasTail = false
        let code = sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(
                connection,
                text,
                -1,
                UInt32(SQLITE_PREPARE_PERSISTENT),
                &handle,
                &tail
            )
            hasTail = tail.map { String(cString: $0).contains { !$0.isWhitespace } } ?? false
            return code
        }
        guard code == SQLITE_OK else {
            throw StorageError(handle: connection, code: code, operation: sql, path: path)
        }
        guard let handle else { preconditionFailure("an empty statement") }
        precondition(!hasTail, "more than one statement: \(sql)")
        (self.sql, self.handle, self.path) = (sql, handle, path)
    }

    deinit { sqlite3_finalize(handle) }

    /// Marks the statement as in use; the same one cannot run inside its own rows.
    func begin() {
        precondition(!isRunning, "the statement is running already: \(sql)")
        isRunning = true
    }

    /// Frees the rows and the bound values.
    ///
    /// Wraps `sqlite3_reset`, whose result repeats that of the last step.
    func end() {
        rewind()
        sqlite3_clear_bindings(handle)
        isRunning = false
    }

    /// Frees the rows; the values stay bound until others take their places.
    func rewind() { sqlite3_reset(handle) }

    /// Binds every `?` in order.
    func bind<each Value: SQLBindable>(_ values: repeat each Value) throws(StorageError) {
        var index: Int32 = 0
        for value in repeat each values {
            index += 1
            let code = bind(value.sqlValue, at: index)
            guard code == SQLITE_OK else { throw error(code) }
        }
        precondition(
            index == sqlite3_bind_parameter_count(handle),
            "wrong number of values: \(sql)"
        )
    }

    /// Binds every `?` in order.
    func bind(_ values: some Collection<SQLValue>) throws(StorageError) {
        precondition(
            values.count == sqlite3_bind_parameter_count(handle),
            "wrong number of values: \(sql)"
        )
        var index: Int32 = 0
        for value in values {
            index += 1
            let code = bind(value, at: index)
            guard code == SQLITE_OK else { throw error(code) }
        }
    }

    private func bind(_ cell: SQLValue, at index: Int32) -> Int32 {
        switch cell {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let value): return sqlite3_bind_int64(handle, index, value)
        case .text(var text):
            return text.withUTF8 { bytes in
                // An empty text has no address, and an absent address would mean NULL.
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    guard let start = characters.baseAddress else {
                        return prepaid_sqlite_bind_text_copy(handle, index, "", 0)
                    }
                    return prepaid_sqlite_bind_text_copy(
                        handle,
                        index,
                        start,
                        UInt64(characters.count)
                    )
                }
            }
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
            return bytes.withUnsafeBytes {
                prepaid_sqlite_bind_blob_copy(handle, index, $0.baseAddress, UInt64($0.count))
            }
        }
    }

    /// Goes to the next row; false after the last.
    ///
    /// Wraps `sqlite3_step`.
    func step() throws(StorageError) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw error(code)
        }
    }

    /// A row of this statement that is not what the reader expects.
    func unexpectedType(column: Int, wanted: String) -> StorageError {
        .corrupt(
            StorageFault(
                operation: sql,
                path: path,
                code: SQLITE_MISMATCH,
                message: "column \(column) holds no \(wanted)"
            )
        )
    }

    private func error(_ code: Int32) -> StorageError {
        StorageError(
            handle: sqlite3_db_handle(handle),
            code: code,
            operation: sql,
            path: path
        )
    }
}
