internal import Journal
internal import Prepayment
internal import RecordChain

/// Sales that other kiosks sold to a card, as the ledger knows them and the card tells.
struct ElsewhereLook {
    /// Whether the ledger was asked.
    var inquiry: LedgerInquiry
    /// What became of them, as far as this kiosk could find out and say.
    var settled: [SettledSale] = []
    /// What this kiosk can do nothing about.
    var open: [OpenElsewhere] = []
    /// The ends, said elsewhere, of sales that this journal holds open.
    var ends: [SaleIdentifier: SaleRuling.Verdict] = [:]

    /// The first that keeps an account from buying: its purchase number is not to be given again.
    func obstacle(to utility: Utility?) -> SaleError? {
        open.lazy.filter { utility == nil || $0.intent.holder.utility == utility }
            .compactMap(\.obstacle).first
    }
}

extension SaleDesk {
    /// Asks the ledger for the open sales of other kiosks on the card of this conversation, and takes up
    /// what is to be written here: from then on it stands among this journal's open sales.
    ///
    /// 1. Between the question and taking up nothing else goes into the journal, for what the ledger
    ///    gives is good for the records that follow at once. So the card is read for all of it first.
    /// 2. The intent is on the disk before the card is written, as of a sale of this kiosk's own.
    /// 3. Taken up is only what is written in this conversation: of several sales that bear one number of
    ///    an account, one, and none where a sale of this journal bears it. What is taken up and
    ///    overtaken at once would be held here until this kiosk sees the card again.
    /// 4. What stands on the card may be said by anybody, so that it needs nobody's leave.
    ///
    /// A ledger that does not answer stops nothing. With a utility, only that account is looked at. The
    /// card's account is open afterwards as it was before.
    func lookElsewhere(
        _ snapshot: CardSnapshot,
        in reader: String,
        only utility: Utility? = nil
    ) async throws(SaleError) -> ElsewhereLook {
        let (inquiry, rulings, sequence) = try await inquire(about: snapshot.card)
        var elsewhere = ElsewhereLook(inquiry: inquiry)
        var toWrite: [(sale: SaleIdentifier, intent: SaleIntent)] = []
        var landed: [JournaledSale] = []
        var opened = snapshot
        var numbers = try await look { file throws(JournalError) in
            Set(try file.unsettledSales(on: snapshot.card).map { AccountNumber($0.intent) })
        }
        for ruling in rulings {
            guard let intent = ruling.intent else {
                elsewhere.ends[ruling.sale] = ruling.verdict
                continue
            }
            guard intent.card == snapshot.card,
                utility == nil || intent.holder.utility == utility
            else { continue }
            opened = try await reopen(opened, as: intent.holder.utility, in: reader)
            let sold = JournaledSale(elsewhere: ruling.sale, intent)
            let resolution = try await resolve(sold, on: opened).0
            switch (resolution, ruling.verdict) {
            case (.landed, _): landed.append(sold)
            case (.notLanded, .given) where numbers.insert(AccountNumber(intent)).inserted:
                toWrite.append((ruling.sale, intent))
            case (.notLanded, _), (.overtaken, _), (.undecided, _):
                elsewhere.open.append(
                    OpenElsewhere(
                        sale: ruling.sale,
                        intent: intent,
                        resolution: resolution,
                        verdict: ruling.verdict
                    )
                )
            }
        }
        try await takeUp(toWrite, after: sequence)
        for sold in landed {
            opened = try await reopen(opened, as: sold.intent.holder.utility, in: reader)
            elsewhere.settled.append(try await finish(sold, on: opened))
        }
        _ = try await reopen(opened, as: snapshot.holder.utility, in: reader)
        return elsewhere
    }

    /// Asks; gives what the ledger said, and the end of the journal at that moment.
    private func inquire(
        about card: CardIdentifier
    ) async throws(SaleError) -> (LedgerInquiry, [SaleRuling], after: UInt32) {
        guard let claims else { return (.noLedger, [], 0) }
        let now = clock.read().monotonicNanoseconds
        if let reason = claimPause.reason(at: now) { return (.notAsked(reason: reason), [], 0) }
        let (epoch, sequence, open) = try await look { file throws(JournalError) in
            (file.epoch, file.head.sequence, try file.unsettledSales(on: card).map(\.sale))
        }
        let rulings: [SaleRuling]
        do throws(LedgerLinkError) {
            rulings = try await claims.rulings(
                on: .settle(card, open: open),
                epoch: epoch,
                after: sequence
            )
        } catch {
            claimPause.noteFailure(error.sentence, at: clock.read().monotonicNanoseconds)
            return (.notAsked(reason: error.sentence), [], 0)
        }
        claimPause.noteAnswer()
        // What was written here a moment ago may not have reached the ledger.
        let news = try await look { file throws(JournalError) in
            var news: [SaleRuling] = []
            for ruling in rulings where try !file.hasWritten(ruling.sale) { news.append(ruling) }
            return news
        }
        return (.asked, news, sequence)
    }

    private func takeUp(
        _ sales: [(sale: SaleIdentifier, intent: SaleIntent)],
        after sequence: UInt32
    ) async throws(SaleError) {
        guard !sales.isEmpty else { return }
        let isTaken: Bool
        do {
            isTaken = try await journal.perform { file throws(JournalError) in
                try file.takeUp(sales, after: sequence)
            }
        } catch {
            stop(error.sentence)
            throw .outOfService(reason: error.sentence)
        }
        precondition(isTaken, "only the sale desk writes to the journal, one thing at a time")
    }

    /// Opens another account of the card, without a word in the journal of what its meter said.
    private func reopen(
        _ opened: CardSnapshot,
        as utility: Utility,
        in reader: String
    ) async throws(SaleError) -> CardSnapshot {
        if opened.holder.utility == utility { return opened }
        return try await asking { cards async throws(CardDeskError) in
            try await cards.open(reader, utility: utility)
        }
    }

    /// Takes the ledger's leave to give money back: no other kiosk may write the sale then. The refund
    /// must be the journal's next record.
    func takeLeaveToRefund(_ sale: SaleIdentifier) async throws(SaleError) {
        guard let claims else { return }
        let (epoch, sequence) = try await look { file throws(JournalError) in
            (file.epoch, file.head.sequence)
        }
        let rulings: [SaleRuling]
        do throws(LedgerLinkError) {
            rulings = try await claims.rulings(on: .refund(sale), epoch: epoch, after: sequence)
        } catch {
            throw .ledgerNotAsked(sale, reason: error.sentence)
        }
        switch rulings.first(where: { $0.sale == sale })?.verdict {
        case .given: return
        case .held(let kiosk), .beingRefunded(let kiosk): throw .settledElsewhere(sale, by: kiosk)
        case .unheard(let kiosk): throw .notHeardYet(sale, kiosk)
        case .written: throw .delivered(sale)
        case .refunded: throw .alreadyRefunded(sale)
        case nil: throw .ledgerNotAsked(sale, reason: "It said nothing of the sale.")
        }
    }
}

/// A purchase's number, which counts in its account.
private struct AccountNumber: Hashable {
    let utility: Utility
    let purchaseNumber: UInt32

    init(_ intent: SaleIntent) {
        (utility, purchaseNumber) = (intent.holder.utility, intent.purchaseNumber)
    }
}
