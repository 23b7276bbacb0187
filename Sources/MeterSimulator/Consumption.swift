public import Prepayment

// How use becomes a lower balance.
//
// The one rounding rule: a count of credit (a fen, or in units mode a smallest unit) is taken when
// it was used whole; what is begun is carried to the next use. So the sum over any steps is that of
// one step, it is never rounded against the resident, and a new price applies from where it came
// into force.
//
// The supply ends at two places: once at alarm level 2, so that it is noticed, until the card is put
// in or credit comes; and where the next smallest unit would pass the overdraft limit.

/// What a smallest unit takes from the balance: `numerator` / `denominator` counts of credit.
struct ConsumptionRate {
    private let numerator: Int64
    private let denominator: Int64

    /// In units mode a unit is a unit.
    static let unit = ConsumptionRate(numerator: 1, denominator: 1)

    /// In money mode: 1/10 000 yuan for a kWh or m³ is 1/(100 × smallest units) fen for one of them.
    init(_ price: UnitPrice, of utility: Utility) {
        self.init(
            numerator: Int64(price.tenThousandthsYuan),
            denominator: 100 * utility.smallestUnitsPerUnit
        )
    }

    private init(numerator: Int64, denominator: Int64) {
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    /// The whole counts that a quantity uses up, and what is carried on.
    func charge(_ quantity: Int64, carried: Int64) -> (whole: Int64, carried: Int64) {
        let parts = carried + quantity * numerator
        return (parts / denominator, parts % denominator)
    }

    /// The most that can be had before more than `whole` counts are used up.
    func largestQuantity(using whole: Int64, carried: Int64) -> Int64 {
        ((whole + 1) * denominator - 1 - carried) / numerator
    }
}

/// What came out of a meter.
public struct Delivery: Hashable, Sendable {
    /// How much; less than was asked for where the supply was cut on the way.
    public let quantity: Quantity
    /// What it took from the balance.
    public let charged: Credit
    /// Whether the supply is cut now.
    public let isSupplyCut: Bool
}

extension MeterImage {
    /// Lets so many smallest units pass, or as many as the balance allows. Throws `.supplyCut`.
    mutating func consume(_ wanted: Int64) throws(MeterError) -> Delivery {
        precondition(wanted >= 0, "nothing flows backwards here: \(wanted)")
        guard !isSupplyCut, let rate else { throw .supplyCut }
        let gap = max(memory.balance - nextCut, .zero)
        let possible = rate.largestQuantity(using: gap.count, carried: carried)
        let delivered = min(wanted, possible)
        let charge = rate.charge(delivered, carried: carried)
        if delivered == possible {
            isSupplyCut = true
            hasWarned = true
        }
        memory.balance = memory.balance - Credit(count: charge.whole)
        carried = charge.carried
        registerTotal += UInt64(delivered)
        months[0] = UInt32(clamping: Int64(months[0]) + delivered)
        return Delivery(
            quantity: Quantity(delivered, of: memory.utility),
            charged: Credit(count: charge.whole),
            isSupplyCut: isSupplyCut
        )
    }

    /// Nil while no price is known.
    private var rate: ConsumptionRate? {
        switch memory.creditMode {
        case .units: .unit
        case .money:
            unitPrice.map { ConsumptionRate($0, of: memory.utility) }
        }
    }

    /// Where the supply ends next.
    private var nextCut: Credit {
        let warning = parameters?.alarmLevel2 ?? .zero
        let isAhead = !hasWarned && warning > .zero && memory.balance > warning
        return isAhead ? warning : lowestBalance
    }
}
