import MeterSimulator
import Prepayment
import PrepaymentCards
import VirtualCard
import VirtualDevices

/// At home: the card goes into the meter.
extension World {
    func goHome(_ household: Household, trouble: (plan: CardPlan, fault: Fault)?) throws {
        let fate = CardFate(trouble?.plan)
        household.memory = try insert(household.memory, of: household, fate)
        if let trouble, fate.fired { counts.note(trouble.fault) }
    }

    /// Puts a chip into the household's meter; gives what the chip holds afterwards.
    func insert(
        _ memory: CardMemory,
        of household: Household,
        _ fate: CardFate
    ) throws -> CardMemory {
        if meterIsNaive { return try insertNaively(memory, of: household, fate) }
        let transport = InProcessTransport(
            card: VirtualCard(memory: memory, random: random.bytes)
        ) { _, command in fate.fault(command) }
        try makeMeter(of: household)
        do throws(MeterError) {
            let file = try MeterImageFile(path: household.meterPath)
            _ = try Meter(file: file, keys: place.keys).accept(transport, at: clock.now)
        } catch {
            // After these the resident puts the card in again another time.
            switch error {
            case .takeTorn, .card: break
            default: throw Violation(.nothingUnexpected, "meter: \(error.sentence)")
            }
        }
        let after = try MeterImageFile.look(household.meterPath).memory
        let taken = after.balance - household.meterBalance
        household.meterBalance = after.balance
        if taken != .zero {
            let number = after.account?.purchaseNumber ?? 0
            try note(Household.Take(purchaseNumber: number, credit: taken), household)
        }
        return transport.memory
    }

    /// Hangs the meter up when its card comes to it first: most of them are asked nothing all day.
    private func makeMeter(of household: Household) throws {
        if household.hasMeter { return }
        household.hasMeter = true
        let image = MeterImage(
            meter: household.holder.meter,
            utility: .electricity,
            creditMode: .money,
            clock: clock.now
        )
        try MeterImageFile.create(image, at: household.meterPath)
    }

    func note(_ take: Household.Take, _ household: Household) throws(Violation) {
        let expected = (household.takes.last?.purchaseNumber ?? 0) + 1
        let loaded = household.landings.contains {
            $0.purchaseNumber == take.purchaseNumber && $0.credit == take.credit
        }
        try require(
            take.purchaseNumber == expected && loaded,
            .meterTakesEachPurchaseOnce,
            """
            meter \(household.number) took purchase \(take.purchaseNumber) of \
            \(take.credit.count) fen after purchase \(expected - 1)
            """
        )
        household.add(take)
        tell("meter \(household.number) takes purchase \(take.purchaseNumber)")
    }
}
