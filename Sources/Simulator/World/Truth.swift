import Journal
import KioskService
import MeterSimulator
import Prepayment
import PrepaymentCards
import VirtualCard
import VirtualDevices

/// What is true, read by nobody's program but the auditor's.
extension World {
    /// What stands on a card.
    func audit(_ memory: CardMemory) throws -> CardSnapshot {
        let transport = InProcessTransport(
            card: VirtualCard(memory: memory, random: random.bytes)
        )
        return try PrepaymentCard(transport, keys: place.keys, role: .kiosk).read(.electricity)
    }

    /// A kiosk changed a card: notes what landed.
    func noteLanding(_ household: Household, at kiosk: LobbyKiosk) throws {
        let load = try audit(household.memory).lastLoad
        let landing = Household.Landing(
            sale: load.sale,
            purchaseNumber: load.purchaseNumber,
            credit: load.credit,
            life: kiosk.life(of: load.sale),
            writer: kiosk.identifier
        )
        if load.sale.kiosk != kiosk.identifier { counts.note(.saleSettledElsewhere) }
        if !household.wasCloned {
            let expected = (household.landings.last?.purchaseNumber ?? 0) + 1
            try require(
                landing.purchaseNumber == expected,
                .purchaseNumbersAreOneMore,
                "card \(household.number) got purchase \(landing.purchaseNumber) after \(expected - 1)"
            )
        }
        let isTwice = household.landings.contains {
            $0.sale == landing.sale && $0.life == landing.life
        }
        try require(
            !isTwice || household.wasCloned,
            .saleLandsOnce,
            "sale \(landing.sale) landed twice on card \(household.number)"
        )
        household.add(landing)
        tell("card \(household.number) has purchase \(landing.purchaseNumber), \(landing.sale)")
    }

    /// What a report calls written stands on the card, now.
    func checkEnd(_ report: SaleReport, _ household: Household) throws {
        guard report.conclusion.outcome == .written else { return }
        let sale = report.conclusion.sale
        try require(
            household.landings.contains { $0.sale == sale },
            .writtenIsOnTheCard,
            "sale \(sale) is called written and is not on card \(household.number)"
        )
    }

    /// Whether some kiosk knows of a sale in two lives, the one that sold it or one that took it up.
    func isKnownInTwoLives(_ sale: SaleIdentifier) -> Bool {
        kiosks.contains { $0.knowsInTwoLives(sale) }
    }

    /// The ledger gave nobody what another one has.
    func checkClaims() throws(Violation) {
        if let fault = network.claims.fault { throw Violation(.saleIsGivenToOneKiosk, fault) }
    }

    /// What was given back, or is called owed, stands on no card.
    func checkNotLanded(
        _ sale: SaleIdentifier,
        _ household: Household,
        at kiosk: LobbyKiosk
    ) throws(Violation) {
        let life = kiosk.life(of: sale)
        try require(
            isKnownInTwoLives(sale)
                || !household.landings.contains { $0.sale == sale && $0.life == life },
            .owedOrRefundedIsOnNoCard,
            "sale \(sale) is called owed or refunded, and is on card \(household.number)"
        )
    }
}
