import Journal
import KioskService
import Prepayment
import PrepaymentCards
import SimulatedDisk
import VirtualCard
import VirtualDevices

/// What a visit meets with.
enum Trouble: CustomStringConvertible {
    case card(CardPlan, Fault)
    case disk(calls: Int)
    case diskFull(roomBytes: Int)
    case syncFailure
    case printer

    var description: String {
        switch self {
        case .card(let plan, let fault): "\(fault.rawValue) (\(plan.moment))"
        case .disk(let calls): "power cut in disk call \(calls)"
        case .diskFull(let roomBytes): "\(roomBytes) bytes left"
        case .syncFailure: "a sync fails"
        case .printer: "the printer is dead"
        }
    }
}

/// How a request at a kiosk ended, as its clerk sees it.
enum ClerkAnswer: CustomStringConvertible {
    case sold(SaleReport)
    case refused(SaleError)
    /// The screen is dark.
    case nothing

    var description: String {
        switch self {
        case .sold(let report): "sold, \(report.conclusion.sale) \(report.conclusion.outcome.name)"
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
        requestCount += 1
        sales += 1
        let request = SaleRequest(
            key: "r\(requestCount)",
            amount: Money(fen: amountFen),
            tender: .counter
        )
        kiosk.drawerFen += amountFen
        try await meddle(household, at: kiosk)
        let answer = try await converse(household, at: kiosk, trouble: trouble) { sales in
            do throws(SaleError) {
                return .sold(try await sales.sell(request, reader: CardSlot.name))
            } catch {
                return .refused(error)
            }
        }
        tell(
            """
            \(kiosk.identifier) sells \(amountFen) fen to card \(household.number), \
            \(trouble?.description ?? "no trouble"): \(answer)
            """
        )
        try await settle(request, household, at: kiosk, answer)
    }

    /// A resident puts the card on, and buys nothing.
    func tap(_ household: Household, at kiosk: LobbyKiosk, trouble: Trouble?) async throws {
        guard await isRunning(kiosk) else { return }
        try await meddle(household, at: kiosk)
        tell("\(kiosk.identifier) is tapped with card \(household.number)")
        _ = try await converse(household, at: kiosk, trouble: trouble) { sales in
            do throws(SaleError) {
                _ = try await sales.tap(CardSlot.name)
                return .nothing
            } catch {
                return .refused(error)
            }
        }
    }

    /// What the clerk does with the money.
    func settle(
        _ request: SaleRequest,
        _ household: Household,
        at kiosk: LobbyKiosk,
        _ answer: ClerkAnswer
    ) async throws {
        switch answer {
        case .sold(let report):
            try await checkWritten(report, household)
            guard case .unknown = report.conclusion.outcome else { break }
            if mutant == .unknownTreatedAsFailed { kiosk.drawerFen -= request.amount.fen }
            if mutant == .retryWithoutReading {
                let sale = report.conclusion.sale
                try await retry(report.intent, sale, on: household, at: kiosk)
            }
        case .refused(.notRecorded) where mutant != .moneyBackBeforeTheJournalIsRead,
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

    /// Has a card on the reader while something is asked, with the trouble that comes.
    func converse(
        _ household: Household,
        at kiosk: LobbyKiosk,
        trouble: Trouble?,
        _ ask: (SaleDesk) async -> ClerkAnswer
    ) async throws -> ClerkAnswer {
        guard let program = kiosk.program else { return .nothing }
        let before = household.memory
        let blackout = Blackout()
        let fate = prepare(trouble, at: kiosk, blackout)
        kiosk.slot.place(before, fate: fate, random: random)
        let answer = await ask(program.sales)
        guard let after = kiosk.slot.remove() else {
            throw Violation(.nothingUnexpected, "the card is gone")
        }
        household.memory = after
        note(trouble, at: kiosk, fate, blackout)
        if before != after { try await noteLanding(household, at: kiosk) }
        if case .card(let plan, let fault) = trouble, fate.fired, plan.strikes {
            if fault == .programKilledAtCard {
                await kiosk.kill()
            } else {
                await kiosk.losePower()
            }
            return .nothing
        }
        if blackout.isOn {
            await kiosk.losePower()
            return .nothing
        }
        return answer
    }

    private func prepare(
        _ trouble: Trouble?,
        at kiosk: LobbyKiosk,
        _ blackout: Blackout
    ) -> CardFate {
        switch trouble {
        case .card(let plan, _):
            return CardFate(plan) { [disk = kiosk.disk] in disk.endProgram() }
        case .disk(let calls):
            kiosk.disk.cutPower(afterCalls: calls) { blackout.begin() }
            return CardFate(nil, blackout)
        case .diskFull(let roomBytes): kiosk.disk.limitRoom(bytes: roomBytes)
        case .syncFailure: kiosk.disk.failNextSync()
        case .printer: kiosk.breakPrinter(true)
        case nil: break
        }
        return CardFate(nil)
    }

    private func note(
        _ trouble: Trouble?,
        at kiosk: LobbyKiosk,
        _ fate: CardFate,
        _ blackout: Blackout
    ) {
        switch trouble {
        case .card(_, let fault): if fate.fired { counts.note(fault) }
        case .disk:
            if blackout.isOn { counts.note(.powerCutInDiskCall) }
            if !blackout.isOn { kiosk.disk.cancelPowerCut() }
        case .diskFull: kiosk.disk.limitRoom(bytes: nil)
        case .syncFailure: kiosk.disk.failNextSync(false)
        case .printer:
            counts.note(.printerDead)
            kiosk.breakPrinter(false)
        case nil: break
        }
    }
}
