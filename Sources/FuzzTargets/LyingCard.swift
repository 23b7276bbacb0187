import SmartCards
import VirtualDevices

/// A true card behind a reader that changes its answers. Each answer takes two bytes of the script:
/// what to do, and with which byte; behind its end the answers are true.
final class LyingCard: CardTransport {
    private let card: InProcessTransport
    private var changes: ArraySlice<UInt8>
    /// Whether every answer was true so far.
    private(set) var isHonest = true
    /// Whether the answer to a CommitTransaction was changed.
    private(set) var liedInCommit = false

    init(_ card: InProcessTransport, changes: [UInt8]) {
        (self.card, self.changes) = (card, changes[...])
    }

    var generation: UInt64 { card.generation }

    func transmit(_ command: [UInt8]) -> TransmitOutcome {
        let outcome = card.transmit(command)
        guard case .response(let answer) = outcome, changes.count >= 2 else { return outcome }
        let (deed, value) = (changes.removeFirst(), changes.removeFirst())
        let changed = change(answer, deed, value)
        if changed != answer {
            isHonest = false
            if command.count > 1, command[1] == Self.commitTransaction { liedInCommit = true }
        }
        return .response(changed)
    }

    /// AN12343, CommitTransaction.
    private static let commitTransaction: UInt8 = 0xC7

    private func change(_ answer: [UInt8], _ deed: UInt8, _ value: UInt8) -> [UInt8] {
        let index = answer.isEmpty ? 0 : Int(value) % answer.count
        var changed = answer
        switch deed % 8 {
        case 1: changed[index] ^= 1 << (deed >> 5)
        case 2: changed = Array(answer.prefix(max(2, index)))
        case 3: changed.insert(contentsOf: [UInt8](repeating: deed, count: Int(value)), at: 0)
        case 4: changed = [0x91, value]
        case 5: changed = [value, deed]
        case 6: changed = Array(answer.reversed())
        default: break
        }
        return changed
    }
}
