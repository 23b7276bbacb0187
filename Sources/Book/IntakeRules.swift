public import Prepayment

/// What the office lets pass of what its kiosks say they sold. Nothing is refused, for it happened: a
/// sale that breaks a rule is kept, its money stands in suspense, and people look into it.
public struct IntakeRules: Hashable, Sendable {
    /// The largest amount of one sale; nil for none but what no kiosk can have taken.
    public var largestSale: Money?
    /// The versions of the tariffs in force; empty where any is taken.
    public var tariffVersions: Set<UInt16>
    /// Cards that nobody should have sold on.
    public var blockedCards: Set<CardIdentifier>

    /// Rules that let everything pass which a kiosk can have taken, unless told otherwise.
    public init(
        largestSale: Money? = nil,
        tariffVersions: Set<UInt16> = [],
        blockedCards: Set<CardIdentifier> = []
    ) {
        (self.largestSale, self.tariffVersions) = (largestSale, tariffVersions)
        self.blockedCards = blockedCards
    }

    /// The first rule that a sale breaks; nil where it breaks none.
    public func objection(to intent: SaleIntent) -> Objection? {
        guard Payment.plausibleFen.contains(intent.paid.fen) else { return .impossibleAmount }
        if let largestSale, intent.paid > largestSale { return .overLimit }
        if !tariffVersions.isEmpty, !tariffVersions.contains(intent.tariffVersion) {
            return .unknownTariff
        }
        return blockedCards.contains(intent.card) ? .blockedCard : nil
    }
}

/// Why a sale's money stands in suspense; the numbers are stored.
public enum Objection: UInt8, Sendable, CaseIterable {
    /// An amount that no kiosk can have taken.
    case impossibleAmount = 1
    /// More than the office lets be sold at once.
    case overLimit = 2
    /// A tariff that the office does not know.
    case unknownTariff = 3
    /// A card that the office has blocked.
    case blockedCard = 4
}
