internal import Journal
internal import Prepayment

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
            intent.holder.utility == request.utility ?? intent.holder.utility
        else { throw .keyReused(known.sale) }
        let unknown = SaleConclusion(
            sale: known.sale,
            outcome: .unknown(CardFault("The kiosk was interrupted.")),
            waitingAfter: nil
        )
        return SaleReport(
            intent: intent,
            conclusion: known.conclusion ?? unknown,
            receipt: known.receipt
        )
    }

    func unsettledSales(
        on card: CardIdentifier
    ) async throws(SaleError) -> [JournaledSale] {
        try await look { file throws(JournalError) in try file.unsettledSales(on: card) }
    }

    /// Finishes sales of one card, each in its account; throws for the first that stays open, when
    /// all were tried.
    func finish(
        _ unsettled: [JournaledSale],
        startingWith snapshot: CardSnapshot,
        in reader: String
    ) async throws(SaleError) {
        var opened = snapshot
        var failure: SaleError?
        for earlier in unsettled {
            do throws(SaleError) {
                let utility = earlier.intent.holder.utility
                if opened.holder.utility != utility {
                    opened = try await openCard(reader, utility: utility)
                }
                let outcome = try await finish(earlier, on: opened)
                guard outcome == .written else {
                    throw SaleError.finishedEarlierSale(earlier.sale, outcome)
                }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    func finish(
        _ earlier: JournaledSale,
        on snapshot: CardSnapshot
    ) async throws(SaleError) -> SaleOutcome {
        guard let (sale, effects) = Sale.resume(earlier.intent, earlier.sale, on: snapshot) else {
            throw .undecided(earlier.sale)
        }
        let report = try await run(sale, effects, reading: snapshot.returned.reading)
        return report.conclusion.outcome
    }
}
