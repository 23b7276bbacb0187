/// What one tap read from a card's application, under the kiosk's key.
public struct CardSnapshot: Hashable, Sendable {
    /// The chip.
    public let card: CardIdentifier
    /// File 1.
    public let holder: Holder
    /// File 2: credit that waits for the meter.
    public let waiting: Credit
    /// File 3.
    public let lastLoad: LoadRecord
    /// File 5.
    public let returned: ReturnRecord

    /// Takes the files.
    public init(
        card: CardIdentifier,
        holder: Holder,
        waiting: Credit,
        lastLoad: LoadRecord,
        returned: ReturnRecord
    ) {
        self.card = card
        self.holder = holder
        self.waiting = waiting
        self.lastLoad = lastLoad
        self.returned = returned
    }
}
