import Journal
import Ledger
import Prepayment
import RecordChain

/// What kiosks did about one another's sales, at the end of the day.
extension World {
    /// No kiosk did what it had no leave for, nobody holds a sale any more, and what is owed can be
    /// given back.
    func checkClaimsEnd(_ books: [KioskBook]) async throws {
        for book in books {
            countForeignWork(in: book)
            try checkLeave(of: book)
            try await checkNothingIsHeld(by: book.kiosk)
        }
        // A journal that contradicts the ledger keeps what it was given until people decide.
        guard kiosks.allSatisfy({ $0.life.number == 1 }) else { return }
        for book in books { try await checkOwedCanBeRefunded(book) }
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

    private func checkNothingIsHeld(by kiosk: LobbyKiosk) async throws {
        guard let program = kiosk.program, !kiosk.isTakenOut else { return }
        let open = try await program.journal.perform { file throws(JournalError) in
            try file.unsettledSales()
        }
        for sale in open where sale.sale.kiosk != kiosk.identifier {
            let isCloned = households.contains {
                $0.identifier == sale.intent.card && $0.wasCloned
            }
            try require(
                isCloned,
                .claimEnds,
                "\(kiosk.identifier) took \(sale.sale) up and never says what became of it"
            )
        }
    }

    private func checkOwedCanBeRefunded(_ book: KioskBook) async throws {
        guard let store = office.store else { return }
        for sale in book.heldSales where !sale.isWritten && sale.refundCount == 0 {
            let question = ClaimQuestion(
                kiosk: book.kiosk.identifier,
                epoch: sale.name.sale.epoch,
                sequence: book.heldHead.sequence,
                nonce: network.nonce(),
                purpose: .refund(sale.name.sale)
            )
            let answer = try await store.rule(on: question, at: clock.now)
            let isCloned = households.contains {
                $0.identifier == sale.intent.card && $0.wasCloned
            }
            try require(
                answer == .ruled([SaleRuling(sale.name.sale, .given)]) || isCloned,
                .claimEnds,
                "\(sale.name.sale) is owed and cannot be given back: \(answer)"
            )
        }
    }
}
