internal import Journal
internal import Prepayment
internal import RecordChain

/// What a card and the journal remember: the meter's reading, a request that was made before, and
/// sales without a certain end.
extension SaleDesk {
    func collectReading(from snapshot: CardSnapshot) async throws(SaleError) {
        guard snapshot.returned.isWritten, let reading = snapshot.returned.reading else { return }
        let isNews = try await look { file throws(JournalError) in try file.isNews(reading) }
        if isNews { try await append(.readingCollected(snapshot.card, reading)) }
    }

    /// The answer to a request that was made before.
    func earlierSale(of request: SaleRequest) async throws(SaleError) -> SaleReport? {
        let known = try await look { file throws(JournalError) in
            try file.sale(requestKey: request.key)
        }
        guard let known else { return nil }
        let intent = known.intent
        guard intent.paid == request.amount, intent.tender == request.tender,
            intent.payment == request.payment,
            intent.holder.utility == request.utility ?? intent.holder.utility
        else { throw .keyReused(known.sale) }
        return SaleReport(
            intent: intent,
            conclusion: known.knownConclusion,
            receipt: known.receipt,
            refund: known.refund
        )
    }

    func unsettledSales(
        on card: CardIdentifier
    ) async throws(SaleError) -> [JournaledSale] {
        try await look { file throws(JournalError) in try file.unsettledSales(on: card) }
    }

    /// Takes up sales of one card, each in its account; throws for the first that stays undecided,
    /// when all were tried.
    ///
    /// Several of one account bear one purchase number where several kiosks sold it. So each is decided
    /// on the card as the one before left it: what was written a moment ago overtakes the others.
    func finish(
        _ unsettled: [JournaledSale],
        startingWith snapshot: CardSnapshot,
        in reader: String,
        _ ends: [SaleIdentifier: SaleRuling.Verdict]
    ) async throws(SaleError) -> [SettledSale] {
        var opened = snapshot
        var settled: [SettledSale] = []
        var failure: SaleError?
        for (number, earlier) in unsettled.enumerated() {
            do throws(SaleError) {
                let utility = earlier.intent.holder.utility
                if number > 0 || opened.holder.utility != utility {
                    opened = try await openCard(reader, utility: utility)
                }
                settled.append(try await finish(earlier, on: opened, ends))
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return settled
    }

    /// Finishes one sale, as its card tells; where that is not all, as the ledger says that it ended.
    func finish(
        _ earlier: JournaledSale,
        on snapshot: CardSnapshot,
        _ ends: [SaleIdentifier: SaleRuling.Verdict] = [:]
    ) async throws(SaleError) -> SettledSale {
        let (intent, sale) = (earlier.intent, earlier.sale)
        let (resolution, history) = try await resolve(earlier, on: snapshot)
        if let end = ends[sale], let conclusion = conclusion(of: sale, resolution, end) {
            try await append(.saleConcluded(conclusion))
            let report = SaleReport(intent: intent, conclusion: conclusion, receipt: nil)
            return SettledSale(resolution, report, isTaken: false)
        }
        let isTaken = resolution == .landed && intent.isTaken(by: snapshot.returned)
        guard let (machine, effects) = Sale.resume(intent, sale, on: snapshot, history: history)
        else {
            guard case .undecided(let doubt) = resolution else {
                preconditionFailure("a sale that is \(resolution) can be taken up")
            }
            throw .undecided(sale, doubt)
        }
        if case .overtaken = resolution, case .recordOutcome(let conclusion)? = effects.first,
            conclusion.outcome == earlier.conclusion?.outcome
        {
            // That was recorded and printed before, and is not at every tap.
            let report = SaleReport(
                intent: intent,
                conclusion: conclusion,
                receipt: earlier.receipt
            )
            return SettledSale(resolution, report, isTaken: isTaken)
        }
        if earlier.isOwed, case .loadCard? = effects.first { try await reopen(sale, snapshot) }
        let report = try await run(machine, effects, reading: snapshot.returned.reading)
        return SettledSale(resolution, report, isTaken: isTaken)
    }

    /// What is owed can be refunded without its card, since it is on none. Before it is written after all,
    /// the journal says that this is not certain any more: the kiosk may be killed behind the commit.
    private func reopen(
        _ sale: SaleIdentifier,
        _ snapshot: CardSnapshot
    ) async throws(SaleError) {
        let outcome = SaleOutcome.unknown(CardFault("It is being written again."))
        try await append(
            .saleConcluded(
                SaleConclusion(sale: sale, outcome: outcome, waitingAfter: snapshot.waiting)
            )
        )
    }

    /// What another kiosk said of a sale counts where the card has forgotten it, and where the money
    /// went back: then it is not written any more. A card that shows the sale is believed before all.
    private func conclusion(
        of sale: SaleIdentifier,
        _ resolution: Resolution,
        _ end: SaleRuling.Verdict
    ) -> SaleConclusion? {
        switch (resolution, end) {
        case (.undecided, .written):
            return SaleConclusion(sale: sale, outcome: .written, waitingAfter: nil)
        case (.notLanded, .refunded(let kiosk)), (.undecided, .refunded(let kiosk)):
            let fault = CardFault("Kiosk \(kiosk) gave the money back.")
            return SaleConclusion(sale: sale, outcome: .owed(fault), waitingAfter: nil)
        default:
            return nil
        }
    }

    /// What the card of this conversation says of a sale. The history is read only where it can help.
    func resolve(
        _ earlier: JournaledSale,
        on snapshot: CardSnapshot
    ) async throws(SaleError) -> (Resolution, history: [HistoryRecord]) {
        let (intent, sale) = (earlier.intent, earlier.sale)
        let resolution = intent.resolution(of: sale, on: snapshot)
        guard resolution == .undecided(.laterPurchases) else { return (resolution, []) }
        let history = try await asking { cards async throws(CardDeskError) in
            try await cards.history()
        }
        return (intent.resolution(of: sale, on: snapshot, history: history), history)
    }
}

extension JournaledSale {
    /// The newest conclusion. Where there is none, the kiosk was interrupted before it came to one.
    var knownConclusion: SaleConclusion {
        conclusion
            ?? SaleConclusion(
                sale: sale,
                outcome: .unknown(CardFault("The kiosk was interrupted.")),
                waitingAfter: nil
            )
    }
}
