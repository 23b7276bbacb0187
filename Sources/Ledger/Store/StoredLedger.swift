import Book
import DeviceThreads
import Glibc
import Prepayment
import RecordChain
import Relational
import Synchronization

/// A ledger in a relational database, on a thread of its own.
///
/// 1. Every call is one transaction, and may run more than once: where another transaction was in its
///    way, or the connection was lost, it is repeated on a new one, with pauses and a cap.
/// 2. Batches that come while a transaction runs are taken together by the next one.
actor StoredLedger<Driver: LedgerDriver>: LedgerStore {
    private nonisolated let executor: any SerialExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private let driver: Driver
    private let purpose: StorePurpose
    private let rules: IntakeRules
    private nonisolated let waiting = Mutex<[WaitingBatch]>([])
    nonisolated let knownKeys = Mutex<[KeyIdentifier: EnrolledKey]>([:])
    private var connection: Driver.Connection?
    private var claim: Driver.Claim?
    private var isClosed = false

    private init(
        _ driver: Driver,
        for purpose: StorePurpose,
        rules: IntakeRules,
        executor: any SerialExecutor = DeviceThread(name: "ledger store")
    ) {
        (self.driver, self.purpose, self.rules) = (driver, purpose, rules)
        self.executor = executor
    }

    /// Opens the store, which must have the layout that this program writes. An empty one is made.
    static func open(
        _ driver: Driver,
        rules: IntakeRules,
        executor: any SerialExecutor
    ) async throws(LedgerError) -> Self {
        let ledger = Self(driver, for: .writing, rules: rules, executor: executor)
        try await ledger.openForWriting { layout throws in
            if try layout.isEmpty { _ = try layout.bringUpToDate() }
            try layout.check()
        }
        return ledger
    }

    /// Opens a store that is there and up to date.
    static func openReader(_ driver: Driver) async throws(LedgerError) -> Self {
        let ledger = Self(driver, for: .reading, rules: IntakeRules())
        try await ledger.read { _ in }
        return ledger
    }

    /// Makes the tables or brings them up to date; gives what was done.
    static func migrate(_ driver: Driver) async throws(LedgerError) -> MigrationReport {
        let ledger = Self(driver, for: .writing, rules: IntakeRules())
        let report = try await ledger.openForWriting { layout throws in
            try layout.bringUpToDate()
        }
        await ledger.close()
        return report
    }

    /// Fills an empty store from a backup.
    static func restore(
        _ driver: Driver,
        from path: String
    ) async throws(LedgerError) -> MigrationReport {
        let ledger = Self(driver, for: .writing, rules: IntakeRules())
        let report = try await ledger.openForWriting { layout throws in
            guard try layout.isEmpty else { throw ArchiveError.storeNotEmpty(path: driver.name) }
            return try layout.bringUpToDate { try $0.restore(from: path) }
        }
        await ledger.close()
        return report
    }

    private func openForWriting<Result: Sendable>(
        _ body: @Sendable (LedgerLayout<Driver>) throws -> Result
    ) throws(LedgerError) -> Result {
        try explained {
            let connection = try driver.connect(.writing)
            do {
                let layout = LedgerLayout(driver: driver, connection: connection)
                claim = try driver.claim(connection)
                let result = try body(layout)
                self.connection = connection
                return result
            } catch {
                connection.close()
                throw error
            }
        }
    }

    /// What errors call the store.
    nonisolated var name: String { driver.name }

    /// Reads at one moment.
    func read<Result>(
        _ body: (Driver.Connection) throws -> Result
    ) throws(LedgerError) -> Result {
        try repeating { connection in try connection.snapshot { try body(connection) } }
    }

    /// Changes everything that `body` changes, or nothing.
    func write<Result>(
        _ body: (Driver.Connection) throws -> Result
    ) throws(LedgerError) -> Result {
        try repeating { connection in
            try connection.transaction {
                try claim?.check(connection)
                return try body(connection)
            }
        }
    }

    private func repeating<Result>(
        _ body: (Driver.Connection) throws -> Result
    ) throws(LedgerError) -> Result {
        var pauses = Pauses()
        while true {
            do { return try body(try opened) } catch {
                let remedy = error is CursorConflict ? .again : driver.remedy(for: error)
                if remedy == .reconnect { disconnect() }
                guard remedy != .none, pauses.wait() else { throw ledgerError(error) }
            }
        }
    }

    private var opened: Driver.Connection {
        get throws {
            guard !isClosed else { throw LedgerError.closed(path: driver.name) }
            if let connection { return connection }
            let connection = try driver.connect(purpose)
            do {
                try LedgerLayout(driver: driver, connection: connection).check()
                try claim?.resume(on: connection)
            } catch {
                connection.close()
                throw error
            }
            self.connection = connection
            return connection
        }
    }

    private func disconnect() {
        connection?.close()
        connection = nil
    }

    func close() {
        isClosed = true
        disconnect()
        claim = nil
    }

    private func explained<Result>(
        _ body: () throws -> Result
    ) throws(LedgerError) -> Result {
        do { return try body() } catch { throw ledgerError(error) }
    }

    /// Turns what was thrown into the store's own error.
    private func ledgerError(_ error: any Error) -> LedgerError {
        if let error = driver.ledgerError(error) { return error }
        switch error {
        case let error as LedgerError: return error
        case let error as ArchiveError: return .archive(error)
        case let damage as Damage: return .damaged(path: driver.name, what: damage.what)
        case let fault as VerificationFault:
            return .damaged(path: driver.name, what: fault.sentence)
        case is CursorConflict: return .contended(path: driver.name)
        default: preconditionFailure("not an error of the store: \(error)")
        }
    }
}

// Taking batches.
extension StoredLedger {
    nonisolated func ingest(
        _ submission: Submission
    ) async throws(LedgerError) -> IngestAnswer {
        let result = await withCheckedContinuation { continuation in
            let isFirst = waiting.withLock { waiting in
                waiting.append(WaitingBatch(submission: submission, continuation: continuation))
                return waiting.count == 1
            }
            if isFirst { Task { await takeWaiting() } }
        }
        return try result.get()
    }

    private func takeWaiting() {
        while let group = waiting.withLock({ $0.nextGroup() }) {
            for (batch, answer) in zip(group, answers(to: group.map(\.submission))) {
                batch.continuation.resume(returning: answer)
            }
        }
    }

    private func answers(to group: [Submission]) -> [Result<IngestAnswer, LedgerError>] {
        do {
            return try take(group).map { .success($0) }
        } catch {
            // One batch that meets damage must not keep others out.
            guard group.count > 1, case .damaged = error else {
                return group.map { _ in .failure(error) }
            }
            return group.flatMap { answers(to: [$0]) }
        }
    }

    private func take(_ group: [Submission]) throws(LedgerError) -> [IngestAnswer] {
        try write { connection in
            var ingest = try GroupIngest(group, on: connection, rules: rules)
            return try ingest.take()
        }
    }
}

/// The pauses between the attempts of one transaction: short first, doubled, and not for ever.
private struct Pauses {
    private var attempt = 0
    private static let limit = 8

    /// Blocks, as the store's own thread may; false when it was tried often enough.
    mutating func wait() -> Bool {
        guard attempt < Self.limit else { return false }
        let longestMicroseconds = 2_000 << attempt
        usleep(UInt32.random(in: 500...UInt32(longestMicroseconds)))
        attempt += 1
        return true
    }
}
