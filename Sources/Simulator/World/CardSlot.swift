import SmartCards
import Synchronization
import VirtualCard
import VirtualDevices

/// A kiosk's reader: what lies on it.
final class CardSlot: Sendable {
    private let card = Mutex<InProcessTransport?>(nil)

    static let name = "reader"

    func place(_ memory: CardMemory, fate: CardFate, random: SharedDice) {
        let transport = InProcessTransport(
            card: VirtualCard(memory: memory, random: random.bytes)
        ) { _, command in fate.fault(command) }
        card.withLock { $0 = transport }
    }

    /// Takes the card away; gives what it holds then.
    func remove() -> CardMemory? {
        card.withLock { card in
            defer { card = nil }
            return card?.memory
        }
    }

    func connect() throws(CardError) -> any CardTransport {
        guard let transport = card.withLock({ $0 }) else { throw .noCard }
        return transport
    }
}
