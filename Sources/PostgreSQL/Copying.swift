internal import CPostgreSQL
internal import Relational

extension PostgreSQLConnection {
    /// Adds rows with COPY. Wraps `PQputCopyData` and `PQputCopyEnd`.
    func copy(_ rows: SQLRows, to table: SQLTable) throws {
        let names = table.columns.map(\.name).joined(separator: ", ")
        let sql = "COPY \(table.name) (\(names)) FROM STDIN (FORMAT binary)"
        try answering { commits in
            try session.ask(
                sql,
                commits: commits,
                send: { PQsendQuery(session.handle, sql) },
                transfer: { CopyWriter(session: session).write(rows, columns: table.columns) }
            )
        }
    }
}

/// Rows in the binary format of COPY.
///
/// Source: PostgreSQL 15, COPY, "Binary Format".
private struct CopyWriter: ~Copyable {
    /// As much as is sent in one piece.
    static let pieceSize = 1 << 16
    static let signature: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]

    let session: Session
    private var buffer = WireBuffer(capacity: pieceSize + 4_096)

    init(session: Session) { self.session = session }

    /// Stops early where the connection is lost: the answer then says so.
    consuming func write(_ rows: SQLRows, columns: [SQLTable.Column]) {
        let (noFlags, noExtension, end) = (Int32(0), Int32(0), Int16(-1))
        Self.signature.withUnsafeBytes { buffer.append($0) }
        buffer.append(noFlags)
        buffer.append(noExtension)
        for row in 0..<rows.count {
            buffer.append(Int16(columns.count))
            for (value, column) in zip(rows[row], columns) {
                buffer.appendField(value, as: column)
            }
            if buffer.count >= Self.pieceSize, !sendPiece() { return }
        }
        buffer.append(end)
        if sendPiece() { PQputCopyEnd(session.handle, nil) }
    }

    private mutating func sendPiece() -> Bool {
        let bytes = buffer.start.assumingMemoryBound(to: CChar.self)
        let result = PQputCopyData(session.handle, bytes, Int32(buffer.count))
        buffer.removeAll()
        return result == 1
    }
}
