internal import Glibc
public import Prepayment
public import ReceiptPrinting

/// Turns what happened into the values that a template names (`Receipts/*.sample.json`).
public struct ReceiptComposer: Sendable {
    private let estate: EstateConfiguration
    private let kiosk: KioskIdentifier

    /// Takes what is the same on every receipt.
    public init(estate: EstateConfiguration, kiosk: KioskIdentifier) {
        (self.estate, self.kiosk) = (estate, kiosk)
    }

    /// The values of one slip; a copy says that it is one, and is the same otherwise.
    public func fields(of content: ReceiptContent, isCopy: Bool) -> ReceiptFields {
        let own =
            switch content {
            case .sale(let facts): fields(of: facts)
            case .refund(let facts): fields(of: facts)
            case .cardIssue(let facts): fields(of: facts)
            case .day(let facts): fields(of: facts)
            case .heldMoney(let facts): fields(of: facts)
            case .payOut(let facts): fields(of: facts)
            }
        let common: ReceiptFields = [
            "estate": .text(estate.name), "place": .text(estate.place),
            "phone": .text(estate.phone), "kiosk": .text(kiosk.description),
            "copy": .flag(isCopy),
        ]
        return common.merging(own) { _, own in own }
    }

    private func fields(of facts: RefundFacts) -> ReceiptFields {
        var fields = holderFields(facts.intent.holder)
        fields["number"] = .text(facts.number.description)
        fields["time"] = .text(localTime(facts.time))
        fields["sale"] = .text(facts.refund.sale.description)
        fields["saleTime"] = .text(localTime(facts.intent.paidAt))
        fields["refunded"] = .text(facts.intent.paid.description)
        fields["reason"] = .text(facts.refund.reason)
        fields["clerk"] = .text(facts.refund.clerk)
        return fields.merging(flags(of: facts.intent.tender)) { _, new in new }
    }

    private func fields(of facts: CardIssueFacts) -> ReceiptFields {
        var fields = holderFields(facts.holder)
        fields["number"] = .text(facts.number.description)
        fields["time"] = .text(localTime(facts.time))
        fields["replacement"] = .flag(facts.holder.kind == .replacement)
        return fields
    }

    private func fields(of facts: HeldMoneyFacts) -> ReceiptFields {
        var fields = fields(of: facts.order)
        fields["number"] = .text(facts.payment.description)
        fields["time"] = .text(localTime(facts.openedAt))
        fields["held"] = .text(facts.amount.description)
        return fields
    }

    private func fields(of facts: PayOutFacts) -> ReceiptFields {
        var fields = fields(of: facts.order)
        fields["number"] = .text(facts.number.description)
        fields["time"] = .text(localTime(facts.time))
        fields["payment"] = .text(facts.payOut.payment.description)
        fields["paymentTime"] = .text(localTime(facts.openedAt))
        fields["paidOut"] = .text(facts.amount.description)
        fields["reason"] = .text(facts.payOut.reason)
        fields["clerk"] = .text(facts.payOut.clerk)
        return fields
    }

    private func fields(of order: PaymentOrder) -> ReceiptFields {
        flags(of: order.utility).merging(flags(of: order.tender)) { _, new in new }
    }

    /// Whose card and meter it is.
    func holderFields(_ holder: Holder) -> ReceiptFields {
        var fields = flags(of: holder.utility)
        fields["card"] = .text(String(holder.cardNumber))
        fields["customer"] = .text(masked(holder.customer))
        fields["meter"] = .text(holder.meter.description)
        return fields
    }

    /// One flag for each utility, so that a template can name it in its own language.
    func flags(of utility: Utility) -> ReceiptFields {
        Dictionary(
            uniqueKeysWithValues: Utility.allCases.map { ($0.name, .flag($0 == utility)) }
        )
    }

    /// One flag for each way to pay.
    func flags(of tender: Tender) -> ReceiptFields {
        [
            "counter": .flag(tender == .counter), "cash": .flag(tender == .cash),
            "code": .flag(tender == .weChatPay),
        ]
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
