/// Everything that a purchase will cost and bring, before any money changes hands.
public struct Quote: Hashable, Sendable {
    /// What is bought.
    public let utility: Utility
    /// What the resident pays.
    public let amount: Money
    /// What goes onto the card.
    public let credit: Credit
    /// What `credit` counts.
    public let creditMode: CreditMode
    /// How much that is at today's price. In money mode the meter decides in the end.
    public let quantity: Quantity
    /// The tariff applied.
    public let tariff: Tariff
}

/// Why a card cannot be topped up. Nothing was charged and nothing was written.
public enum SaleRefusal: Error, Hashable, Sendable {
    /// The amount is zero.
    case amountNotPositive
    /// Below what the estate sells.
    case amountTooSmall(smallest: Money)
    /// Above what the estate sells.
    case amountTooLarge(largest: Money)
    /// The card would carry more than its ceiling.
    case overCardCeiling(ceiling: String)
    /// The meter would hold more than its limit, going by its last reading.
    case overHoardingLimit(limit: String, remaining: String)
    /// The purchase before has not reached the meter.
    case previousPurchaseWaiting(credit: String)
    /// The card's files contradict each other.
    case cardInconsistent(detail: String)
    /// The kiosk has no terms for the card's utility.
    case utilityNotSold(Utility)
    /// The card counts in another unit than the estate sells.
    case creditModeDiffers
}

extension SaleRefusal {
    /// What stands in the way.
    public var sentence: String {
        switch self {
        case .amountNotPositive: "The amount must be more than zero."
        case .amountTooSmall(let smallest): "The smallest purchase is ¥\(smallest)."
        case .amountTooLarge(let largest): "The largest purchase is ¥\(largest)."
        case .overCardCeiling(let ceiling): "The card can carry at most \(ceiling)."
        case .overHoardingLimit(let limit, let remaining):
            "The meter may hold \(limit) and had \(remaining) at its last reading."
        case .previousPurchaseWaiting(let credit):
            "The last purchase, \(credit), has not reached the meter yet."
        case .cardInconsistent(let detail): "The card's contents contradict each other: \(detail)."
        case .utilityNotSold(let utility): "This kiosk sells no \(utility.name)."
        case .creditModeDiffers: "The card counts in a unit that this kiosk does not sell."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .amountNotPositive, .amountTooSmall, .amountTooLarge: "Choose another amount."
        case .overCardCeiling, .overHoardingLimit:
            "Choose a smaller amount, or use some credit first."
        case .previousPurchaseWaiting: "Put the card into the meter, then come back with it."
        case .cardInconsistent, .creditModeDiffers: "Take the card to the office."
        case .utilityNotSold: "Use a kiosk of the company that supplies it, or set terms for it."
        }
    }
}

extension CardSnapshot {
    /// Prices a purchase and checks everything that can be checked before money is taken.
    ///
    /// The vending side's rules of metering.md B3: never add on top of a purchase that the meter has
    /// not taken, and look at the limits before the money.
    public func quote(_ amount: Money, under terms: UtilityTerms) throws(SaleRefusal) -> Quote {
        guard terms.tariff.utility == holder.utility else { throw .utilityNotSold(holder.utility) }
        guard terms.creditMode == holder.creditMode else { throw .creditModeDiffers }
        guard amount > .zero else { throw .amountNotPositive }
        guard amount >= terms.smallestPurchase else {
            throw .amountTooSmall(smallest: terms.smallestPurchase)
        }
        guard amount <= terms.largestPurchase else {
            throw .amountTooLarge(largest: terms.largestPurchase)
        }
        try checkPreviousPurchase()
        let quantity = terms.tariff.quantity(for: amount)
        let credit =
            switch holder.creditMode {
            case .money: Credit(count: amount.fen)
            case .units: Credit(count: quantity.smallestUnits)
            }
        try checkLimits(adding: credit, under: terms)
        return Quote(
            utility: holder.utility,
            amount: amount,
            credit: credit,
            creditMode: holder.creditMode,
            quantity: quantity,
            tariff: terms.tariff
        )
    }

    private func checkPreviousPurchase() throws(SaleRefusal) {
        let accepted = returned.acceptedPurchaseNumber
        if let reading = returned.reading, reading.meter != holder.meter {
            throw .cardInconsistent(detail: "it was read by meter \(reading.meter)")
        }
        guard lastLoad.purchaseNumber >= accepted else {
            throw .cardInconsistent(detail: "the meter took more purchases than were loaded")
        }
        guard lastLoad.purchaseNumber == accepted, waiting == .zero else {
            let credit = describe(waiting > .zero ? waiting : lastLoad.credit)
            throw .previousPurchaseWaiting(credit: credit)
        }
    }

    private func checkLimits(adding credit: Credit, under terms: UtilityTerms) throws(SaleRefusal) {
        // The card keeps the ceiling of the day it was issued, whatever is configured since.
        let ceiling = min(terms.cardCeiling, holder.ceiling ?? terms.cardCeiling)
        guard waiting + credit <= ceiling else {
            throw .overCardCeiling(ceiling: describe(ceiling))
        }
        let limit = terms.parameters.hoardingLimit
        let remaining = returned.reading?.remaining ?? .zero
        guard limit == .zero || remaining + credit <= limit else {
            throw .overHoardingLimit(limit: describe(limit), remaining: describe(remaining))
        }
    }

    private func describe(_ credit: Credit) -> String {
        credit.description(as: holder.creditMode, of: holder.utility)
    }
}
