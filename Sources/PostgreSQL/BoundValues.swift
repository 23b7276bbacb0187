internal import CPostgreSQL
internal import Relational

/// The values of one execution in the binary format, as `PQsendQueryPrepared` takes them.
struct BoundValues: ~Copyable {
    private var buffer = WireBuffer(capacity: 1_024)
    private var offsets: [Int?] = []
    private var addresses: [UnsafePointer<CChar>?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// How many bytes the values take.
    var byteCount: Int { buffer.count }

    /// Takes the place of the values before.
    mutating func set(_ values: some Collection<SQLValue>) {
        buffer.removeAll()
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        for value in values {
            let offset = buffer.count
            buffer.appendPayload(value)
            offsets.append(value == .null ? nil : offset)
            lengths.append(Int32(buffer.count - offset))
        }
        seal()
    }

    /// Takes one array for each column of these rows in the place of the values before.
    mutating func setArrays(_ rows: SQLRows, _ range: Range<Int>, columns: [SQLTable.Column]) {
        buffer.removeAll()
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        for (index, column) in columns.enumerated() {
            let offset = buffer.count
            buffer.appendArray(rows, range, index: index, column: column)
            offsets.append(offset)
            lengths.append(Int32(buffer.count - offset))
        }
        seal()
    }

    /// Sends an execution; gives libpq's 1 or 0. Wraps `PQsendQueryPrepared`, which copies.
    func send(_ statement: PreparedStatement, in session: Session) -> Int32 {
        let (count, binary) = (Int32(addresses.count), Int32(1))
        return PQsendQueryPrepared(
            session.handle,
            statement.name,
            count,
            addresses,
            lengths,
            formats,
            binary
        )
    }

    /// The buffer moves while it grows; only now the addresses stand.
    private mutating func seal() {
        addresses.removeAll(keepingCapacity: true)
        for offset in offsets {
            addresses.append(
                offset.map {
                    UnsafePointer((buffer.start + $0).assumingMemoryBound(to: CChar.self))
                }
            )
        }
        while formats.count < addresses.count { formats.append(1) }
    }
}

extension WireBuffer {
    /// One column of some rows as an array of one dimension: its form is that of `array_send` in the
    /// server's arrayfuncs.c.
    fileprivate mutating func appendArray(
        _ rows: SQLRows,
        _ range: Range<Int>,
        index: Int,
        column: SQLTable.Column
    ) {
        let (dimensions, hasNulls, lowerBound) = (
            Int32(1), Int32(column.isOptional ? 1 : 0), Int32(1)
        )
        append(dimensions)
        append(hasNulls)
        append(ServerType.of(column.kind))
        append(Int32(range.count))
        append(lowerBound)
        for row in range { appendField(rows.values[row * rows.columnCount + index], as: column) }
    }
}
