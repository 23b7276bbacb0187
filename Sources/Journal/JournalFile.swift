public import Prepayment
public import RecordChain
internal import Storage

/// The kiosk's memory and evidence: a gapless chain of records in one SQLite file.
///
/// Rules:
/// 1. A record that was appended is on the disk when `append` returns (WAL, `synchronous=FULL`).
/// 2. One process, one connection, one thread; a second opener is refused.
/// 3. Records are never changed or removed. What is open, and who asked for what, are views that the
///    same transaction keeps in step.
/// 4. The whole chain is verified when the file is opened; one that does not verify is not used.
/// 5. The business day never runs backwards, whatever the clock does.
/// 6. After an error that leaves the disk in doubt nothing more is written.
public final class JournalFile {
    /// The file.
    public let path: String
    /// Whose it is.
    public let kiosk: KioskIdentifier
    /// Which beginning of it.
    public let epoch: UInt16
    /// The last record.
    public private(set) var head: ChainHead
    /// The open business day.
    public private(set) var businessDay: BusinessDay
    let database: Database
    private let clock: JournalClock

    /// Opens the file, or begins a new journal there, and verifies all of it.
    public init(
        path: String,
        kiosk: KioskIdentifier,
        clock: JournalClock = .system()
    ) throws(JournalError) {
        self.path = path
        self.kiosk = kiosk
        self.clock = clock
        let database = try Self.translating { () throws in
            let database = try Database(
                path: path,
                options: DatabaseOptions(busyTimeoutMilliseconds: 0, locksExclusively: true)
            )
            try database.migrate(JournalSchema.migrations)
            return database
        }
        self.database = database
        let chain = try Self.verifiedChain(in: database, path: path, kiosk: kiosk)
        epoch = chain.epoch ?? 1
        head = chain.head
        businessDay = max(chain.businessDay ?? .first, clock.read().date)
        if chain.epoch == nil {
            try append(
                .epochStarted(
                    EpochStart(
                        previousEpochHead: ChainHead.origin.hash,
                        reason: "a kiosk's first journal"
                    )
                )
            )
        }
    }

    /// Opens a journal that nobody uses, for reading only, and verifies all of it.
    public init(reading path: String, kiosk: KioskIdentifier) throws(JournalError) {
        self.path = path
        self.kiosk = kiosk
        clock = .system()
        database = try Self.translating { () throws in
            try Database(
                path: path,
                options: DatabaseOptions(busyTimeoutMilliseconds: 0, isReadOnly: true)
            )
        }
        let chain = try Self.verifiedChain(in: database, path: path, kiosk: kiosk)
        epoch = chain.epoch ?? 1
        head = chain.head
        businessDay = chain.businessDay ?? .first
    }

    /// Appends one record; when this returns, it is on the disk.
    @discardableResult
    public func append(_ content: RecordContent) throws(JournalError) -> SealedRecord {
        let now = clock.read()
        let day = max(businessDay, now.date)
        let header = RecordHeader(
            kiosk: kiosk,
            epoch: epoch,
            sequence: head.sequence + 1,
            businessDay: day,
            wallTime: now.wallTime,
            monotonicNanoseconds: now.monotonicNanoseconds,
            bootIdentifier: clock.bootIdentifier
        )
        let sealed = SealedRecord(Record(header: header, content: content), after: head.hash)
        try Self.translating { () throws in
            try database.transaction {
                try database.run(
                    "INSERT INTO record (sequence, hash, body) VALUES (?1, ?2, ?3)",
                    Int64(header.sequence),
                    sealed.hash,
                    sealed.body
                )
                try updateViews(with: sealed.record)
            }
        }
        head = ChainHead(sequence: header.sequence, hash: sealed.hash)
        businessDay = day
        return sealed
    }

    /// Closes the file; nothing else follows.
    public func close() { database.close() }

    /// Turns whatever the storage throws into the journal's own error.
    static func translating<Result>(_ body: () throws -> Result) throws(JournalError) -> Result {
        do {
            return try body()
        } catch let error as StorageError {
            throw .storage(error)
        } catch let error as JournalError {
            throw error
        } catch {
            preconditionFailure("a journal throws only the two kinds above: \(error)")
        }
    }
}
