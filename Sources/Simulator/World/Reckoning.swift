import Book
import Journal
import KioskService
import Ledger
import Prepayment
import RecordChain
import TestSupport

/// The end of the day: every fault is over, every card comes back, and everything is counted.
extension World {
    func reckon() async throws {
        try await heal()
        let books = try await journals()
        try checkCards(against: books)
        for book in books {
            try checkDrawer(book)
            try checkMoney(book)
        }
        try await checkLedger(against: books)
        try checkClaims()
        try await checkClaimsEnd(books)
    }

    private func heal() async throws {
        network.calm(true)
        for kiosk in kiosks { network.partition(kiosk.identifier, false) }
        await network.deliverDelayed()
        for kiosk in kiosks { try await startForTheEnd(kiosk) }
        for household in households where !household.landings.isEmpty {
            try goHome(household, trouble: nil)
        }
        for kiosk in kiosks { try await synchronise(kiosk) }
        try await beatNow()
        // What one kiosk finishes another may have waited for.
        if try await finishWhatIsOpen() { _ = try await finishWhatIsOpen() }
        try require(
            unawareOfRestoration.isEmpty,
            .ledgerHoldsEveryRecordOnce,
            "not everybody went back to where the ledger stands"
        )
    }

    private func startForTheEnd(_ kiosk: LobbyKiosk) async throws {
        if !kiosk.isTakenOut { try await restart(kiosk) }
    }

    /// Tells whether there was anything.
    private func finishWhatIsOpen() async throws -> Bool {
        var broughtCount = 0
        for kiosk in kiosks { broughtCount += try await bringCards(to: kiosk) }
        if broughtCount == 0 { return false }
        for household in households where household.landings.count > household.takes.count {
            try goHome(household, trouble: nil)
        }
        for kiosk in kiosks { try await synchronise(kiosk) }
        return true
    }

    /// Every card with a sale that has no certain end is put on once more, and nothing is in the way;
    /// gives how many there are.
    private func bringCards(to kiosk: LobbyKiosk) async throws -> Int {
        guard let program = kiosk.program, !kiosk.isTakenOut else { return 0 }
        let unsettled = try await program.journal.perform { file throws(JournalError) in
            Set(try file.unsettledSales().map(\.intent.card))
        }
        for household in households where unsettled.contains(household.identifier) {
            try await tap(household, at: kiosk, trouble: nil)
        }
        return unsettled.count
    }

    /// What every kiosk's journals say, those of former lives too.
    private func journals() async throws -> [KioskBook] {
        var books: [KioskBook] = []
        for kiosk in kiosks {
            if kiosk.program == nil { try await kiosk.start() }
            books.append(KioskBook(kiosk, records: try await kiosk.records()))
        }
        books.exchangeWords()
        return books
    }

    private func checkCards(against books: [KioskBook]) throws {
        let sales = Dictionary(
            uniqueKeysWithValues: books.flatMap(\.sales).map { ($0.name, $0) }
        )
        let taken = Dictionary(uniqueKeysWithValues: books.map { ($0.kiosk.identifier, $0.taken) })
        for household in households where !household.landings.isEmpty {
            try checkCard(household, sales, taken)
        }
        for book in books {
            for sale in book.sales { try check(sale, in: book) }
        }
    }

    private func checkCard(
        _ household: Household,
        _ sales: [JournalSale.Name: JournalSale],
        _ taken: [KioskIdentifier: Set<SaleIdentifier>]
    ) throws {
        for landing in household.landings {
            let name = JournalSale.Name(life: landing.life, sale: landing.sale)
            try require(
                sales[name]?.intent.credit == landing.credit,
                .loadHasDurableIntent,
                "card \(household.number) was loaded by \(landing.sale), which no journal intended"
            )
            try require(
                landing.writer == landing.sale.kiosk
                    || taken[landing.writer]?.contains(landing.sale) == true,
                .loadHasDurableIntent,
                "\(landing.writer) wrote \(landing.sale), and its journal never took it up"
            )
        }
        guard !household.wasCloned else { return }
        let waiting = try audit(household.memory).waiting.count
        try require(
            household.landedFen == household.takenFen + waiting && waiting == 0,
            .loadedIsTakenOrWaiting,
            """
            card \(household.number): \(household.landedFen) fen were loaded, \
            \(household.takenFen) taken, \(waiting) wait
            """
        )
    }

