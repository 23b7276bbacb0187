public import Prepayment

/// Everything that a meter keeps without power.
///
/// A value with no clock and no file: what it becomes by time, use and cards is arithmetic.
public struct MeterImage: Hashable, Sendable {
    /// What the acceptance rules work on: identity, account, balance, hoarding limit.
    public internal(set) var memory: MeterMemory
    /// All that ever passed, in the utility's smallest unit.
    public internal(set) var registerTotal: UInt64 = 0
    /// Use of the last twelve months in smallest units; the first is the month that runs.
    public internal(set) var months = [UInt32](repeating: 0, count: Self.keptMonths)
    /// What was used of the next fen, in parts of `ConsumptionRate`'s denominator.
    var carried: Int64 = 0
    /// The price in force; nil until a card brought one.
    public internal(set) var unitPrice: UnitPrice?
    /// What the last card that was heard told the meter. Its price may wait for its day.
    public internal(set) var parameters: MeterParameters?
    /// The valve is closed, or the switch open.
    public internal(set) var isSupplyCut = true
    /// The supply was cut at alarm level 2 once; not again before the next credit.
    var hasWarned = false
    /// The battery wants changing.
    public internal(set) var isBatteryLow = false
    /// Cover, magnet, reverse flow.
    public var tamper: TamperState = []
    /// 非法插卡次数.
    public internal(set) var refusedInsertions: UInt16 = 0
    /// The latest moment that it knows of. It never goes back.
    public internal(set) var clock: WallTime

    /// So many months of use go onto the card.
    static let keptMonths = 12

    /// A new meter: no account, no credit, nothing supplied.
    public init(
        meter: MeterNumber,
        utility: Utility,
        creditMode: CreditMode,
        clock: WallTime
    ) {
        memory = MeterMemory(
            meter: meter,
            utility: utility,
            creditMode: creditMode,
            account: nil,
            balance: .zero,
            hoardingLimit: .zero
        )
        self.clock = clock
    }

    /// What it tells of its condition.
    public var state: MeterState {
        var state: MeterState = []
        if isSupplyCut { state.insert(.supplyCut) }
        if memory.balance < parameters?.alarmLevel1 ?? .zero { state.insert(.lowCredit) }
        if isBatteryLow { state.insert(.lowBattery) }
        return state
    }

    /// What the register shows.
    public var register: Quantity {
        Quantity(Int64(clamping: registerTotal), of: memory.utility)
    }

    /// 剩余金额: nothing while it is overdrawn.
    public var remaining: Credit { max(memory.balance, .zero) }

    /// 透支金额.
    public var overdraft: Credit { max(.zero - memory.balance, .zero) }

    /// An amount of its credit, as it shows it.
    public func description(of credit: Credit) -> String {
        credit.description(as: memory.creditMode, of: memory.utility)
    }

    /// What it writes onto a card.
    func reading(after result: MeterResult) -> MeterReading {
        MeterReading(
            meter: memory.meter,
            acceptedPurchaseNumber: memory.account?.purchaseNumber ?? 0,
            remaining: remaining,
            overdraft: overdraft,
            registerTotal: registerTotal,
            state: state,
            tamper: tamper,
            refusedInsertions: refusedInsertions,
            result: result,
            writtenAt: clock
        )
    }
}

extension MeterImage {
    /// Becomes what the rules decided about a card; `used` are the card's parameters where the
    /// decision wants them.
    mutating func follow(_ decision: MeterDecision, used: MeterParameters?) {
        memory = decision.memory
        if let used { use(used) }
        guard decision.writesReturn else {
            // Too much credit is no stranger's card.
            if decision.result != .overHoardingLimit { noteRefusedInsertion() }
            return
        }
        if decision.result == .creditTaken { hasWarned = false }
        // Its own card is how a resident switches on again after a warning.
        isSupplyCut = memory.balance <= lowestBalance
    }

    /// Counts a card that had no business in this meter; the display stops at 65 535.
    mutating func noteRefusedInsertion() {
        refusedInsertions = refusedInsertions == .max ? .max : refusedInsertions + 1
    }

    private mutating func use(_ parameters: MeterParameters) {
        self.parameters = parameters
        memory.hoardingLimit = parameters.hoardingLimit
        if unitPrice == nil { unitPrice = parameters.unitPrice }
        usePriceInForce()
    }

    /// Goes on to a moment: months roll, and a price comes into force. A moment in the past changes
    /// nothing.
    mutating func advance(to moment: WallTime) {
        guard moment > clock else { return }
        let passed = min(Month(of: moment).number - Month(of: clock).number, Self.keptMonths)
        months = [UInt32](repeating: 0, count: passed) + months.dropLast(passed)
        clock = moment
        usePriceInForce()
    }

    private mutating func usePriceInForce() {
        guard let parameters, parameters.inForceFrom <= clock else { return }
        unitPrice = parameters.unitPrice
    }

    /// How far the balance may fall.
    var lowestBalance: Credit { .zero - (parameters?.overdraftLimit ?? .zero) }
}

/// A month of the calendar in UTC: a meter's clock knows no summer time, and its zone is its maker's.
struct Month {
    /// Months since January of the year 0.
    let number: Int

    /// Counts in years that begin in March, so that a leap day is a year's last, and in cycles of 400
    /// years, in which leap days come round.
    init(of time: WallTime) {
        let daysToMarchOfYear0 = 719_468
        let day = Int(time.secondsSince1970) / 86_400 + daysToMarchOfYear0
        let (cycle, dayOfCycle) = day.quotientAndRemainder(dividingBy: 146_097)
        let year =
            (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * year + year / 4 - year / 100)
        let monthsSinceMarch = (5 * dayOfYear + 2) / 153
        number = 12 * (400 * cycle + year) + monthsSinceMarch + 2
    }
}
