/// How many, and how much money.
public struct Tally: Hashable, Sendable {
    /// How many.
    public private(set) var count: UInt32
    /// How much, all together.
    public private(set) var amount: Money

    /// None.
    public static let zero = Tally(count: 0, amount: .zero)

    /// Takes both.
    public init(count: UInt32, amount: Money) { (self.count, self.amount) = (count, amount) }

    /// One more.
    public mutating func add(_ money: Money) {
        count += 1
        amount = amount + money
    }

    /// All of both; overflow traps.
    public static func + (left: Tally, right: Tally) -> Tally {
        Tally(count: left.count + right.count, amount: left.amount + right.amount)
    }
}

extension Sequence where Element == Tally {
    /// All together.
    public var total: Tally { reduce(.zero, +) }
}