    private func check(_ sale: JournalSale, in book: KioskBook) throws(Violation) {
        let kiosk = book.kiosk
        guard
            let household = households.first(where: { $0.identifier == sale.intent.card })
        else { throw Violation(.nothingUnexpected, "a sale on nobody's card") }
        let landing = household.landings.firstIndex {
            $0.sale == sale.name.sale && $0.life == sale.name.life
        }
        if sale.isWritten {
            try require(
                landing != nil || book.isNamedTwice(sale.name.sale),
                .writtenIsOnTheCard,
                "\(sale.name.sale) is recorded as written and never was"
            )
            return
        }
        if sale.refundCount > 0 {
            try require(
                sale.refundCount == 1 || isKnownInTwoLives(sale.name.sale),
                .refundedOnce,
                "\(sale.name.sale) is recorded as refunded \(sale.refundCount) times"
            )
            return try checkNotLanded(sale.name.sale, household, at: kiosk)
        }
        // Nobody can finish what only a lost disk knew, or a kiosk that was taken out.
        if kiosk.life.number > 1 || household.wasCloned { return }
        let isOvertaken =
            landing.map { $0 < household.landings.count - 1 }
            ?? household.landings.contains { $0.purchaseNumber == sale.intent.purchaseNumber }
        try require(
            isOvertaken,
            .paidIsDeliveredAtTheCardsReturn,
            "\(sale.name.sale) was paid, its card came back, and it is not finished"
        )
    }

    private func checkDrawer(_ book: KioskBook) throws(Violation) {
        let kept = book.sales.reduce(0) { $0 + $1.intent.paid.fen * Int64(1 - $1.refundCount) }
        try require(
            kept == book.kiosk.drawerFen,
            .drawerEqualsJournal,
            """
            \(book.kiosk.identifier): \(book.kiosk.drawerFen) fen in the drawer, \
            \(kept) fen in the journal
            """
        )
    }

    /// Drawers, cards and residents' pockets tell what became of the money; of the journals is asked
    /// only what is owed. What two lives did about one sale is gone, and has its case.
    private func checkMoney(_ book: KioskBook) throws(Violation) {
        let kiosk = book.kiosk
        let landings = households.flatMap(\.landings).filter {
            $0.life.kiosk == kiosk.identifier
        }
        var (owedFen, refundedFen, lostFen) = (Int64(0), Int64(0), Int64(0))
        for sale in book.sales {
            let landed = landings.count {
                $0.sale == sale.name.sale && $0.life == sale.name.life
            }
            let ends = landed + sale.refundCount
            refundedFen += sale.intent.paid.fen * Int64(sale.refundCount)
            if ends == 0 { owedFen += sale.intent.paid.fen }
            if ends > 1, isKnownInTwoLives(sale.name.sale) {
                lostFen += sale.intent.paid.fen * Int64(ends - 1)
            }
        }
        let takenFen =
            kiosk.drawerFen + kiosk.givenBack.reduce(0) { $0 + $1.intent.paid.fen }
        let landedFen = landings.reduce(0) { $0 + $1.credit.count }
        try require(
            takenFen == landedFen + owedFen + refundedFen - lostFen,
            .moneyInIsLandedOwedOrRefunded,
            """
            \(kiosk.identifier) took \(takenFen) fen; \(landedFen) landed, \
            \(owedFen) are owed, \(refundedFen) are refunded
            """
        )
    }
}
