import Journal
import KioskService
import Ledger
import Prepayment
import RecordChain
import SimulatedDisk
import SmartCards

/// What staff does: starts what stands still, and asks again what got no answer.
extension World {
    /// Starts kiosks that are off or do not sell, mostly soon.
    func reopen() async throws {
        for kiosk in kiosks where !kiosk.isTakenOut {
            if await isRunning(kiosk) || dice.below(3) == 0 { continue }
            try await restart(kiosk)
        }
    }

    func restart(_ kiosk: LobbyKiosk) async throws {
        if kiosk.program != nil {
            let isKilled = dice.below(2) == 0
            tell("\(kiosk.identifier) \(isKilled ? "is killed" : "loses power")")
            if isKilled { await kiosk.kill() } else { await kiosk.losePower() }
        }
        do {
            try await kiosk.start()
        } catch {
            throw Violation(.kioskStarts, "\(kiosk.identifier): \(error.sentence)")
        }
        tell("\(kiosk.identifier) is started")
        try await askAgain(at: kiosk)
    }

    /// Asks under the same key, without the card: what was sold is told, and nothing new is sold.
    private func askAgain(at kiosk: LobbyKiosk) async throws {
        guard let sales = kiosk.program?.sales else { return }
        let requests = kiosk.openRequests
        kiosk.openRequests = []
        for open in requests {
            let household = households[open.household]
            let answer: ClerkAnswer<SaleReport>
            do throws(SaleError) {
                answer = .given(try await sales.sell(open.request, reader: CardSlot.name))
            } catch { answer = .refused(error) }
            try await settle(open.request, household, at: kiosk, answer)
        }
        let refunds = kiosk.openRefunds
        kiosk.openRefunds = []
        for refund in refunds {
            let answer: ClerkAnswer<RefundReport>
            do throws(SaleError) {
                answer = .given(try await sales.refund(refund, reader: .failure(.noCard)))
            } catch { answer = .refused(error) }
            tell("\(kiosk.identifier) is asked again for \(refund.sale)'s refund")
            try payBack(refund, at: kiosk, answer)
        }
    }

    /// Has a kiosk send what the ledger does not have.
    ///
    /// Never inlined: Swift 6.3.1 crashes while it splits a coroutine that this became a part of.
    @inline(never)
    func synchronise(_ kiosk: LobbyKiosk) async throws {
        guard let program = kiosk.program, !kiosk.isTakenOut else { return }
        if mutant == .cursorAdvancedBeforeSending { try await acknowledgeAll(program.journal) }
        do throws(LedgerLinkError) {
            try await program.sync.sendAll()
            tell("\(kiosk.identifier) has sent everything")
        } catch {
            try await hear(error, from: kiosk)
            if mutant == .batchSkippedAfterLostAnswer { try await acknowledgeAll(program.journal) }
        }
        if !office.disk.isDead { try await checkAcknowledged(kiosk) }
    }

    private func acknowledgeAll(_ journal: Journal) async throws {
        try await journal.perform { file throws(JournalError) in
            try file.acknowledge(file.head.sequence)
        }
    }

    func hear(_ error: LedgerLinkError, from kiosk: LobbyKiosk) async throws {
        tell("\(kiosk.identifier) sends: \(error.sentence)")
        switch error {
        case .unreachable, .refused(status: 503, _), .journal: break
        case .forked, .quarantined:
            try require(
                kiosk.life.number > 1,
                .everyLossIsOneCase,
                "\(kiosk.identifier) is told of a fork, and its journal is its only one"
            )
            kiosk.isTakenOut = true
        case .nonsense, .refused, .identity, .receiptNotSigned, .answerNotSigned:
            throw Violation(.nothingUnexpected, "\(kiosk.identifier): \(error.sentence)")
        }
    }

    /// The kiosk believes no more than what the ledger holds.
    func checkAcknowledged(_ kiosk: LobbyKiosk) async throws {
        guard let program = kiosk.program, let store = office.store,
            kiosk.life.number == 1
        else { return }
        let standing = try? await program.journal.perform { file throws(JournalError) in
            (try file.acknowledged(), file.epoch)
        }
        // A journal whose disk failed says nothing before it was opened again.
        guard let (acknowledged, epoch) = standing else { return }
        let held = try await store.head(of: kiosk.identifier, epoch: epoch).sequence
        // With nothing to send a kiosk hears nothing of the ledger: its next record shows it.
        if acknowledged <= held { unawareOfRestoration.remove(kiosk.identifier) }
        try require(
            acknowledged <= held || unawareOfRestoration.contains(kiosk.identifier),
            .acknowledgedIsHeld,
            "\(kiosk.identifier) counts \(acknowledged) records as delivered, and \(held) are held"
        )
    }
}
