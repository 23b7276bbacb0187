import Demonstration
import DeviceThreads
import TestSupport
import VirtualAcceptors
import VirtualCard
import VirtualDevices

/// `kiosk run` with a reader of pcscd, a note acceptor, and the one card of its lobby.
actor SoakLobby {
    /// Where a browser finds the screen.
    nonisolated let address: String
    private let household: Household
    private let kiosk: ServiceProcess
    private let acceptor: VirtualAcceptor
    private let accepting: Task<Void, Never>
    private let cardThread = DeviceWorker(name: "card-in-reader")
    private var memory: CardMemory
    private var stay: (slot: VirtualReaderConnection, end: Task<CardMemory, any Error>)?

    init(in folder: WorkFolder) async throws {
        let device = folder.file("tty")
        let acceptor = try VirtualAcceptor(VirtualAcceptor.Settings(path: device))
        self.acceptor = acceptor
        let thread = DeviceWorker(name: "note-acceptor")
        accepting = Task { await thread.perform { acceptor.run() } }
        household = try Household(
            in: folder,
            sections: """
                \(folder.screenSection("pulseMilliseconds: \(SoakPlan.fastPulseMilliseconds), idleSeconds: 20"))
                payments: { notes: { device: "\(device)" } },
                """
        )
        memory = try household.issuedCard().memory
        kiosk = try ServiceProcess.kiosk(household.configurationPath)
        address = try folder.screenAddress(kiosk)
    }

    func putOn() throws {
        let slot = try VirtualReaderConnection(port: VirtualReaderConnection.port(ofSlot: 1))
        let memory = memory
        let thread = cardThread
        let end = Task {
            try await thread.perform {
                var card = VirtualCard(memory: memory)
                _ = try slot.serve(&card) { _ in }
                return card.memory
            }
        }
        stay = (slot, end)
    }

    func takeOff() async throws {
        guard let (slot, end) = stay else { preconditionFailure("no card lies here") }
        stay = nil
        slot.remove()
        memory = try await end.value
    }

    /// Puts a note in as soon as the acceptor takes one: it closes its mouth while its host is late.
    func insert(noteFen: Int64) async throws {
        try await waitUntil("the acceptor is open") { acceptor.status.isOpen }
        let answer = acceptor.insert(noteFen: noteFen)
        guard answer == .escrow else { throw BenchmarkFailure.noteRefused(answer) }
    }

    /// The card goes home, and what waits on it into the meter.
    func meterTakes() throws {
        let card = InProcessTransport(card: VirtualCard(memory: memory))
        try household.meterTakes(through: card)
        memory = card.memory
    }

    func residentBytes() throws -> Int { try kiosk.process.residentBytes() }

    func stop() async {
        kiosk.process.stop()
        acceptor.stop()
        await accepting.value
    }
}
