internal import Prepayment
public import RecordChain
internal import Storage

extension JournalFile {
    /// What reading a whole chain gives.
    struct VerifiedChain {
        var epoch: UInt16?
        var head = ChainHead.origin
        var businessDay: BusinessDay?
    }

    /// Reads every record again and checks numbers, hashes and owner; gives the number of records.
    public func verify() throws(JournalError) -> Int {
        Int(try Self.verifiedChain(in: database, path: path, kiosk: kiosk).head.sequence)
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
                let sequence = UInt32(clamping: try row.integer(0))
                let sealed = try sealed(
                    try row.bytes(2),
                    at: sequence,
                    after: chain.head,
                    path: path
                )
                guard sealed.hash == (try row.bytes(1)) else {
                    throw JournalError.hashDiffers(path: path, sequence: sequence)
                }
                let header = sealed.record.header
                guard header.kiosk == kiosk else {
                    throw JournalError.foreignKiosk(
                        path: path,
                        found: header.kiosk,
                        expected: kiosk
                    )
                }
                do throws(ChainError) {
                    chain.head = try chain.head.appending(sealed)
                } catch {
                    throw JournalError.chainBroken(path: path, error)
                }
                chain.epoch = header.epoch
                chain.businessDay = header.businessDay
            }
        }
        return chain
    }

    private static func sealed(
        _ body: [UInt8],
        at sequence: UInt32,
        after head: ChainHead,
        path: String
    ) throws(JournalError) -> SealedRecord {
        do {
            return try SealedRecord(body: body, after: head.hash)
        } catch {
            throw .recordUnreadable(path: path, sequence: sequence, error)
        }
    }

    /// Up to `limit` records after a sequence number, with the head that they follow: what the ledger
    /// wants next.
    public func batch(
        after sequence: UInt32,
        limit: Int = RecordBatch.recordLimit
    ) throws(JournalError) -> RecordBatch? {
        try Self.translating { () throws in
            let start = try head(at: sequence)
            var records: [SealedRecord] = []
            var byteCount = 0
            var previousHash = start.hash
            try database.forEach(
                "SELECT body FROM record WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
                Int64(sequence),
                limit
            ) { row in
                let body = try row.bytes(0)
                byteCount += body.count + 4
                guard byteCount < RecordBatch.byteLimit - 64 else { return }
                let sealed = try SealedRecord(body: body, after: previousHash)
                previousHash = sealed.hash
                records.append(sealed)
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

    /// Keeps what the ledger said. It may go back: a ledger restored from a backup has less.
    public func acknowledge(_ sequence: UInt32) throws(JournalError) {
        try Self.translating { () throws in
            try database.run("UPDATE acknowledgement SET sequence = ?1", Int64(sequence))
        }
    }
}
