public import Prepayment

/// What the screen says of the place that it stands in.
public struct LobbySign: Codable, Hashable, Sendable {
    /// The estate.
    public let name: String
    /// Where in it.
    public let place: String
    /// Whom to call.
    public let phone: String

    /// Takes the three.
    public init(name: String, place: String, phone: String) {
        (self.name, self.place, self.phone) = (name, place, phone)
    }
}

/// What an operator sets for the screen.
public struct LobbyConfiguration: Hashable, Sendable {
    /// Whose kiosk this is.
    public let sign: LobbySign
    /// Pixels of the screen in ten millimetres: keys are at least 20 mm high and wide.
    public let pixelsPerCentimetre: Int
    /// Codes of the languages offered, such as `zh`; a session begins in the first.
    public let languages: [String]
    /// Amounts that have a key of their own, in the order shown.
    public let amounts: [Money]
    /// What is sold.
    public let terms: [UtilityTerms]
    /// How long nothing is touched before the countdown begins.
    public let idleSeconds: Int
    /// How long the countdown runs. EN 301 549 and WCAG 2.2.1: at least 20 seconds to answer.
    public let countdownSeconds: Int
    /// How long a card may lie here with nothing left to do before the alarm.
    public let cardLeftSeconds: Int

    /// Takes the settings.
    public init(
        sign: LobbySign,
        pixelsPerCentimetre: Int = 40,
        languages: [String],
        amounts: [Money],
        terms: [UtilityTerms],
        idleSeconds: Int = 60,
        countdownSeconds: Int = 30,
        cardLeftSeconds: Int = 20
    ) {
        precondition(!languages.isEmpty, "a screen without a language")
        precondition(countdownSeconds >= 20, "WCAG 2.2.1 gives at least 20 seconds to answer")
        self.sign = sign
        self.pixelsPerCentimetre = pixelsPerCentimetre
        self.languages = languages
        self.amounts = amounts
        self.terms = terms
        self.idleSeconds = idleSeconds
        self.countdownSeconds = countdownSeconds
        self.cardLeftSeconds = cardLeftSeconds
    }

    /// Prices an amount for an account; nothing is charged or written.
    func quote(_ amount: Money, for account: CardAccount) throws(SaleRefusal) -> Quote {
        let utility = account.snapshot.holder.utility
        guard let terms = terms.first(where: { $0.tariff.utility == utility }) else {
            throw .utilityNotSold(utility)
        }
        return try account.snapshot.quote(amount, under: terms)
    }

    /// Why an account can buy nothing at all now, whatever the amount; nil where it can.
    func obstacle(to account: CardAccount) -> SaleRefusal? {
        let utility = account.snapshot.holder.utility
        let smallest = terms.first { $0.tariff.utility == utility }?.smallestPurchase ?? .zero
        do {
            _ = try quote(smallest, for: account)
            return nil
        } catch {
            return error
        }
    }
}

/// What works at this kiosk now.
public struct Facilities: Hashable, Sendable {
    /// What the cash acceptor can do.
    public enum Cash: Hashable, Sendable, CaseIterable {
        /// There is none, or it does not work.
        case none
        /// It takes money and gives none back.
        case exactOnly
        /// It gives back what was put in.
        case givesBack
    }

    /// Receipts come out of the printer.
    public let canPrint: Bool
    /// Notes and coins.
    public let cash: Cash
    /// Paying by scanning a code with a telephone.
    public let takesCode: Bool
    /// The smallest note or coin that is taken: cash pays multiples of it.
    public let smallestCash: Money

    /// Takes the parts.
    public init(
        canPrint: Bool,
        cash: Cash,
        takesCode: Bool,
        smallestCash: Money = Money(fen: 100)
    ) {
        precondition(smallestCash > .zero, "cash of no value")
        (self.canPrint, self.cash, self.takesCode) = (canPrint, cash, takesCode)
        self.smallestCash = smallestCash
    }

    /// Nothing works yet.
    public static let none = Facilities(canPrint: false, cash: .none, takesCode: false)

    /// The ways to pay that are offered.
    public var means: [PaymentMeans] {
        (cash == .none ? [] : [.cash]) + (takesCode ? [.code] : [])
    }

    /// The ways to pay an amount to the fen; any amount where none is given.
    func means(for amount: Money?) -> [PaymentMeans] {
        means.filter { $0 != .cash || (amount ?? .zero).fen % smallestCash.fen == 0 }
    }

    /// Whether money that came in this way can go out again. A code payment is refunded.
    func canGiveBack(_ means: PaymentMeans) -> Bool {
        switch means {
        case .cash: cash == .givesBack
        case .code: true
        }
    }
}
