internal import Glibc
public import Prepayment
public import ReceiptPrinting

/// What a receipt is about.
public struct ReceiptFacts: Hashable, Sendable {
    /// What was paid for.
    public let intent: SaleIntent
    /// What became of it.
    public let conclusion: SaleConclusion
    /// The meter's word, where the card carried one.
    public let reading: MeterReading?

    /// Takes the three.
    public init(intent: SaleIntent, conclusion: SaleConclusion, reading: MeterReading?) {
        (self.intent, self.conclusion, self.reading) = (intent, conclusion, reading)
    }
}

/// Turns a sale into the values that a receipt's template names (`Receipts/top-up.*.sample.json`).
public struct ReceiptComposer: Sendable {
    private let estate: EstateConfiguration

    /// Takes what is the same on every receipt.
    public init(estate: EstateConfiguration) { self.estate = estate }

    /// The values of one receipt; a copy has the number of the first and says that it is one.
    public func fields(of facts: ReceiptFacts, isCopy: Bool = false) -> ReceiptFields {
        let (intent, holder) = (facts.intent, facts.intent.holder)
        let sale = facts.conclusion.sale
        var fields: ReceiptFields = [
            "estate": .text(estate.name), "place": .text(estate.place),
            "phone": .text(estate.phone),
            "number": .text(sale.description), "kiosk": .text(sale.kiosk.description),
            "time": .text(localTime(intent.paidAt)), "copy": .flag(isCopy),
            "card": .text(String(holder.cardNumber)),
            "customer": .text(masked(holder.customer)), "meter": .text(holder.meter.description),
            "charges": .list([]), "credit": .text(intent.paid.description),
            "paid": .text(intent.paid.description),
            "purchaseNumber": .text(String(intent.purchaseNumber)),
            "unit": .text(holder.utility.unit),
            "counter": .flag(intent.tender == .counter), "cash": .flag(false), "code": .flag(false),
        ]
        for utility in Utility.allCases {
            fields[utility.name] = .flag(holder.utility == utility)
        }
        let tariff = Tariff(
            utility: holder.utility,
            version: intent.tariffVersion,
            unitPrice: intent.unitPrice
        )
        let quantity = tariff.quantity(for: intent.paid).description
        fields["quantity"] = .text(quantity)
        fields["steps"] = .list([
            [
                "quantity": .text(quantity), "price": .text(intent.unitPrice.description),
                "amount": .text(intent.paid.description),
            ]
        ])
        fields["balance"] = balance(of: facts)
        fields["meterReturn"] = meterReturn(facts.reading, of: holder)
        fields.merge(outcome(facts.conclusion.outcome)) { _, new in new }
        return fields
    }

    private func outcome(_ outcome: SaleOutcome) -> ReceiptFields {
        var fields: ReceiptFields = [
            "written": .flag(false), "unconfirmed": .flag(false), "owed": .flag(false),
        ]
        switch outcome {
        case .written: fields["written"] = .flag(true)
        case .unknown: fields["unconfirmed"] = .flag(true)
        case .owed: fields["owed"] = .flag(true)
        }
        return fields
    }

    private func balance(of facts: ReceiptFacts) -> ReceiptData {
        guard let after = facts.conclusion.waitingAfter else { return .flag(false) }
        let holder = facts.intent.holder
        return .nested([
            "before": .text(
                facts.intent.creditBefore.description(as: holder.creditMode, of: holder.utility)
            ),
            "after": .text(after.description(as: holder.creditMode, of: holder.utility)),
        ])
    }

    private func meterReturn(_ reading: MeterReading?, of holder: Holder) -> ReceiptData {
        guard let reading else { return .flag(false) }
        let register = Quantity(Int64(clamping: reading.registerTotal), of: holder.utility)
        return .nested([
            "time": .text(localTime(reading.writtenAt)),
            "remaining": .text(
                reading.remaining.description(as: holder.creditMode, of: holder.utility)
            ),
            "register": .text("\(register) \(holder.utility.unit)"),
        ])
    }

    /// The last four digits: a receipt left in the tray tells nobody whose it is.
    private func masked(_ customer: CustomerNumber) -> String {
        "**** **** " + customer.description.suffix(4)
    }
}

/// A moment in the machine's time zone, `2026-11-22 13:05:09` (`localtime_r(3)`).
func localTime(_ time: WallTime) -> String {
    var seconds = time_t(time.secondsSince1970)
    var parts = tm()
    localtime_r(&seconds, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return date + " \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
}
