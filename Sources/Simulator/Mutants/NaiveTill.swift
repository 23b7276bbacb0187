import Journal
import Prepayment
import PrepaymentCards
import VirtualCard
import VirtualDevices

/// What kiosks do that were built without the rules.
extension World {
    /// Before the real program sees the card.
    func meddle(_ household: Household, at kiosk: LobbyKiosk) async throws {
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
                try await load(sale.intent, sale.sale, onto: household, at: kiosk, number: nil)
                continue
            }
            if snapshot.waiting == .zero {
                try await load(
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
        try await load(
            intent,
            sale,
            onto: household,
            at: kiosk,
            number: intent.purchaseNumber
        )
        try await conclude(sale, in: journal)
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
    ) async throws {
        let transport = InProcessTransport(
            card: VirtualCard(memory: household.memory, random: random.bytes)
        )
        let card = try PrepaymentCard(transport, keys: place.keys, role: .kiosk)
        let snapshot = try card.read(.electricity)
        let renumbered = intent.numbered(number ?? snapshot.lastLoad.purchaseNumber + 1)
        _ = card.load(renumbered.order(sale: sale, parameters: kiosk.terms.parameters))
        household.memory = transport.memory
        try await noteLanding(household, at: kiosk)
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
