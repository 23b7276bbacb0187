import DeviceThreads
import TestSupport

@testable import SmartCards

/// Owns a link as a kiosk does: an actor on a thread of its own.
actor CardDesk {
    private nonisolated let thread = DeviceThread(name: "card-desk")
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private var link: CardLink?

    func connect(to reader: String = firstReader) throws(CardError) {
        link = try CardLink(reader: reader)
    }

    func use<Result: Sendable>(_ body: @Sendable (CardLink) throws -> Result) throws -> Result {
        guard let link else { throw CardError.notConnected }
        return try body(link)
    }

    func transmit(_ command: [UInt8] = anyCommand) throws -> TransmitOutcome {
        try use { $0.transmit(command) }
    }

    func letGo() { link = nil }
}

/// Runs a conversation with the card in the first reader on a thread that may block.
func withLink<Result: Sendable>(
    _ body: (CardDesk) async throws -> Result
) async throws -> Result {
    try await waitForPCSCD(toSeeCard: true)
    let desk = CardDesk()
    try await desk.connect()
    do {
        let result = try await body(desk)
        await desk.letGo()
        return result
    } catch {
        await desk.letGo()
        throw error
    }
}
