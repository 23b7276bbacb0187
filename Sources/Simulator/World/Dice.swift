import Synchronization
import TestSupport

/// All chance of a day comes from its seed.
typealias Dice = SeededGenerator

extension SeededGenerator {
    /// A number from 0 on, below a limit of at least 1.
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    /// True in so many of a thousand.
    mutating func happens(inThousand chance: Int) -> Bool { below(1_000) < chance }

    /// One of them; there must be one.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// Another sequence, from this one.
    mutating func fork() -> Dice { Dice(seed: next()) }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(below(256)) } }
}

/// Dice that code on several threads shares, one after another.
final class SharedDice: Sendable {
    private let dice: Mutex<Dice>
    init(_ dice: Dice) { self.dice = Mutex(dice) }
    func bytes(_ count: Int) -> [UInt8] { dice.withLock { $0.bytes(count) } }
}
