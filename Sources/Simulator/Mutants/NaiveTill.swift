import Journal
import KioskService
import Prepayment
import PrepaymentCards
import RecordChain
import VirtualCard
import VirtualDevices

/// What kiosks do that were built without the rules.
extension World {
    /// Before the real program sees the card.
    func meddle(_ household: Household, at kiosk: LobbyKiosk) async throws {
        if mutant == .refundedSaleDelivered { try deliverRefunded(household, at: kiosk) }
        if mutant == .takenUpNotRecorded { try await writeUnrecorded(household, at: kiosk) }
        guard mutant == .decisionByBalance || mutant == .owedCreditOfferedTwice,
            let journal = kiosk.program?.journal
        else { return }
        let card = household.identifier
        let unsettled = try await journal.perform { file throws(JournalError) in
            try file.unsettledSales(on: card)
        }
        for sale in unsettled {
            let snapshot = try audit(household.memory)
            if mutant == .owedCreditOfferedTwice {
                guard snapshot.waiting == .zero else { continue }
                try load(sale.intent, sale.sale, onto: household, at: kiosk, number: nil)
                continue
            }
            if snapshot.waiting == .zero {
                try load(
                    sale.intent,
                    sale.sale,
                    onto: household,
                    at: kiosk,
                    number: sale.intent.purchaseNumber
                )
            }
            try await conclude(sale.sale, in: journal)
        }
    }

    /// After the real program could not tell what became of a load.
    func retry(
        _ intent: SaleIntent,
        _ sale: SaleIdentifier,
        on household: Household,
        at kiosk: LobbyKiosk
    ) async throws {
        guard let journal = kiosk.program?.journal else { return }
        try load(
            intent,
            sale,
            onto: household,
            at: kiosk,
            number: intent.purchaseNumber
        )
        try await conclude(sale, in: journal)
    }

    /// In place of the real program's refund.
    func refundBlindly(
        _ sale: SaleIdentifier,
        of household: Household,
        at kiosk: LobbyKiosk
    ) async throws {
        guard let journal = kiosk.program?.journal else { return }
        let known = try await journal.perform { file throws(JournalError) in try file.sale(sale) }
        guard let known, known.refund == nil, known.conclusion?.outcome != .written else { return }
        try await journal.append(
            .saleRefunded(
                SaleRefund(sale: sale, reason: "open", clerk: "clerk 3", requestKey: nextKey())
            )
        )
        kiosk.drawerFen -= known.intent.paid.fen
        tell("\(kiosk.identifier) refunds \(sale) blindly")
        try checkNotLanded(sale, household, at: kiosk)
    }

    private func deliverRefunded(_ household: Household, at kiosk: LobbyKiosk) throws {
        for report in kiosk.givenBack
        where report.intent.card == household.identifier
            && !household.landings.contains(where: { $0.sale == report.refund.sale })
        {
            let snapshot = try audit(household.memory)
            guard snapshot.waiting == .zero else { continue }
            try load(report.intent, report.refund.sale, onto: household, at: kiosk, number: nil)
        }
    }

    /// What the ledger gives is written at once; the real program finds it landed.
    private func writeUnrecorded(_ household: Household, at kiosk: LobbyKiosk) async throws {
        guard let journal = kiosk.program?.journal else { return }
        let (epoch, sequence) = try await journal.perform { ($0.epoch, $0.head.sequence) }
        let rulings = try? await kiosk.claims.rulings(
            on: .settle(household.identifier, open: []),
            epoch: epoch,
            after: sequence
        )
        for ruling in rulings ?? [] where ruling.verdict == .given {
            let snapshot = try audit(household.memory)
            guard let intent = ruling.intent,
                intent.resolution(of: ruling.sale, on: snapshot) == .notLanded
            else { continue }
            try load(
                intent,
                ruling.sale,
                onto: household,
                at: kiosk,
                number: intent.purchaseNumber
            )
        }
    }

    private func conclude(_ sale: SaleIdentifier, in journal: Journal) async throws {
        let conclusion = SaleConclusion(sale: sale, outcome: .written, waitingAfter: nil)
        try await journal.append(.saleConcluded(conclusion))
    }

    /// Writes a purchase under its number, or under the next.
    private func load(
        _ intent: SaleIntent,
        _ sale: SaleIdentifier,
        onto household: Household,
        at kiosk: LobbyKiosk,
        number: UInt32?
    ) throws {
        let transport = InProcessTransport(
            card: VirtualCard(memory: household.memory, random: random.bytes)
        )
        let card = try PrepaymentCard(transport, keys: place.keys, role: .kiosk)
        let snapshot = try card.read(.electricity)
        let renumbered = intent.numbered(number ?? snapshot.lastLoad.purchaseNumber + 1)
        _ = card.load(renumbered.order(sale: sale, parameters: kiosk.terms.parameters))
        household.memory = transport.memory
        try noteLanding(household, at: kiosk)
    }
}

extension SaleIntent {
    fileprivate func numbered(_ number: UInt32) -> SaleIntent {
        SaleIntent(
            card: card,
            holder: holder,
            purchaseNumber: number,
            tender: tender,
            paidAt: paidAt,
            paid: paid,
            credit: credit,
            unitPrice: unitPrice,
            tariffVersion: tariffVersion,
            previousSale: previousSale,
            creditBefore: creditBefore,
            parametersVersionBefore: parametersVersionBefore,
            requestKey: requestKey
        )
    }
}
