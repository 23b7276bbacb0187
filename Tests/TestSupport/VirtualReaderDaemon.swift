internal import SmartCards

/// The real pcscd with the virtual reader's driver, one for all tests of this process.
///
/// A test that needs it runs inside `exclusive`, which keeps all others away until it is done:
/// there is one pcscd per machine, and test targets run side by side in one process.
public actor VirtualReaderDaemon {
    /// What pcscd is started with.
    public enum Readers: Sendable {
        /// The two readers of the package vsmartcard-vpcd.
        case virtual
        /// No reader at all.
        case none
    }

    /// The readers in order of their slots.
    public static let readerNames = ["Virtual PCD 00 00", "Virtual PCD 00 01"]

    /// The driver listens here for the first reader's card, and on the next port for the second's.
    public static let firstPort: UInt16 = 35963

    private static let shared = VirtualReaderDaemon()

    private var process: DaemonProcess?
    private var isLocked = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Runs `body` while no other test uses pcscd, with the virtual readers and without a card.
    ///
    /// The daemon stays for the next test and ends with the process.
    @discardableResult
    public static func exclusive<Result: Sendable>(
        _ body: (VirtualReaderDaemon) async throws -> Result
    ) async throws -> Result {
        await shared.lock()
        do {
            try await shared.start()
            let result = try await body(shared)
            await shared.unlock()
            return result
        } catch {
            await shared.unlock()
            throw error
        }
    }

    /// Makes pcscd run with these readers, and waits until it shows them empty.
    public func start(_ readers: Readers = .virtual) async throws {
        if process == nil && DaemonProcess.isForeignRunning {
            guard readers == .virtual else { throw Obstacle.foreignDaemon }
        } else if process?.readers != readers || !Self.isAnswering {
            try await stop()
            process = try DaemonProcess(readers: readers)
        }
        let names = readers == .virtual ? Self.readerNames : []
        try await waitUntil("pcscd shows the readers \(names), all empty") {
            // A developer's machine may have a real reader too.
            guard let service = try? CardReaders(), let present = try? service.names(),
                Set(names).isSubset(of: present)
            else { return false }
            return names.allSatisfy { name in
                (try? service.waitForCard(reader: name, timeoutMilliseconds: 0)) == nil
            }
        }
    }

    /// Ends pcscd, and waits until it is gone.
    public func stop() async throws {
        if process == nil && DaemonProcess.isForeignRunning { throw Obstacle.foreignDaemon }
        guard let process else { return }
        self.process = nil
        try await process.end()
    }

    private static var isAnswering: Bool { (try? CardReaders()) != nil }

    private func lock() async {
        guard isLocked else {
            isLocked = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func unlock() {
        if waiting.isEmpty { isLocked = false } else { waiting.removeFirst().resume() }
    }
}
