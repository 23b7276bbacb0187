internal import Journal
public import Prepayment
internal import RecordChain

/// Slips other than a sale's first receipt: days, copies, and what is printed after a refund or with a
/// new card. What became of each is a record.
extension SaleDesk {
    /// The open day (X report): nothing is changed by it, and its paper leaves no record.
    public func showDay(printing isPrinted: Bool) async throws(SaleError) -> DayReport {
        try begin()
        defer { isBusy = false }
        let (close, last) = try await look { file throws(JournalError) in
            (try file.openDay(), file.head.sequence)
        }
        let facts = DayFacts(close: close, number: nil, lastSequence: last, time: now)
        return DayReport(facts: facts, slip: isPrinted ? await receipts.print(.day(facts)) : nil)
    }

    /// Closes the day (Z report) and prints it. No sale runs meanwhile.
    public func closeDay() async throws(SaleError) -> DayReport {
        try begin()
        defer { isBusy = false }
        if let reason = outOfService { throw .outOfService(reason: reason) }
        let record = try await look { file throws(JournalError) in try file.closeDay().record }
        guard let facts = DayFacts(record) else {
            preconditionFailure("a day that was closed has its record")
        }
        let number = record.header.saleIdentifier
        return DayReport(facts: facts, slip: await printSlip(.day(facts), .dayClose, number))
    }

    /// Prints a slip once more, marked as a copy, with the number that it had.
    public func reprint(_ number: SaleIdentifier) async throws(SaleError) -> ReceiptOutcome {
        try begin()
        defer { isBusy = false }
        if let reason = outOfService { throw .outOfService(reason: reason) }
        let content = try await look { file throws(JournalError) in try file.receipt(of: number) }
        guard let content else { throw .noSlip(number) }
        return await printSlip(content, .copy, number)
    }

    /// Prints a slip and has what became of it in the journal. What it tells of is durable already, so
    /// that a journal that fails now ends this kiosk's selling, but not what was asked for.
    func printSlip(
        _ content: ReceiptContent,
        _ kind: Slip.Kind,
        _ number: SaleIdentifier
    ) async -> ReceiptOutcome {
        let outcome = await receipts.print(content, isCopy: kind == .copy)
        do {
            let slip = Slip(kind: kind, number: number, outcome: outcome)
            try await journal.append(.slipConcluded(slip))
        } catch {
            stop(error.sentence)
        }
        return outcome
    }
}

/// A day, and what became of its paper.
public struct DayReport: Hashable, Sendable {
    /// The day.
    public let facts: DayFacts
    /// What became of the paper; nil where none was asked for.
    public let slip: ReceiptOutcome?
}

extension DayFacts {
    /// The day that a record closed; nil of any other record.
    init?(_ record: Record) {
        guard case .dayClosed(let close) = record.content else { return nil }
        self.init(
            close: close,
            number: record.header.saleIdentifier,
            lastSequence: record.header.sequence - 1,
            time: record.header.wallTime
        )
    }
}

extension JournalFile {
    /// What the slip of a number told; nil where no slip bears it. A refunded sale's is its refund's.
    fileprivate func receipt(
        of number: SaleIdentifier
    ) throws(JournalError) -> ReceiptContent? {
        guard let record = try record(named: number) else { return nil }
        let (header, content) = (record.header, record.content)
        switch content {
        case .saleIntended:
            guard let sale = try sale(number) else { return nil }
            return .sale(sale)
        case .saleRefunded(let refund):
            return try sale(refund.sale).map { sale in
                .refund(RefundFacts(refund, at: header, of: sale.intent))
            }
        case .cardIssued(_, let holder):
            return .cardIssue(
                CardIssueFacts(number: number, time: header.wallTime, holder: holder)
            )
        case .dayClosed: return DayFacts(record).map(ReceiptContent.day)
        case .paymentOpened:
            return try payment(number).flatMap(HeldMoneyFacts.init).map(ReceiptContent.heldMoney)
        case .moneyMoved(let movement):
            guard let payOut = PayOut(movement), let payment = try payment(movement.payment)
            else { return nil }
            return .payOut(PayOutFacts(payOut, of: movement.amount, at: header, from: payment))
        case .epochStarted, .programStarted, .saleConcluded, .receiptConcluded, .saleTakenUp,
            .slipConcluded, .paymentClosed, .readingCollected, .attentionAsked:
            return nil
        }
    }
}

extension ReceiptContent {
    /// What is printed of a sale as the journal knows it now.
    fileprivate static func sale(_ sale: JournaledSale) -> ReceiptContent {
        if let refund = sale.refund, let header = sale.refundHeader {
            return .refund(RefundFacts(refund, at: header, of: sale.intent))
        }
        return .sale(
            ReceiptFacts(intent: sale.intent, conclusion: sale.knownConclusion, reading: nil)
        )
    }
}

extension RefundFacts {
    /// The refund that stands at a place of the journal.
    init(_ refund: SaleRefund, at header: RecordHeader, of intent: SaleIntent) {
        self.init(
            number: header.saleIdentifier,
            time: header.wallTime,
            intent: intent,
            refund: refund
        )
    }
}
