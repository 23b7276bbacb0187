import Book
import Prepayment
import RecordChain
import Storage

/// The records as they came, and how far each kiosk's chain reaches.
enum ChainTables {
    static let schema = """
        CREATE TABLE chain_cursor (
            kiosk INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            next_sequence INTEGER NOT NULL,
            head BLOB NOT NULL,
            first_day INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            PRIMARY KEY (kiosk, epoch)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE record (
            kiosk INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            day INTEGER NOT NULL,
            hash BLOB NOT NULL,
            body BLOB NOT NULL,
            received_at INTEGER NOT NULL,
            PRIMARY KEY (kiosk, epoch, sequence)
        ) STRICT, WITHOUT ROWID;
        """
}

extension Database {
    /// The end of an epoch's chain; the origin where nothing is held.
    func head(of kiosk: KioskIdentifier, epoch: UInt16) throws -> ChainHead {
        try first(
            "SELECT next_sequence, head FROM chain_cursor WHERE kiosk = ? AND epoch = ?",
            kiosk.number,
            Int(epoch)
        ) { try $0.head(from: 0) } ?? .origin
    }

    /// What placing a batch needs to know.
    func heldChain(of kiosk: KioskIdentifier, epoch: UInt16) throws -> HeldChain {
        HeldChain(
            head: try head(of: kiosk, epoch: epoch),
            previousEpoch: try first(
                """
                SELECT next_sequence, head FROM chain_cursor
                WHERE kiosk = ? AND epoch < ? ORDER BY epoch DESC LIMIT 1
                """,
                kiosk.number,
                Int(epoch)
            ) { try $0.head(from: 0) },
            laterEpoch: try first(
                """
                SELECT epoch FROM chain_cursor
                WHERE kiosk = ? AND epoch > ? ORDER BY epoch DESC LIMIT 1
                """,
                kiosk.number,
                Int(epoch)
            ) { try $0.number(0) }
        )
    }

    /// The hash of a record that the cursor says is held.
    func hash(at position: RecordPosition) throws -> [UInt8] {
        guard position.sequence > 0 else { return ChainHead.origin.hash }
        let hash = try first(
            "SELECT hash FROM record WHERE kiosk = ? AND epoch = ? AND sequence = ?",
            position.kiosk.number,
            Int(position.epoch),
            position.sequence
        ) { try $0.bytes(0) }
        guard let hash else { throw Damage(what: "record \(position) is missing.") }
        return hash
    }

    /// A record that is held.
    func record(at position: RecordPosition) throws -> Record {
        let body = try first(
            "SELECT body FROM record WHERE kiosk = ? AND epoch = ? AND sequence = ?",
            position.kiosk.number,
            Int(position.epoch),
            position.sequence
        ) { try $0.bytes(0) }
        guard let body else { throw Damage(what: "record \(position) is missing.") }
        return try readRecord(body, at: position)
    }

    /// Adds a record as it came.
    func insert(_ sealed: SealedRecord, receivedAt: WallTime) throws {
        let header = sealed.record.header
        try run(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            header.kiosk.number,
            Int(header.epoch),
            header.sequence,
            Int(sealed.record.content.kind.rawValue),
            header.businessDay.yearMonthDay,
            sealed.hash,
            sealed.body,
            receivedAt.secondsSince1970
        )
    }

    /// Compare-and-set: the cursor moves only from where `held` found it. Inside the transaction that
    /// read it nothing else can have moved it.
    func moveCursor(
        from held: ChainHead,
        along batch: RecordBatch,
        receivedAt: WallTime
    ) throws {
        if held == .origin {
            try run(
                "INSERT INTO chain_cursor VALUES (?, ?, ?, ?, ?, ?)",
                batch.kiosk.number,
                Int(batch.epoch),
                batch.end.sequence + 1,
                batch.end.hash,
                batch.records[0].record.header.businessDay.yearMonthDay,
                receivedAt.secondsSince1970
            )
        } else {
            try run(
                """
                UPDATE chain_cursor SET next_sequence = ?, head = ?, received_at = ?
                WHERE kiosk = ? AND epoch = ? AND next_sequence = ? AND head = ?
                """,
                batch.end.sequence + 1,
                batch.end.hash,
                receivedAt.secondsSince1970,
                batch.kiosk.number,
                Int(batch.epoch),
                held.sequence + 1,
                held.hash
            )
            precondition(changes == 1, "the cursor moved inside a transaction")
        }
    }

    /// Calls `body` with the records of all kiosks in order, some at a time.
    func forEachPage(_ body: ([StoredRecord]) throws -> Void) throws {
        var last = RecordPosition.beforeAll
        while true {
            let page = try query(
                """
                SELECT kiosk, epoch, sequence, kind, day, hash, body FROM record
                WHERE (kiosk, epoch, sequence) > (?, ?, ?)
                ORDER BY kiosk, epoch, sequence LIMIT \(RecordBatch.recordLimit)
                """,
                last.kiosk.number,
                Int(last.epoch),
                last.sequence
            ) { try $0.storedRecord() }
            guard let end = page.last else { return }
            try body(page)
            last = end.position
        }
    }

    /// The ends of all chains.
    func cursors() throws -> [JournalName: ChainHead] {
        let cursors = try query("SELECT kiosk, epoch, next_sequence, head FROM chain_cursor") {
            (
                JournalName(kiosk: try $0.kiosk(0), epoch: try $0.number(1)),
                try $0.head(from: 2)
            )
        }
        return Dictionary(uniqueKeysWithValues: cursors)
    }
}

func readRecord(_ body: [UInt8], at position: RecordPosition) throws -> Record {
    do throws(LayoutError) { return try Record(bytes: body) } catch {
        throw Damage(what: "record \(position) cannot be read. \(error.sentence)")
    }
}

extension Row {
    /// Seven columns: the place, the kind, the day, the hash and the bytes.
    fileprivate func storedRecord() throws -> StoredRecord {
        StoredRecord(
            position: try position(from: 0),
            kind: try number(3),
            day: try number(4),
            hash: try bytes(5),
            body: try bytes(6)
        )
    }

    /// Two columns: the number that is wanted next, and the hash before it.
    fileprivate func head(from column: Int) throws -> ChainHead {
        let next: UInt32 = try number(column)
        guard next > 1 else { throw Damage(what: "a cursor stands at \(next).") }
        return ChainHead(sequence: next - 1, hash: try bytes(column + 1))
    }
}
