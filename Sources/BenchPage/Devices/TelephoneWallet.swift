/// The residents' telephones and the payment provider behind them, as the page uses them.
public protocol TelephoneWallet: Sendable {
    /// Ways in which the provider can behave, the honest one first.
    var behaviourNames: [String] { get }
    /// How it stands.
    func status() async -> TelephoneWalletStatus
    /// Pays an order; false where it cannot be paid any more.
    func pay(order number: String) async -> Bool
    /// The provider behaves so from now on.
    func set(behaviour name: String) async
}

/// The orders of a payment provider.
public struct TelephoneWalletStatus: Codable, Sendable, Hashable {
    /// A code that a kiosk shows.
    public struct Order: Codable, Sendable, Hashable {
        /// The merchant's number for it.
        public var number: String
        /// How much.
        public var amountFen: Int64
        /// What the telephone shows.
        public var description: String
        /// What became of it, in a word.
        public var state: String
        /// Whether a telephone can still pay it.
        public var isPayable: Bool

        /// Takes the fields.
        public init(
            number: String,
            amountFen: Int64,
            description: String,
            state: String,
            isPayable: Bool
        ) {
            (self.number, self.amountFen, self.description) = (number, amountFen, description)
            (self.state, self.isPayable) = (state, isPayable)
        }
    }

    /// How it behaves.
    public var behaviour: String
    /// The newest order first.
    public var orders: [Order]

    /// Takes the fields.
    public init(behaviour: String, orders: [Order]) {
        (self.behaviour, self.orders) = (behaviour, orders)
    }
}
