import Prepayment
import PrepaymentCards
import VirtualCard
import VirtualDevices

/// A card that answers as it likes: the true answer, changed. Without its keys it gets no further than
/// their proof, so that what stands on a card is also read as any card could have it.
///
/// The first byte says what is read.
enum CardFuzz {
    static func run(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        let rest = Array(input.dropFirst())
        switch kind % 6 {
        case 0: check(rest, try? Holder(bytes: rest).bytes)
        case 1: check(rest, try? LoadRecord(bytes: rest).bytes)
        case 2: _ = try? ReturnRecord(bytes: rest)
        case 3: check(rest, try? HistoryRecord(bytes: rest).bytes)
        case 4: check(rest, try? MeterParameters(bytes: rest).bytes)
        default: converse(with: rest)
        }
    }

    static let seeds: [[UInt8]] =
        (0..<5).map { [$0, 1] + [UInt8](repeating: 0, count: 63) }
        + [[5], [5, 0, 0, 0, 0, 1, 0x91], [5] + [UInt8](repeating: 0, count: 40) + [1, 8]]

    /// Reserved bytes aside, what was read gives the same bytes again.
    private static func check(_ input: [UInt8], _ again: [UInt8]?) {
        guard let again, again.count != input.count else { return }
        broken("a file that was read has its own length")
    }

    /// Reads, loads and reads back, as the kiosk does, and then asks the card without lies.
    private static func converse(with changes: [UInt8]) {
        let estate = FuzzEstate.shared
        let card = InProcessTransport(card: VirtualCard(memory: estate.issued))
        let liar = LyingCard(card, changes: changes)
        guard let order = load(through: liar, of: estate) else {
            guard card.memory == estate.issued else { broken("a refused card is unchanged") }
            return
        }
        // It was pulled and is tapped again.
        let again = InProcessTransport(card: VirtualCard(memory: card.memory))
        guard let honest = try? PrepaymentCard(again, keys: estate.keys, role: .kiosk).read() else {
            broken("a card that lied can be read when it does not lie")
        }
        let credit = honest.waiting
        guard credit == .zero || credit == order.credit else {
            broken("credit is given once or not at all")
        }
        guard (honest.lastLoad.sale == order.load.sale) == (credit == order.credit) else {
            broken("the sale's name tells whether its credit is there")
        }
    }

    /// Nil where the card was refused before anything was written.
    private static func load(through liar: LyingCard, of estate: FuzzEstate) -> LoadOrder? {
        guard let card = try? PrepaymentCard(liar, keys: estate.keys, role: .kiosk),
            let snapshot = try? card.read(), let order = estate.order(on: snapshot)
        else { return nil }
        let outcome = card.load(order)
        _ = card.readBack()
        if case .committed = outcome, !liar.isHonest, liar.liedInCommit {
            broken("a commit that was answered falsely is not believed")
        }
        return order
    }
}
