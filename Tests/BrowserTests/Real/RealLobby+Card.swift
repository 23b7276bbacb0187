import BenchPage
import Demonstration
import Synchronization
import TestSupport
import VirtualDevices

/// A moment in which a card does not answer until the test lets it.
struct CardHold: Sendable {
    /// Which command is held.
    enum Moment: Sendable {
        /// The next one of all.
        case anyCommand
        /// The one that makes a write count.
        case commit
    }

    let moment: Moment
    /// What befalls the command in the end.
    let fault: CardFault
    let gate = Gate()

    func isFor(_ command: [UInt8]) -> Bool {
        moment == .anyCommand || command.starts(with: CardTear.commit)
    }
}

extension RealLobby {
    private var image: String { folder.file("cards/\(state.withLock(\.cards)).img") }

    /// Issues another card, with accounts of electricity and water; it is the card from now on.
    func issueCard() async throws {
        let number = state.withLock { state in
            state.cards += 1
            return state.cards
        }
        try await insertCard()
        for (utility, meter) in [("electricity", 202_400_000_000), ("water", 202_400_500_000)] {
            try await run(
                "kiosk",
                "card",
                "issue",
                "--customer",
                "\(100_000 + number)",
                "--meter",
                "\(meter + number)",
                "--utility",
                utility,
                "--number",
                "\(number)"
            )
        }
        try await removeCard()
    }

    func insertCard() async throws {
        let (sightings, seen) = AsyncStream.makeStream(of: Void.self)
        let (reader, image) = (reader, image)
        let end = Task {
            defer { seen.finish() }
            return try await reader.stay(
                image: image,
                faults: { [self] _, command in befalls(command) },
                seen: { seen.yield() }
            )
        }
        for await _ in sightings {
            state.withLock { $0.stay = Stay(end: end) }
            return
        }
        // It ended without being seen: it has thrown.
        _ = try await end.value
        throw VirtualReaderError.slotTaken
    }

    func removeCard() async throws {
        reader.remove()
        _ = try await waitForCardToLeave()
    }

    /// Waits for a card that leaves by itself, and says how it left; nil where none lies here.
    @discardableResult
    func waitForCardToLeave() async throws -> VirtualReaderConnection.End? {
        let stay = state.withLock { state in
            defer { state.stay = nil }
            return state.stay
        }
        return try await stay?.end.value
    }

    /// Has the card wait at a command; once.
    func hold(_ moment: CardHold.Moment, fault: CardFault = .none) -> Gate {
        let hold = CardHold(moment: moment, fault: fault)
        state.withLock { $0.hold = hold }
        return hold.gate
    }

    private func befalls(_ command: [UInt8]) -> CardFault {
        let hold = state.withLock { state in
            guard let hold = state.hold, hold.isFor(command) else { return nil as CardHold? }
            state.hold = nil
            return hold
        }
        guard let hold else { return .none }
        hold.gate.waitInside()
        return hold.fault
    }
}
