internal import CSQLite

/// One row of an answer, valid only inside the closure that is given it.
///
/// Columns count from 0. SQLite would convert silently between types; here a column of another type
/// is an error, as nothing of ours wrote it.
public struct Row: ~Copyable {
    let statement: Statement

    /// The integer in `column`.
    public func integer(_ column: Int) throws(StorageError) -> Int64 {
        try expect(SQLITE_INTEGER, "integer", in: column)
        return sqlite3_column_int64(statement.handle, Int32(column))
    }

    /// The text in `column`.
    public func text(_ column: Int) throws(StorageError) -> String {
        try expect(SQLITE_TEXT, "text", in: column)
        guard let text = sqlite3_column_text(statement.handle, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(statement.handle, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    /// The bytes in `column`.
    public func bytes(_ column: Int) throws(StorageError) -> [UInt8] {
        try withBytes(column) { Array($0) }
    }

    /// Lends the bytes in `column` without a copy.
    public func withBytes<Result>(
        _ column: Int,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(StorageError) -> Result {
        try expect(SQLITE_BLOB, "bytes", in: column)
        let start = sqlite3_column_blob(statement.handle, Int32(column))
        let count = Int(sqlite3_column_bytes(statement.handle, Int32(column)))
        return body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// True when `column` holds NULL.
    public func isNull(_ column: Int) -> Bool { type(of: column) == SQLITE_NULL }

    /// The integer in `column`, nil for NULL.
    public func optionalInteger(_ column: Int) throws(StorageError) -> Int64? {
        isNull(column) ? nil : try integer(column)
    }

    /// The text in `column`, nil for NULL.
    public func optionalText(_ column: Int) throws(StorageError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// The bytes in `column`, nil for NULL.
    public func optionalBytes(_ column: Int) throws(StorageError) -> [UInt8]? {
        isNull(column) ? nil : try bytes(column)
    }

    private func type(of column: Int) -> Int32 {
        precondition(
            column < sqlite3_column_count(statement.handle),
            "no column \(column): \(statement.sql)"
        )
        return sqlite3_column_type(statement.handle, Int32(column))
    }

    private func expect(
        _ wanted: Int32,
        _ name: String,
        in column: Int
    ) throws(StorageError) {
        guard type(of: column) == wanted else {
            throw statement.unexpectedType(column: column, wanted: name)
        }
    }
}
