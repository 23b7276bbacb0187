import Book
import Cryptography
import Prepayment
import RecordChain
import Relational

/// Every batch that was accepted, byte for byte as its kiosk signed it: the evidence, and the one
/// thing from which all else in the store can be made again.
enum BatchTable {
    static let table = SQLTable(
        "accepted_batch",
        [
            .integer("kiosk"), .integer("epoch"), .integer("last_sequence"),
            // A batch may begin with records that were held before.
            .integer("first_new_sequence"),
            // When it came; later where a day was closed meanwhile that it does not stand under.
            .integer("accepted_at"),
            // What stands for the head in its day's root.
            .bytes("leaf"),
            .bytes("batch"),
            // The hashes of the new records, 32 bytes each: a changed record is told from its neighbours.
            .bytes("hashes"),
            .bytes("receipt"),
        ],
        key: ["kiosk", "epoch", "last_sequence"]
    )

    static let dayIndex = """
        CREATE INDEX accepted_batch_by_day
        ON accepted_batch (accepted_at, kiosk, epoch, last_sequence, leaf)
        """

    fileprivate static let columns = """
        kiosk, epoch, last_sequence, first_new_sequence, accepted_at, leaf, batch, hashes, receipt
        """
}

/// A batch as a store keeps it; nothing in it is believed yet.
struct StoredBatch {
    let journal: JournalName
    let lastSequence: UInt32
    let firstNewSequence: UInt32
    let acceptedAt: WallTime
    let leaf: [UInt8]
    let batch: [UInt8]
    let hashes: [UInt8]
    let receipt: [UInt8]

    /// The place of the last record.
    var end: RecordPosition { journal.position(lastSequence) }

    /// The signed batch; a fault of the store where it cannot be read.
    func signedBatch() throws -> SignedBatch {
        do throws(BatchError) { return try SignedBatch(bytes: batch) } catch {
            throw Damage(
                what: "the batch that ends with record \(end) cannot be read. \(error.sentence)"
            )
        }
    }

    /// The records that it brought.
    func newRecords() throws -> ArraySlice<SealedRecord> {
        let records = try signedBatch().batch.records
        let first = records[0].record.header.sequence
        guard firstNewSequence >= first, Int(firstNewSequence - first) < records.count else {
            throw Damage(what: "the batch that ends with record \(end) brought nothing.")
        }
        return records[Int(firstNewSequence - first)...]
    }
}

extension SQLConnection {
    /// No batch stands under a day whose root is closed, whatever the clock says.
    func keep(_ batches: [AcceptedBatch]) throws {
        let openSince = try openSince()
        var rows = SQLRows(columnCount: BatchTable.table.columns.count)
        for accepted in batches {
            let signed = accepted.submission.batch
            rows.append(
                accepted.batch.kiosk.number,
                accepted.batch.epoch,
                accepted.batch.end.sequence,
                accepted.held.sequence + 1,
                max(accepted.receivedAt, openSince ?? accepted.receivedAt).secondsSince1970,
                DayCheckpoint.leafHash(of: signed.signedHead),
                signed.bytes,
                accepted.newHashes,
                accepted.submission.receipt.bytes
            )
        }
        try append(rows, to: BatchTable.table)
    }

    /// The hash of a record that is held, or of the origin before the first.
    func hash(at position: RecordPosition) throws -> [UInt8] {
        guard position.sequence > 0 else { return ChainHead.origin.hash }
        guard let stored = try batch(holding: position) else {
            throw Damage(what: "record \(position) is missing.")
        }
        let start = Int(position.sequence - stored.firstNewSequence) * SHA256.byteCount
        guard stored.hashes.count >= start + SHA256.byteCount else {
            throw Damage(what: "the hash of record \(position) is missing.")
        }
        return Array(stored.hashes[start..<start + SHA256.byteCount])
    }

    /// A record that is held.
    func record(at position: RecordPosition) throws -> Record {
        let records = try batch(holding: position)?.newRecords() ?? []
        guard let found = records.first(where: { RecordPosition($0.record.header) == position })
        else { throw Damage(what: "record \(position) is missing.") }
        return found.record
    }

    /// The batch that brought a record.
    func batch(holding position: RecordPosition) throws -> StoredBatch? {
        try first(
            """
            SELECT \(BatchTable.columns) FROM accepted_batch
            WHERE kiosk = ? AND epoch = ? AND last_sequence >= ? AND first_new_sequence <= ?
            ORDER BY last_sequence LIMIT 1
            """,
            position.kiosk.number,
            position.epoch,
            position.sequence,
            position.sequence
        ) { try $0.storedBatch() }
    }

    /// Calls `body` with the batches of all kiosks in order, some at a time.
    func forEachPage(_ body: ([StoredBatch]) throws -> Void) throws {
        var last = RecordPosition.beforeAll
        while true {
            let page = try query(
                """
                SELECT \(BatchTable.columns) FROM accepted_batch
                WHERE (kiosk, epoch, last_sequence) > (?, ?, ?)
                ORDER BY kiosk, epoch, last_sequence LIMIT \(batchesPerPage)
                """,
                last.kiosk.number,
                last.epoch,
                last.sequence
            ) { try $0.storedBatch() }
            guard let end = page.last?.end else { return }
            try body(page)
            last = end
        }
    }
}

/// A batch has up to a megabyte, and mostly a hundredth of it.
private let batchesPerPage = 20

extension SQLRow {
    fileprivate func storedBatch() throws -> StoredBatch {
        StoredBatch(
            journal: JournalName(kiosk: try kiosk(0), epoch: try number(1)),
            lastSequence: try number(2),
            firstNewSequence: try number(3),
            acceptedAt: WallTime(secondsSince1970: try integer(4)),
            leaf: try bytes(5),
            batch: try bytes(6),
            hashes: try bytes(7),
            receipt: try bytes(8)
        )
    }
}
