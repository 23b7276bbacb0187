import Book
import Prepayment
import RecordChain
import Relational

extension SQLConnection {
    /// Decides upon a question and keeps what it gives, in the transaction of the answer.
    func rule(on question: ClaimQuestion, at now: WallTime) throws -> ClaimAnswer {
        let chains = try chains(of: [question.kiosk])[question.kiosk] ?? KioskChains()
        if chains.isInQuarantine { return .refused(.quarantined) }
        // A journal that was restored from a copy, or that another one followed, has forgotten what it
        // was given.
        let heard = chains.heads[question.epoch]?.sequence ?? 0
        guard heard <= question.sequence,
            !chains.heads.keys.contains(where: { $0 > question.epoch })
        else { return .refused(.journalBehind(heard: heard)) }
        let rulings: [SaleRuling]
        let purpose: SaleClaim.Purpose
        switch question.purpose {
        case .settle(let card, let open):
            purpose = .settle
            rulings = try settling(card, open: open, question)
        case .refund(let sale):
            guard sale.kiosk == question.kiosk else { return .refused(.foreignSale) }
            purpose = .refund
            rulings = [try refunding(sale, question)]
        }
        let given = rulings.filter { $0.verdict == .given }
        let claims = given.map { ruling in
            SaleClaim(
                sale: ruling.sale,
                purpose: purpose,
                givenAfter: question.position,
                recordCount: UInt32(given.count)
            )
        }
        try give(claims, at: now)
        return .ruled(rulings)
    }

    /// The other kiosks' sales of a card that have no end, and the ends of those that the asking kiosk
    /// holds open.
    private func settling(
        _ card: CardIdentifier,
        open: [SaleIdentifier],
        _ question: ClaimQuestion
    ) throws -> [SaleRuling] {
        let unheard = try unheardKiosks()
        var rulings = try open.compactMap { try end(of: $0, saidBefore: question.kiosk) }
        for entry in try openSales(on: card) {
            let sale = entry.booked.sale
            guard rulings.count < ClaimQuestion.saleLimit, sale.kiosk != question.kiosk,
                !open.contains(sale), entry.booked.objection == nil
            else { continue }
            let verdict = try verdict(on: sale, entry, question, unheard: unheard)
            rulings.append(SaleRuling(sale, verdict, intent: try intent(of: sale)))
        }
        return rulings
    }

    private func refunding(
        _ sale: SaleIdentifier,
        _ question: ClaimQuestion
    ) throws -> SaleRuling {
        if let end = try end(of: sale, saidBefore: nil) { return end }
        // Any kiosk may have been given the sale after the copy was made that the store came from.
        let unheard = try unheardKiosks().subtracting([question.kiosk])
        if let kiosk = unheard.min() { return SaleRuling(sale, .unheard(kiosk)) }
        let entry = try saleEntry(sale)
        return SaleRuling(sale, try verdict(on: sale, entry, question, unheard: unheard))
    }

    /// Who may do something about a sale without an end. Nobody else may have it while its claim can
    /// still be used, nor while it is taken up.
    private func verdict(
        on sale: SaleIdentifier,
        _ entry: SaleEntry?,
        _ question: ClaimQuestion,
        unheard: Set<KioskIdentifier>
    ) throws -> SaleRuling.Verdict {
        let claim = try claim(of: sale)
        let actors = Set((entry?.acts ?? []).map(\.statedBy.kiosk))
        let kiosks = actors.union([sale.kiosk]).union(claim.map { [$0.holder] } ?? [])
        let chains = try chains(of: kiosks.sorted())
        if unheard.contains(sale.kiosk) || chains[sale.kiosk]?.isInQuarantine == true {
            return .unheard(sale.kiosk)
        }
        if let holder = entry?.holder(chains) { return .held(by: holder) }
        guard let claim, claim.isPending(entry, chains) else { return .given }
        if claim.holder == question.kiosk {
            // The kiosk's journal was further when it was given the sale: it is not the same journal.
            return claim.givenAfter <= question.position ? .given : .held(by: claim.holder)
        }
        switch claim.purpose {
        case .settle: return .held(by: claim.holder)
        case .refund: return .beingRefunded(by: claim.holder)
        }
    }

    /// The end of a sale; of one that a kiosk holds open only what others said of it.
    private func end(
        of sale: SaleIdentifier,
        saidBefore asker: KioskIdentifier?
    ) throws -> SaleRuling? {
        guard let conclusion = try saleEntry(sale)?.booked.conclusion,
            conclusion.statedBy.kiosk != asker
        else { return nil }
        switch conclusion.outcome {
        case .written: return SaleRuling(sale, .written(by: conclusion.statedBy.kiosk))
        case .refunded: return SaleRuling(sale, .refunded(by: conclusion.statedBy.kiosk))
        case .owed, .unknown: return nil
        }
    }

    /// What was sold, as its kiosk recorded and signed it.
    private func intent(of sale: SaleIdentifier) throws -> SaleIntent {
        let position = RecordPosition(sale)
        let records = try batch(holding: position)?.signedBatch().batch.records ?? []
        let record = records.first { RecordPosition($0.record.header) == position }?.record
        guard case .saleIntended(let intent)? = record?.content else {
            throw Damage(what: "the intent of sale \(sale) is missing.")
        }
        return intent
    }
}

extension ClaimQuestion {
    fileprivate var position: RecordPosition {
        RecordPosition(kiosk: kiosk, epoch: epoch, sequence: sequence)
    }
}
