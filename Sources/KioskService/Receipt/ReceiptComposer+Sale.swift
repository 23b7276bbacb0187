internal import Prepayment
internal import ReceiptPrinting

extension ReceiptComposer {
    func fields(of facts: ReceiptFacts) -> ReceiptFields {
        let (intent, holder) = (facts.intent, facts.intent.holder)
        var fields = holderFields(holder).merging(flags(of: intent.tender)) { _, new in new }
        fields["number"] = .text(facts.conclusion.sale.description)
        fields["time"] = .text(localTime(intent.paidAt))
        fields["charges"] = .list([])
        fields["credit"] = .text(intent.paid.description)
        fields["paid"] = .text(intent.paid.description)
        fields["purchaseNumber"] = .text(String(intent.purchaseNumber))
        let quantity = Tariff(
            utility: holder.utility,
            version: intent.tariffVersion,
            unitPrice: intent.unitPrice
        ).quantity(for: intent.paid).description
        fields["unit"] = .text(holder.utility.unit)
        fields["quantity"] = .text(quantity)
        fields["steps"] = .list([
            [
                "quantity": .text(quantity), "price": .text(intent.unitPrice.description),
                "amount": .text(intent.paid.description),
            ]
        ])
        fields["balance"] = balance(of: facts)
        fields["meterReturn"] = meterReturn(facts.reading, of: holder)
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
}
