internal import Prepayment
internal import ReceiptPrinting

extension ReceiptComposer {
    func fields(of facts: DayFacts) -> ReceiptFields {
        let (close, totals) = (facts.close, facts.close.totals)
        return [
            "close": .flag(facts.number != nil),
            "dayNumber": .text(String(close.number)),
            "number": .text(facts.number?.description ?? ""),
            "time": .text(localTime(facts.time)),
            "firstRecord": .text(String(close.firstSequence)),
            "lastRecord": .text(String(facts.lastSequence)),
            "carriedOver": data(totals.carriedOver),
            "taken": .list(totals.taken.counted.map { fields(of: $0.tally, flags(of: $0.kind)) }),
            "takenTotal": data(totals.taken.total),
            "delivered": .list(
                totals.delivered.counted.map { fields(of: $0.tally, flags(of: $0.kind)) }
            ),
            "deliveredTotal": data(totals.delivered.total),
            "refunded": .list(
                totals.refunded.counted.map { fields(of: $0.tally, flags(of: $0.kind)) }
            ),
            "refundedTotal": data(totals.refunded.total),
            "owed": data(totals.owed),
            "unconfirmed": data(totals.unconfirmed),
            "forOthers": totals.writtenForOthers == .zero
                ? .flag(false) : data(totals.writtenForOthers),
            "unsold": totals.devices.unsold == .zero
                ? .flag(false) : .nested(["amount": .text(totals.devices.unsold.description)]),
            "drawer": .list(
                Tender.allCases.map { tender in
                    flags(of: tender).merging(
                        ["amount": .text(totals.net(of: tender).description)]
                    ) { _, new in new }
                }
            ),
            "grandTotal": .text(close.grandTotal.description),
        ]
    }

    private func data(_ tally: Tally) -> ReceiptData { .nested(fields(of: tally, [:])) }

    private func fields(of tally: Tally, _ flags: ReceiptFields) -> ReceiptFields {
        flags.merging([
            "count": .text(String(tally.count)), "amount": .text(tally.amount.description),
        ]) { _, new in new }
    }
}
