import SmartCards
import Synchronization
import VirtualDevices

/// Adds up the time that commands spend in the card, so that it can be told from the kiosk's.
final class TimedTransport: CardTransport, Sendable {
    private let card: InProcessTransport
    private let total = Atomic<UInt64>(0)

    init(_ card: InProcessTransport) { self.card = card }

    /// Since it was made.
    var cardNanoseconds: UInt64 { total.load(ordering: .sequentiallyConsistent) }

    var generation: UInt64 { card.generation }

    func transmit(_ command: [UInt8]) -> TransmitOutcome {
        let start = monotonicNanoseconds()
        let outcome = card.transmit(command)
        total.add(monotonicNanoseconds() - start, ordering: .sequentiallyConsistent)
        return outcome
    }
}
