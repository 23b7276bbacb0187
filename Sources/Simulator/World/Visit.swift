import Journal
import KioskService
import Prepayment
import PrepaymentCards
import SimulatedDisk
import SmartCards
import VirtualCard
import VirtualDevices

/// How a request at a kiosk ended, as its clerk sees it.
enum ClerkAnswer<Value: Sendable> {
    case given(Value)
    case refused(SaleError)
    /// The screen is dark.
    case nothing

    func told(_ told: (Value) -> String) -> String {
        switch self {
        case .given(let value): told(value)
        case .refused(let error): "refused: \(error.sentence)"
        case .nothing: "nothing"
        }
    }
}

extension World {
    /// A resident buys at a kiosk, and meets with trouble or not.
    func sell(
        _ household: Household,
        at kiosk: LobbyKiosk,
        amountFen: Int64,
        trouble: Trouble?
    ) async throws {
        guard await isRunning(kiosk) else { return }
        sales += 1
        let request = SaleRequest(
            key: nextKey(),
            amount: Money(fen: amountFen),
            tender: .counter
        )
        kiosk.drawerFen += amountFen
        try await meddle(household, at: kiosk)
        let answer = try await converse(household, at: kiosk, trouble: trouble) {
            sales async throws(SaleError) in
            try await sales.sell(request, reader: CardSlot.name)
        }
        tell(
            """
            \(kiosk.identifier) sells \(amountFen) fen to card \(household.number), \
            \(trouble?.description ?? "no trouble"): \
            \(answer.told { "sold, \($0.conclusion.sale) \($0.conclusion.outcome.name)" })
            """
        )
        if case .given = answer, case .printer(let condition) = trouble {
            try require(
                condition != .unplugged && condition != .withoutPaper,
                .paperIsAskedBeforeMoney,
                "\(kiosk.identifier) sells without a printer that can print"
            )
        }
        switch answer {
        case .refused(.settledElsewhere), .refused(.notHeardYet):
            counts.note(.saleRefusedWhileHeldElsewhere)
        default: break
        }
        try await settle(request, household, at: kiosk, answer)
    }

    /// A resident puts the card on, and buys nothing.
    func tap(_ household: Household, at kiosk: LobbyKiosk, trouble: Trouble?) async throws {
        guard await isRunning(kiosk) else { return }
        try await meddle(household, at: kiosk)
        tell("\(kiosk.identifier) is tapped with card \(household.number)")
        _ = try await converse(household, at: kiosk, trouble: trouble) {
            sales async throws(SaleError) in
            try await sales.tap(CardSlot.name)
        }
    }

    /// What the clerk does with the money.
    func settle(
        _ request: SaleRequest,
        _ household: Household,
        at kiosk: LobbyKiosk,
        _ answer: ClerkAnswer<SaleReport>
    ) async throws {
        switch answer {
        case .given(let report):
            try checkEnd(report, household)
            kiosk.receipts.append(report)
            if report.conclusion.outcome != .written { household.isWaiting = true }
            guard case .unknown = report.conclusion.outcome else { break }
            if mutant == .unknownTreatedAsFailed { kiosk.drawerFen -= request.amount.fen }
            if mutant == .retryWithoutReading {
                let sale = report.conclusion.sale
                try await retry(report.intent, sale, on: household, at: kiosk)
            }
        case .refused(.inDoubt) where mutant != .moneyBackBeforeTheJournalIsRead,
            .nothing where mutant != .requestKeyForgotten:
            // Nobody knows before the journal was read again.
            kiosk.openRequests.append(OpenRequest(request: request, household: household.number))
        case .refused, .nothing:
            kiosk.drawerFen -= request.amount.fen
        }
    }

    func isRunning(_ kiosk: LobbyKiosk) async -> Bool {
        guard let program = kiosk.program, !kiosk.isTakenOut else { return false }
        return await program.sales.outOfServiceReason == nil
    }

    /// The clerk's next key, used by nobody before.
    func nextKey() -> String {
        requestCount += 1
        return "r\(requestCount)"
    }

    /// Has a card on the reader while something is asked, with the trouble that comes.
    func converse<Value: Sendable>(
        _ household: Household,
        at kiosk: LobbyKiosk,
        trouble: Trouble?,
        _ ask: (SaleDesk) async throws(SaleError) -> Value
    ) async throws -> ClerkAnswer<Value> {
        guard let program = kiosk.program else { return .nothing }
        let before = household.memory
        let visitation = Visitation(trouble, at: kiosk, program)
        kiosk.slot.place(before, fate: visitation.fate, random: random)
        let answer: ClerkAnswer<Value>
        do throws(SaleError) {
            answer = .given(try await ask(program.sales))
        } catch {
            answer = .refused(error)
        }
        guard let after = kiosk.slot.remove() else {
            throw Violation(.nothingUnexpected, "the card is gone")
        }
        household.memory = after
        if let fault = visitation.end(at: kiosk) { counts.note(fault) }
        if before != after { try noteLanding(household, at: kiosk) }
        return try await endsDark(visitation, at: kiosk) ? .nothing : answer
    }

    /// What else ends with a conversation: the program, or the power, or what happened meanwhile.
    private func endsDark(_ visitation: Visitation, at kiosk: LobbyKiosk) async throws -> Bool {
        switch visitation.meanwhile?.event {
        case .request(let answer):
            try require(
                answer == .failure(.busy),
                .oneThingAtATime,
                "\(kiosk.identifier) takes a second request in the midst of a command"
            )
        case .batch(let error?): try await hear(error, from: kiosk)
        case .batch(nil), nil: break
        }
        if case .card(let plan, let fault) = visitation.trouble, visitation.fate.fired,
            plan.strikes
        {
            if fault == .programKilledAtCard {
                await kiosk.kill()
            } else {
                await kiosk.losePower()
            }
            return true
        }
        if visitation.blackout.isOn { await kiosk.losePower() }
        return visitation.blackout.isOn
    }
}
