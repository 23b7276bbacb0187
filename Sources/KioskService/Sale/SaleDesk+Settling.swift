internal import Journal
public import Prepayment
internal import RecordChain
public import SmartCards

/// What a clerk does about sales that have no certain end.
extension SaleDesk {
    /// Takes up every open sale of the card in a reader, also those of other kiosks that the ledger knows,
    /// and says what became of each.
    public func settle(_ reader: String) async throws(SaleError) -> Settlement {
        try begin()
        defer { isBusy = false }
        if let reason = outOfService { throw .outOfService(reason: reason) }
        board.show(.reading)
        return try await conversing { () async throws(SaleError) in
            let snapshot = try await self.openCard(reader, utility: nil)
            let elsewhere = try await self.lookElsewhere(snapshot, in: reader)
            let unsettled = try await self.unsettledSales(on: snapshot.card)
            if unsettled.isEmpty, elsewhere.settled.isEmpty, elsewhere.open.isEmpty {
                try await self.checkOtherCards(of: snapshot.holder)
            }
            let finished = try await self.finish(
                unsettled,
                startingWith: snapshot,
                in: reader,
                elsewhere.ends
            )
            return Settlement(
                card: snapshot.card,
                lastSale: snapshot.lastLoad.sale,
                sales: elsewhere.settled + finished,
                elsewhere: elsewhere.open,
                ledger: elsewhere.inquiry
            )
        }
    }

    /// A card that stands in for another has nothing to settle itself; the other one's sale is told.
    private func checkOtherCards(of holder: Holder) async throws(SaleError) {
        let unsettled = try await look { file throws(JournalError) in try file.unsettledSales() }
        let other = unsettled.first { $0.intent.holder.isSameAccount(as: holder) }
        if let other { throw .openOnAnotherCard(other.sale, other.intent.card) }
    }

    /// Records that the money of a sale is given back, once it is proved that its credit is not on the
    /// card. From then on the sale is never written, and never refunded again.
    ///
    /// Asked again under the same key, it is the same refund. `reader` is the one that holds a card,
    /// or why there is none: a sale that the journal knows to be owed needs no card, for nobody but
    /// this kiosk, and whom the ledger gives it to, could have written it since. Of a kiosk with a
    /// ledger the ledger's leave is asked last, so that nobody is given the sale from then on.
    public func refund(
        _ refund: SaleRefund,
        reader: Result<String, CardError>
    ) async throws(SaleError) -> RefundReport {
        try begin()
        defer { isBusy = false }
        if let reason = outOfService { throw .outOfService(reason: reason) }
        let sale = refund.sale
        let known = try await look { file throws(JournalError) in try file.sale(sale) }
        guard let known else { throw .notSoldHere(sale) }
        if let earlier = known.refund {
            guard earlier.requestKey == refund.requestKey else { throw .alreadyRefunded(sale) }
            return RefundReport(intent: known.intent, refund: earlier, proof: .journal, slip: nil)
        }
        guard known.conclusion?.outcome != .written else { throw .delivered(sale) }
        let (proof, header) = try await conversing {
            () async throws(SaleError) -> (RefundReport.Proof, RecordHeader) in
            let proof = try await self.prove(known, reader)
            try await self.takeLeaveToRefund(sale)
            let header = try await self.recordGivingBack(.saleRefunded(refund)) { reason in
                .refundInDoubt(refund, reason: reason)
            }
            return (proof, header)
        }
        let facts = RefundFacts(refund, at: header, of: known.intent)
        let slip = await printSlip(.refund(facts), .refund, facts.number)
        return RefundReport(intent: known.intent, refund: refund, proof: proof, slip: slip)
    }

    /// Records that money goes out of a clerk's hand, which it may only when this returns; `inDoubt` says
    /// that nobody knows whether the journal kept it.
    func recordGivingBack(
        _ content: RecordContent,
        inDoubt: (_ reason: String) -> SaleError
    ) async throws(SaleError) -> RecordHeader {
        do {
            return try await journal.append(content).record.header
        } catch {
            stop(error.sentence)
            throw error.mayHaveRecorded
                ? inDoubt(error.sentence) : .outOfService(reason: error.sentence)
        }
    }

    /// Proves that a sale is not on its card, and has that in the journal before this returns.
    private func prove(
        _ known: JournaledSale,
        _ reader: Result<String, CardError>
    ) async throws(SaleError) -> RefundReport.Proof {
        let (sale, intent) = (known.sale, known.intent)
        guard let snapshot = try await look(for: known, reader) else { return .journal }
        let fault: CardFault
        switch try await resolve(known, on: snapshot).0 {
        case .landed:
            _ = try await finish(known, on: snapshot)
            throw .delivered(sale)
        case .notLanded:
            fault = CardFault("The card was read: the credit is not on it.")
        case .overtaken(let other):
            fault = CardFault("Its purchase number went to sale \(other).")
        case .undecided where known.isOwed:
            return .journal
        case .undecided(.otherCard), .undecided(.replacedCard):
            throw .notProved(sale, intent.card)
        case .undecided(let doubt):
            throw .undecided(sale, doubt)
        }
        if !known.isOwed {
            let conclusion = SaleConclusion(
                sale: sale,
                outcome: .owed(fault),
                waitingAfter: snapshot.waiting
            )
            try await append(.saleConcluded(conclusion))
        }
        return .card
    }

    /// The card that lies in the reader; nil where none can be read and none is needed.
    private func look(
        for known: JournaledSale,
        _ reader: Result<String, CardError>
    ) async throws(SaleError) -> CardSnapshot? {
        do throws(SaleError) {
            switch reader {
            case .success(let reader):
                return try await openCard(reader, utility: known.intent.holder.utility)
            case .failure(let error):
                throw .card(.reader(error))
            }
        } catch {
            if outOfService != nil { throw error }
            if known.isOwed { return nil }
            guard case .card(.reader(.noCard)) = error else { throw error }
            throw .notProved(known.sale, known.intent.card)
        }
    }
}
