public import DeviceThreads
public import Prepayment
public import RecordChain

/// A `JournalFile` on a thread of its own, for programs that do other things while the disk works.
public actor Journal {
    private nonisolated let executor: any SerialExecutor
    /// A thread of its own unless told otherwise: a write waits for the disk.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private var file: JournalFile?

    private init(_ executor: any SerialExecutor) { self.executor = executor }

    /// Opens the file, or begins a new journal there, verifies all of it and notes the start.
    public static func open(
        path: String,
        kiosk: KioskIdentifier,
        programVersion: String,
        clock: JournalClock = .system(),
        executor: any SerialExecutor = DeviceThread(name: "journal")
    ) async throws(JournalError) -> Journal {
        let journal = Journal(executor)
        try await journal.start(
            path: path,
            kiosk: kiosk,
            programVersion: programVersion,
            clock: clock
        )
        return journal
    }

    private func start(
        path: String,
        kiosk: KioskIdentifier,
        programVersion: String,
        clock: JournalClock
    ) throws(JournalError) {
        let file = try JournalFile(path: path, kiosk: kiosk, clock: clock)
        try file.append(.programStarted(version: programVersion))
        self.file = file
    }

    /// Does something with the file on the journal's thread.
    public func perform<Result: Sendable>(
        _ body: @Sendable (JournalFile) throws(JournalError) -> Result
    ) throws(JournalError) -> Result {
        guard let file else { throw .closed }
        return try body(file)
    }

    /// Appends one record; when this returns, it is on the disk.
    @discardableResult
    public func append(_ content: RecordContent) throws(JournalError) -> SealedRecord {
        guard let file else { throw .closed }
        return try file.append(content)
    }

    /// Closes the file. What comes after is refused.
    public func close() {
        file?.close()
        file = nil
    }
}
