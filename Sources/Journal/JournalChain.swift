public import Prepayment
public import RecordChain
internal import Storage

extension JournalFile {
    /// What reading a whole chain gives.
    struct VerifiedChain {
        var epoch: UInt16?
        var head = ChainHead.origin
        var businessDay: BusinessDay?
    }

    /// Reads every record of a journal that nobody uses and checks numbers, hashes and owner; gives
    /// the number of records. Begins no journal and changes none.
    public static func verify(
        path: String,
        kiosk: KioskIdentifier
    ) throws(JournalError) -> Int {
        let journal = try JournalFile(reading: path, kiosk: kiosk)
        defer { journal.close() }
        return Int(journal.head.sequence)
    }

    static func verifiedChain(
        in database: Database,
        path: String,
        kiosk: KioskIdentifier
    ) throws(JournalError) -> VerifiedChain {
        var chain = VerifiedChain()
        try translating { () throws in
            try database.forEach("SELECT sequence, hash, body FROM record ORDER BY sequence") {
                row in
                let header = try append(row, to: &chain.head, path: path).record.header
                guard header.kiosk == kiosk else {
                    throw JournalError.foreignKiosk(
                        path: path,
                        found: header.kiosk,
                        expected: kiosk
                    )
                }
                guard header.epoch == chain.epoch ?? header.epoch else {
                    throw JournalError.epochDiffers(path: path, sequence: header.sequence)
                }
                chain.epoch = header.epoch
                chain.businessDay = header.businessDay
            }
            try checkEnd(of: chain, in: database, path: path)
        }
        return chain
    }

    /// A chain whose tail was cut off verifies still, but views and acknowledgement remember the
    /// tail. To go on would give sales the names of others.
    private static func checkEnd(
        of chain: VerifiedChain,
        in database: Database,
        path: String
    ) throws {
        let known = try database.first(
            """
            SELECT max(sequence) FROM (
                SELECT sequence FROM acknowledgement
                UNION ALL SELECT max(sequence) FROM sale
                UNION ALL SELECT max(conclusion_sequence) FROM sale
                UNION ALL SELECT max(receipt_sequence) FROM sale
                UNION ALL SELECT max(sequence) FROM reading
                UNION ALL SELECT max(sequence) FROM day_close
                UNION ALL SELECT max(taken_sequence) FROM foreign_sale
                UNION ALL SELECT max(conclusion_sequence) FROM foreign_sale
                UNION ALL SELECT max(receipt_sequence) FROM foreign_sale
            )
            """
        ) { try $0.integer(0) }
        let last = chain.head.sequence
        guard let known, known > Int64(last) else { return }
        throw JournalError.tailMissing(path: path, last: last, known: UInt32(clamping: known))
    }

    /// Seals one row (sequence, hash, body) behind a head and moves the head on.
    private static func append(
        _ row: borrowing Row,
        to head: inout ChainHead,
        path: String
    ) throws -> SealedRecord {
        let sequence = UInt32(clamping: try row.integer(0))
        guard sequence == head.sequence + 1 else {
            let gap = ChainError.gap(expected: head.sequence + 1, found: sequence)
            throw JournalError.chainBroken(path: path, gap)
        }
        do {
            let sealed = try SealedRecord(body: try row.bytes(2), after: head.hash)
            guard sealed.hash == (try row.bytes(1)) else {
                throw JournalError.hashDiffers(path: path, sequence: sequence)
            }
            head = try head.appending(sealed)
            return sealed
        } catch let error as LayoutError {
            throw JournalError.recordUnreadable(path: path, sequence: sequence, error)
        } catch let error as ChainError {
            throw JournalError.chainBroken(path: path, error)
        }
    }

    /// Up to `limit` records after a sequence number, with the head that they follow: what the ledger
    /// wants next. Each is checked again: what the disk spoiled since does not travel as evidence.
    public func batch(
        after sequence: UInt32,
        limit: Int = RecordBatch.recordLimit
    ) throws(JournalError) -> RecordBatch? {
        try Self.translating { () throws in
            let start = try head(at: sequence)
            var end = start
            var records: [SealedRecord] = []
            var byteCount = SignedBatch.headByteLimit
            try database.forEach(
                """
                SELECT sequence, hash, body FROM record WHERE sequence > ?1
                ORDER BY sequence LIMIT ?2
                """,
                Int64(sequence),
                limit
            ) { row in
                byteCount += SignedBatch.recordPrefixByteCount + (try row.withBytes(2) { $0.count })
                guard byteCount <= SignedBatch.byteLimit else { return }
                records.append(try Self.append(row, to: &end, path: path))
            }
            if records.isEmpty { return nil }
            return try RecordBatch(kiosk: kiosk, epoch: epoch, start: start, records: records)
        }
    }

    /// The chain as it stood after a record.
    public func head(at sequence: UInt32) throws(JournalError) -> ChainHead {
        if sequence == 0 { return .origin }
        return try Self.translating { () throws in
            let hash = try database.first(
                "SELECT hash FROM record WHERE sequence = ?1",
                Int64(sequence)
            ) { try $0.bytes(0) }
            guard let hash else {
                throw JournalError.viewDamaged(path: path, sequence: sequence)
            }
            return ChainHead(sequence: sequence, hash: hash)
        }
    }

    /// The last record that the ledger said it has.
    public func acknowledged() throws(JournalError) -> UInt32 {
        try Self.translating { () throws in
            let sequence = try database.first("SELECT sequence FROM acknowledgement") {
                try $0.integer(0)
            }
            return UInt32(clamping: sequence ?? 0)
        }
    }

    /// Keeps what the ledger said, and its receipt for it where it gave one. It may go back: a ledger
    /// restored from a backup has less.
    public func acknowledge(
        _ sequence: UInt32,
        receipt: LedgerReceipt? = nil
    ) throws(JournalError) {
        try Self.translating { () throws in
            try database.run(
                "UPDATE acknowledgement SET sequence = ?1, receipt = ?2",
                Int64(sequence),
                receipt?.bytes
            )
        }
    }

    /// The ledger's last receipt: its signed word that it has the records.
    public func receipt() throws(JournalError) -> LedgerReceipt? {
        try Self.translating { () throws in
            let bytes = try database.first("SELECT receipt FROM acknowledgement") {
                try $0.optionalBytes(0)
            }
            guard let bytes = bytes ?? nil else { return nil }
            guard let receipt = LedgerReceipt(bytes: bytes) else {
                throw JournalError.viewDamaged(path: path, sequence: try acknowledged())
            }
            return receipt
        }
    }
}
