import Prepayment
import PrepaymentCards
import VirtualCard
import VirtualDevices

/// What meters do that were built without the rules.
extension World {
    var meterIsNaive: Bool {
        mutant == .purchaseNumberNotChecked || mutant == .cardDebitedBeforeMemory
    }

    /// Takes what waits, whatever its number, or takes it from the card first.
    func insertNaively(
        _ memory: CardMemory,
        of household: Household,
        _ fate: CardFate
    ) throws -> CardMemory {
        let transport = InProcessTransport(
            card: VirtualCard(memory: memory, random: random.bytes)
        ) { _, command in fate.fault(command) }
        let card: PrepaymentCard
        let snapshot: CardSnapshot
        do {
            card = try PrepaymentCard(transport, keys: place.keys, role: .meter)
            snapshot = try card.read(.electricity)
        } catch { return transport.memory }
        guard snapshot.waiting > .zero else { return transport.memory }
        let take = Household.Take(
            purchaseNumber: snapshot.lastLoad.purchaseNumber,
            credit: snapshot.waiting
        )
        if mutant == .purchaseNumberNotChecked { try note(take, household) }
        let isTold = tell(take, of: household, to: card)
        if mutant == .cardDebitedBeforeMemory, isTold { try note(take, household) }
        return transport.memory
    }

    private func tell(
        _ take: Household.Take,
        of household: Household,
        to card: PrepaymentCard
    ) -> Bool {
        do {
            try card.take(
                take.credit,
                returning: reading(after: take, of: household),
                months: [UInt32](repeating: 0, count: 12),
                history: nil
            )
            return true
        } catch { return false }
    }

    private func reading(after take: Household.Take, of household: Household) -> MeterReading {
        MeterReading(
            meter: household.holder.meter,
            acceptedPurchaseNumber: take.purchaseNumber,
            remaining: take.credit,
            overdraft: .zero,
            registerTotal: 0,
            state: [],
            tamper: [],
            refusedInsertions: 0,
            result: .creditTaken,
            writtenAt: clock.now
        )
    }
}
