internal import DeviceThreads
internal import Synchronization
internal import VirtualCard
public import VirtualDevices

/// One of pcscd's virtual readers, and the card that lies in it, from a file.
///
/// A stay blocks this actor's own thread; taking the card out does not wait for it.
public actor CardSlot {
    private nonisolated let thread: DeviceThread
    /// The thread that is the card for as long as it lies here.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    private struct State {
        var connection: VirtualReaderConnection?
        var isWanted = false
    }

    private nonisolated let number: Int
    private nonisolated let state = Mutex(State())

    /// The reader's slot, 1 or 2.
    public init(_ number: Int) {
        self.number = number
        thread = DeviceThread(name: "card slot \(number)")
    }

    /// Puts a card in and is that card until it leaves; says how it left.
    ///
    /// A file that does not exist becomes a blank card. `seen` is called when pcscd has seen the
    /// card, and `faults` before each command. Throws `CardImageFileError` and `VirtualReaderError`.
    public func stay(
        image path: String,
        faults: @escaping CardFaults,
        seen: @Sendable () -> Void
    ) throws -> VirtualReaderConnection.End {
        let file = try CardImageFile(path: path) { CardMemory(blank: .ev2, masterKey: .des) }
        var card = VirtualCard(memory: try file.load())
        let connection = try VirtualReaderConnection(
            port: VirtualReaderConnection.port(ofSlot: number)
        )
        state.withLock { $0.connection = connection }
        defer { state.withLock { $0.connection = nil } }
        try connection.waitUntilSeen()
        seen()
        return try connection.serve(&card, faults: faults, persist: file.save)
    }

    /// Runs a body while a card lies here, from the moment that pcscd has seen it; then takes it out.
    ///
    /// Gives what the body gave, and how the card left: it may have been torn away meanwhile. A card
    /// that cannot be put in throws as `stay` does, and the body is not run.
    public nonisolated func holding<Result: Sendable>(
        image path: String,
        faults: @escaping CardFaults,
        seen: @escaping @Sendable () -> Void,
        _ body: () async throws -> Result
    ) async throws -> (Result, VirtualReaderConnection.End) {
        let (sightings, continuation) = AsyncStream.makeStream(of: Void.self)
        let stay = Task {
            defer { continuation.finish() }
            return try await self.stay(image: path, faults: faults) {
                continuation.yield()
                seen()
            }
        }
        var isSeen = false
        for await _ in sightings {
            isSeen = true
            break
        }
        guard isSeen else {
            // It ended without being seen: it has thrown, or the reader left in this moment.
            _ = try await stay.value
            throw VirtualReaderError.slotTaken
        }
        let result = await Swift.Result(awaiting: body)
        remove()
        let end = try await stay.value
        return (try result.get(), end)
    }

    /// Takes the card out; does nothing where there is none.
    public nonisolated func remove() { state.withLock { $0.connection }?.remove() }
}
