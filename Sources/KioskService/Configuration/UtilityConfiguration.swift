public import Configuration
internal import Prepayment

/// What the estate sets for one utility. Credit amounts are texts in the card's own count: yuan with
/// two decimals in money mode, kWh or m³ in units mode.
public struct UtilityConfiguration: ConfigurationSection {
    private let creditMode: CreditMode
    private let unitPrice: UnitPrice
    private let tariffVersion: UInt16
    private let inForceFrom: Int64
    private let smallestPurchase: Money
    private let largestPurchase: Money
    private let cardCeiling: String
    private let parametersVersion: UInt16
    private let alarmLevel1: String
    private let alarmLevel2: String
    private let hoardingLimit: String
    private let overdraftLimit: String

    /// Reads the section.
    public init(from section: SectionReader) throws(ConfigurationError) {
        creditMode = try section.required(
            "creditMode",
            .parsed("“money” or “units”") { text throws(SettingRefusal) in CreditMode(name: text) }
        )
        unitPrice = try section.required(
            "unitPrice",
            .parsed("yuan with at most four decimals, such as 0.5283") {
                text throws(SettingRefusal) in UnitPrice(yuan: text)
            }
        )
        tariffVersion = try section.required("tariffVersion", .integer(in: 1...65_535))
        inForceFrom = try section.required("inForceFrom", .date)
        smallestPurchase = try section.defaulted("smallestPurchase", .yuan, to: Money(fen: 100))
        largestPurchase = try section.defaulted("largestPurchase", .yuan, to: Money(fen: 200_000))
        parametersVersion = try section.required("parametersVersion", .integer(in: 1...65_535))
        cardCeiling = try section.required("cardCeiling", .text)
        alarmLevel1 = try section.required("alarmLevel1", .text)
        alarmLevel2 = try section.required("alarmLevel2", .text)
        hoardingLimit = try section.required("hoardingLimit", .text)
        overdraftLimit = try section.required("overdraftLimit", .text)
        guard smallestPurchase > .zero, smallestPurchase <= largestPurchase else {
            throw section.refusal(
                of: "smallestPurchase",
                "it must be above zero and not above largestPurchase"
            )
        }
    }

    /// The terms, now that it is known which utility this is: its decimals count the credit.
    func terms(
        for utility: Utility,
        in section: SectionReader
    ) throws(ConfigurationError) -> UtilityTerms {
        func credit(_ text: String, _ key: String) throws(ConfigurationError) -> Credit {
            let decimals = creditMode == .money ? 2 : utility.decimals
            guard let count = smallestUnits(text, decimals: decimals) else {
                throw section.refusal(
                    of: "utilities",
                    "\(utility.name).\(key) is “\(text)” and not a number with at most \(decimals) decimals that a card has room for"
                )
            }
            return Credit(count: count)
        }
        let ceiling = try credit(cardCeiling, "cardCeiling")
        guard ceiling > .zero else {
            throw section.refusal(of: "utilities", "\(utility.name).cardCeiling must be above zero")
        }
        let parameters = MeterParameters(
            version: parametersVersion,
            alarmLevel1: try credit(alarmLevel1, "alarmLevel1"),
            alarmLevel2: try credit(alarmLevel2, "alarmLevel2"),
            hoardingLimit: try credit(hoardingLimit, "hoardingLimit"),
            overdraftLimit: try credit(overdraftLimit, "overdraftLimit"),
            unitPrice: unitPrice,
            tariffVersion: tariffVersion,
            inForceFrom: WallTime(secondsSince1970: inForceFrom)
        )
        return UtilityTerms(
            tariff: Tariff(utility: utility, version: tariffVersion, unitPrice: unitPrice),
            creditMode: creditMode,
            smallestPurchase: smallestPurchase,
            largestPurchase: largestPurchase,
            cardCeiling: ceiling,
            parameters: parameters
        )
    }
}

/// A decimal text in units of its last decimal, within the 32 bits that a card has for it.
private func smallestUnits(_ text: String, decimals: Int) -> Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count),
        parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    guard fraction.count <= decimals else { return nil }
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return Int32(parts[0] + fraction + zeros).map(Int64.init)
}

extension SettingFormat<Money> {
    /// An amount in yuan, as a text so that no decimal is lost.
    static var yuan: SettingFormat {
        .parsed("yuan with at most two decimals, such as \"100.00\"") {
            text throws(SettingRefusal) in
            try? Money(yuan: text)
        }
    }
}

extension SettingFormat<Int64> {
    /// The first second of a day, UTC, written `2026-11-22`.
    static var date: SettingFormat {
        .parsed("a day such as 2026-11-22") { text throws(SettingRefusal) in
            guard let day = BusinessDay(text) else { return nil }
            return Int64(daysSince1970(day)) * 86_400
        }
    }
}

/// Days from 1 January 1970 to a day of the Gregorian calendar, counting years from March so that a
/// leap day is a year's last.
private func daysSince1970(_ day: BusinessDay) -> Int {
    let number = Int(day.yearMonthDay)
    let (month, dayOfMonth) = (number / 100 % 100, number % 100)
    let year = number / 10_000 - (month <= 2 ? 1 : 0)
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dayOfMonth - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
}
