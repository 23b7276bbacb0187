/// Money that acceptor and payment service took between two closes, and what of it is not in a sale.
///
/// What was unsold before, and what came, is what went back, what was sold for and what is unsold now.
public struct DeviceMoney: Hashable, Sendable {
    /// Not sold and not given back when the day began.
    public let unsoldBefore: Money
    /// Came in.
    public let taken: PerKind<Tender>
    /// Went out again.
    public let givenBack: PerKind<Tender>
    /// Not sold and not given back: kept for residents.
    public let unsold: Money

    /// Takes the parts.
    public init(
        unsoldBefore: Money = .zero,
        taken: PerKind<Tender> = PerKind(),
        givenBack: PerKind<Tender> = PerKind(),
        unsold: Money = .zero
    ) {
        (self.unsoldBefore, self.taken) = (unsoldBefore, taken)
        (self.givenBack, self.unsold) = (givenBack, unsold)
    }
}
