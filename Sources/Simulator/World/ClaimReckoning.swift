import Journal
import Ledger
import Prepayment
import RecordChain

/// What kiosks did about one another's sales, at the end of the day.
extension World {
    /// No kiosk did what it had no leave for, nobody holds a sale any more, and what is owed can be
    /// given back.
    func checkClaimsEnd(_ books: [KioskBook]) async throws {
        var held: Set<SaleIdentifier> = []
        for book in books {
            countForeignWork(in: book)
            try checkLeave(of: book)
            held.formUnion(try await undecidable(at: book.kiosk))
        }
        // A journal that contradicts the ledger keeps what it was given until people decide.
        guard kiosks.allSatisfy({ $0.life.number == 1 }) else { return }
        let owed = books.flatMap(\.heldSales).filter {
            !$0.isWritten && $0.refundCount == 0 && !held.contains($0.name.sale)
        }
        guard !owed.isEmpty else { return }
        // What was given and never used is free with the next record of whom it was given to.
        for kiosk in kiosks {
            try await restart(kiosk)
            try await synchronise(kiosk)
        }
        for sale in owed { try await checkCanBeRefunded(sale) }
    }

    private func countForeignWork(in book: KioskBook) {
        let writer = book.kiosk.identifier
        let written = Set(
            households.flatMap(\.landings).filter { $0.writer == writer }.map(\.sale)
        )
        counts.note(.takenUpInVain, count: book.taken.subtracting(written).count)
        let told = book.foreignWords.filter { $0.outcome == .written }.map(\.sale)
        counts.note(.landingToldElsewhere, count: Set(told).subtracting(written).count)
    }

    private func checkLeave(of book: KioskBook) throws(Violation) {
        let (kiosk, claims) = (book.kiosk.identifier, network.claims)
        for act in book.licensedActs {
            try require(
                claims.gave(act.sale, to: kiosk, for: act.purpose, in: act.sequence),
                .nothingWithoutLeave,
                "\(kiosk)'s record \(act.sequence) is about \(act.sale), which it was not given"
            )
        }
    }

    /// What a kiosk took up and cannot tell of any more: its card bought on elsewhere while the ledger
    /// could not be asked, and has forgotten. People decide then. All else must have been said.
    private func undecidable(at kiosk: LobbyKiosk) async throws -> [SaleIdentifier] {
        guard let program = kiosk.program, !kiosk.isTakenOut else { return [] }
        let open = try await program.journal.perform { file throws(JournalError) in
            try file.unsettledSales()
        }
        let held = open.filter { $0.sale.kiosk != kiosk.identifier && !isCloned($0.intent.card) }
        for sale in held {
            let newest = households.first { $0.identifier == sale.intent.card }?.landings.last
            try require(
                newest.map { $0.purchaseNumber > sale.intent.purchaseNumber } ?? false,
                .claimEnds,
                "\(kiosk.identifier) took \(sale.sale) up and never says what became of it"
            )
        }
        return held.map(\.sale)
    }

    private func checkCanBeRefunded(_ sale: JournalSale) async throws {
        guard let store = office.store else { return }
        let identifier = sale.name.sale
        let head = try await store.head(of: identifier.kiosk, epoch: identifier.epoch)
        let question = ClaimQuestion(
            kiosk: identifier.kiosk,
            epoch: identifier.epoch,
            sequence: head.sequence,
            nonce: network.nonce(),
            purpose: .refund(identifier)
        )
        let answer = try await store.rule(on: question, at: clock.now)
        try require(
            answer == .ruled([SaleRuling(identifier, .given)]) || isCloned(sale.intent.card),
            .claimEnds,
            "\(identifier) is owed and cannot be given back: \(answer)"
        )
    }

    private func isCloned(_ card: CardIdentifier) -> Bool {
        households.contains { $0.identifier == card && $0.wasCloned }
    }
}
