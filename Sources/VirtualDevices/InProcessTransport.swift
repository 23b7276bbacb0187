public import SmartCards
internal import Synchronization
public import VirtualCard

/// A virtual card behind the protocol that real readers are used through, in the same process.
///
/// It may be shared: one task transmits while another takes the card away or puts it back.
public final class InProcessTransport: CardTransport, Sendable {
    private struct State {
        var card: VirtualCard
        var isPresent = true
        var generation: UInt64 = 1
        var commandCount = 0

        mutating func leave() {
            card.powerOff()
            isPresent = false
            generation += 1
        }
    }

    private let state: Mutex<State>
    private let faults: CardFaults

    /// A card that lies on the reader.
    ///
    /// `faults` is asked before each command.
    public init(card: VirtualCard, faults: @escaping CardFaults = { _, _ in .none }) {
        state = Mutex(State(card: card))
        self.faults = faults
    }

    /// Rises whenever the card leaves or is tapped.
    public var generation: UInt64 { state.withLock { $0.generation } }

    /// What the card keeps without power.
    public var memory: CardMemory { state.withLock { $0.card.memory } }

    /// Sends a command to the card, unless a fault takes the card away.
    public func transmit(_ command: [UInt8]) -> TransmitOutcome {
        state.withLock { state in
            guard state.isPresent else { return .notSent(.cardRemoved) }
            let fault = faults(state.commandCount, command)
            state.commandCount += 1
            if let answer = state.card.process(command, under: fault) { return .response(answer) }
            state.leave()
            return .unknown(.cardRemoved)
        }
    }

    /// Takes the card away.
    public func remove() {
        state.withLock { state in
            if state.isPresent { state.leave() }
        }
    }

    /// Puts the card on the reader, for a moment away from it if it lies there.
    ///
    /// The count of commands that faults see begins anew.
    public func tap() {
        state.withLock { state in
            state.leave()
            state.isPresent = true
            state.commandCount = 0
        }
    }
}
