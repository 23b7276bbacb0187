/// The price of one utility from a moment on.
public struct Tariff: Sendable, Hashable {
    /// What it prices.
    public let utility: Utility
    /// Rises with every change; written onto the card, so that the meter learns of it.
    public let version: UInt16
    /// For one kWh or one m³.
    public let unitPrice: UnitPrice

    /// Takes the parts.
    public init(utility: Utility, version: UInt16, unitPrice: UnitPrice) {
        (self.utility, self.version, self.unitPrice) = (utility, version, unitPrice)
    }

    /// The quantity that an amount buys.
    ///
    /// The only rounding in this trade: up to the meter's next whole smallest unit, always in the
    /// resident's favour (as IEC 62055-41 rounds token amounts, metering.md A7).
    public func quantity(for amount: Money) -> Quantity {
        let price = Int64(unitPrice.tenThousandthsYuan)
        let numerator = amount.fen * 100 * utility.smallestUnitsPerUnit
        return Quantity((numerator + price - 1) / price, of: utility)
    }
}

/// What the estate sets for one utility.
public struct UtilityTerms: Sendable, Hashable {
    /// The price.
    public let tariff: Tariff
    /// What new cards count in.
    public let creditMode: CreditMode
    /// The smallest purchase.
    public let smallestPurchase: Money
    /// The largest purchase.
    public let largestPurchase: Money
    /// The most credit that a card may carry to its meter: the value file's upper limit.
    public let cardCeiling: Credit
    /// What the meter is told.
    public let parameters: MeterParameters

    /// Takes the parts.
    public init(
        tariff: Tariff,
        creditMode: CreditMode,
        smallestPurchase: Money,
        largestPurchase: Money,
        cardCeiling: Credit,
        parameters: MeterParameters
    ) {
        self.tariff = tariff
        self.creditMode = creditMode
        self.smallestPurchase = smallestPurchase
        self.largestPurchase = largestPurchase
        self.cardCeiling = cardCeiling
        self.parameters = parameters
    }
}
