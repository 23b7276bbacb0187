internal import Prepayment

/// A meter for people and as JSON: credit in the meter's own count, use in smallest units, moments
/// in seconds since 1970; texts for people stand beside them.
public struct MeterView: Codable, Sendable, Hashable {
    /// Its number.
    public let meter: String
    /// electricity, water or gas.
    public let utility: String
    /// money or units.
    public let creditMode: String
    /// Missing until a card opened the account.
    public let customer: String?
    /// 购电次数: the last purchase that it took.
    public let purchaseNumber: UInt32
    /// 剩余金额: 0 while it is overdrawn.
    public let remaining: Int64
    /// The same for people.
    public let remainingText: String
    /// 透支金额.
    public let overdraft: Int64
    /// The same for people.
    public let overdraftText: String
    /// All that ever passed.
    public let registerTotal: UInt64
    /// The same for people.
    public let registerText: String
    /// Use of the last twelve months, the one that runs first.
    public let months: [UInt32]
    /// The price in force, in yuan; missing until a card brought one.
    public let unitPrice: String?
    /// Of what the last card told the meter.
    public let parametersVersion: UInt16?
    /// Whether nothing comes out.
    public let supplyCut: Bool
    /// Whether credit runs low.
    public let lowCredit: Bool
    /// Whether the battery wants changing.
    public let batteryLow: Bool
    /// Bits of `TamperState`.
    public let tamper: UInt16
    /// 非法插卡次数.
    public let refusedInsertions: UInt16
    /// The meter's clock.
    public let clock: Int64

    /// Takes a meter's memory.
    public init(_ image: MeterImage) {
        let memory = image.memory
        meter = memory.meter.description
        utility = memory.utility.name
        creditMode = memory.creditMode.name
        customer = memory.account?.customer.description
        purchaseNumber = memory.account?.purchaseNumber ?? 0
        remaining = image.remaining.count
        remainingText = image.description(of: image.remaining)
        overdraft = image.overdraft.count
        overdraftText = image.description(of: image.overdraft)
        registerTotal = image.registerTotal
        registerText = "\(image.register) \(memory.utility.unit)"
        months = image.months
        unitPrice = image.unitPrice?.description
        parametersVersion = image.parameters?.version
        supplyCut = image.state.contains(.supplyCut)
        lowCredit = image.state.contains(.lowCredit)
        batteryLow = image.state.contains(.lowBattery)
        tamper = image.tamper.rawValue
        refusedInsertions = image.refusedInsertions
        clock = image.clock.secondsSince1970
    }

    /// For a terminal.
    public var lines: [String] {
        let words = [
            supplyCut ? "supply cut" : "supply on",
            lowCredit ? "low credit" : nil,
            batteryLow ? "low battery" : nil,
            tamper == 0 ? nil : "tampered with",
        ]
        let rows: [(String, String?)] = [
            ("meter", "\(meter), \(utility)"),
            ("customer", customer ?? "none yet"),
            ("remaining", remainingText),
            ("overdraft", overdraft > 0 ? overdraftText : nil),
            ("purchase", "\(purchaseNumber)"),
            ("register", registerText),
            ("price", unitPrice.map { "¥\($0)" }),
            ("state", words.compactMap { $0 }.joined(separator: ", ")),
            ("refused cards", refusedInsertions > 0 ? "\(refusedInsertions)" : nil),
        ]
        let width = 15
        return rows.compactMap { name, text in
            text.map { name + String(repeating: " ", count: width - name.count) + $0 }
        }
    }
}
