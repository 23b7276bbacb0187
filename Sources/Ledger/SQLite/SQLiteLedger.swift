import Book
import DeviceThreads
import Prepayment
import RecordChain
import Storage

/// A ledger in one SQLite file, on a thread of its own. One program writes to the file; readers may
/// look in beside it.
actor SQLiteLedger: LedgerStore {
    private nonisolated let thread = DeviceThread(name: "ledger store")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    private let path: String
    private var database: Database?
    private var lock: WriterLock?

    private init(path: String) { self.path = path }

    /// Opens the file, makes it where there is none, and brings it up to date.
    static func open(path: String) async throws(LedgerError) -> some LedgerStore {
        let ledger = SQLiteLedger(path: path)
        try await ledger.openForWriting()
        return ledger
    }

    /// Opens a file that is there and up to date.
    static func openReader(path: String) async throws(LedgerError) -> some LedgerReading {
        let ledger = SQLiteLedger(path: path)
        try await ledger.openForReading()
        return ledger
    }

    private func openForWriting() throws(LedgerError) {
        try explained {
            let database = try Database(path: path)
            try database.checkIsLedger()
            lock = try WriterLock(store: path)
            try database.bringUpToDate()
            self.database = database
        }
    }

    private func openForReading() throws(LedgerError) {
        try explained {
            let database = try Database(path: path, options: DatabaseOptions(isReadOnly: true))
            try database.checkIsLedger()
            try database.checkIsUpToDate()
            self.database = database
        }
    }

    func ingest(
        _ batch: SignedBatch,
        receivedAt: WallTime
    ) throws(LedgerError) -> IngestAnswer {
        try explained { try opened.ingest(batch, receivedAt: receivedAt) }
    }

    func head(of kiosk: KioskIdentifier, epoch: UInt16) throws(LedgerError) -> ChainHead {
        try explained { try opened.head(of: kiosk, epoch: epoch) }
    }

    func day(_ day: BusinessDay) throws(LedgerError) -> DayReport {
        try explained { try opened.dayReport(day) }
    }

    func trialBalance(
        through day: BusinessDay?,
        of kiosk: KioskIdentifier?
    ) throws(LedgerError) -> TrialBalance {
        try explained { try opened.trialBalance(through: day, of: kiosk) }
    }

    func extract(through day: BusinessDay?) throws(LedgerError) -> BookExtract {
        try explained { try opened.extract(through: day) }
    }

    func verify() throws(LedgerError) -> Verification {
        try explained { try opened.verification() }
    }

    func latestReading(of meter: MeterNumber) throws(LedgerError) -> MeterReading? {
        try explained { try opened.latestReading(of: meter) }
    }

    func close() {
        database?.close()
        database = nil
        lock = nil
    }

    var opened: Database {
        get throws(LedgerError) {
            guard let database else { throw .closed(path: path) }
            return database
        }
    }

    /// Turns what the database threw into the store's own error.
    func explained<Result>(
        _ body: () throws -> Result
    ) throws(LedgerError) -> Result {
        do { return try body() } catch let error as StorageError {
            throw .storage(error)
        } catch let error as LedgerError {
            throw error
        } catch let damage as Damage {
            throw .damaged(path: path, what: damage.what)
        } catch let fault as VerificationFault {
            throw .damaged(path: path, what: fault.sentence)
        } catch {
            preconditionFailure("not an error of the store: \(error)")
        }
    }
}

extension Database {
    fileprivate func latestReading(of meter: MeterNumber) throws -> MeterReading? {
        try snapshot {
            guard let position = try ReadingTable.position(ofLatestReadingOf: meter, in: self)
            else { return nil }
            let record = try record(at: position)
            guard case .readingCollected(_, let reading) = record.content else {
                throw Damage(what: "record \(position) is no reading.")
            }
            return reading
        }
    }
}
