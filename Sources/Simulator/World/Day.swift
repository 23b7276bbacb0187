import Journal
import KioskService
import Ledger
import Prepayment
import SimulatedDisk
import TestSupport

/// A day's course: what happens next is for the dice.
extension World {
    static let stepsOfADay = 90

    func live(steps: Int) async throws {
        let drama = Drama(&dice)
        while step < steps {
            step += 1
            clock.advance(seconds: 60 + dice.below(900))
            try await drama.act(in: self)
            try await reopen()
            try await beat()
            try await somethingHappens()
            try checkClaims()
        }
    }

    private func somethingHappens() async throws {
        let kiosk = dice.pick(kiosks)
        switch dice.below(100) {
        case 0..<62: try await visit(kiosk)
        case 62..<68: try await visitWindow(of: kiosk, trouble: troubleAtWindow())
        case 68..<80: try await synchronise(kiosk)
        case 80..<84: await network.deliverDelayed()
        case 84..<87: try await interrupt(kiosk)
        case 87..<90: setClock(of: kiosk)
        case 90..<93: try await interruptLedger()
        case 93..<96: network.partition(kiosk.identifier, dice.below(3) == 0)
        default: try goHome(resident(), trouble: meterTrouble())
        }
    }

    /// Few residents come often, so that what is unfinished meets its card again.
    private func resident() -> Household {
        let regulars = 12
        return households[
            dice.below(3) == 0 ? dice.below(households.count - 1) : dice.below(regulars)
        ]
    }

    private func visit(_ kiosk: LobbyKiosk) async throws {
        let isStolen = dice.below(60) == 0
        let household = isStolen ? stolen : resident()
        if isStolen { counts.note(.stolenCardUsed) }
        let isLarge = dice.below(50) == 0
        if isLarge { counts.note(.saleOverLimit) }
        let amount = isLarge ? 100_100 + dice.below(40_000) : 100 + dice.below(20_000)
        if dice.below(8) == 0 {
            try await tap(household, at: kiosk, trouble: trouble())
        } else {
            try await sell(
                household,
                at: kiosk,
                amountFen: Int64(amount),
                trouble: trouble()
            )
        }
        try await goElsewhere(household, from: kiosk)
        if dice.below(6) == 0 { try await visitWindow(of: kiosk, trouble: troubleAtWindow()) }
        if dice.below(10) < 7 { try goHome(household, trouble: meterTrouble()) }
    }

    /// Who waits for a credit tries other kiosks, mostly when the ledger has heard of the sale.
    private func goElsewhere(_ household: Household, from kiosk: LobbyKiosk) async throws {
        var last = kiosk
        for _ in 0..<2 where dice.below(10) < (household.isWaiting ? 7 : 1) {
            counts.note(.otherKioskTapped)
            if dice.below(4) > 0 { try await synchronise(last) }
            last = dice.pick(kiosks.filter { $0 !== last })
            try await sell(
                household,
                at: last,
                amountFen: Int64(100 + dice.below(20_000)),
                trouble: trouble()
            )
        }
    }

    private func trouble() -> Trouble? {
        switch dice.below(21) {
        case 0: .card(plan(someCommand(), .pulledBefore), .cardPulledBeforeCommand)
        case 1: .card(plan(someCommand(), .pulledAfter), .cardPulledAfterCommand)
        case 2: .card(plan(.commit, .pulledBefore), .commitNotHeard)
        case 3: .card(plan(.commit, .pulledAfter), .commitAnswerLost)
        case 4: .disk(calls: 1 + dice.below(14))
        case 5: .card(strike(), .powerCutAtCard)
        case 6: .card(strike(), .programKilledAtCard)
        case 7: dice.below(2) == 0 ? .diskFull(roomBytes: dice.below(20_000)) : .syncFailure
        case 8: .printer(dice.pick([.unplugged, .withoutPaper, .paperEnds, .strikes]))
        case 9: dice.below(2) == 0 ? .request(someMoment()) : .batch(someMoment())
        default: nil
        }
    }

    /// Few come there, and a refund that is in doubt must be among what befalls them.
    private func troubleAtWindow() -> Trouble? {
        dice.below(6) == 0 ? .syncFailure : trouble()
    }

    private func someCommand() -> CardPlan.Moment { .command(dice.below(18)) }

    private func someMoment() -> CardPlan.Moment { dice.below(2) == 0 ? .commit : someCommand() }

    private func somePull() -> CardPlan.Ending {
        dice.below(2) == 0 ? .pulledBefore : .pulledAfter
    }

    private func plan(_ moment: CardPlan.Moment, _ ending: CardPlan.Ending) -> CardPlan {
        CardPlan(moment: moment, ending: ending, strikes: false)
    }

    private func strike() -> CardPlan {
        CardPlan(moment: someMoment(), ending: somePull(), strikes: true)
    }

    private func meterTrouble() -> (plan: CardPlan, fault: Fault)? {
        switch dice.below(10) {
        case 0:
            (plan(.command(dice.below(16)), somePull()), .cardPulledFromMeter)
        case 1: (plan(.commit, somePull()), .meterCommitAnswerLost)
        default: nil
        }
    }

    private func interrupt(_ kiosk: LobbyKiosk) async throws {
        counts.note(.powerCutWhileIdle)
        tell("\(kiosk.identifier) loses power while nobody is there")
        await kiosk.losePower()
    }

    private func setClock(of kiosk: LobbyKiosk) {
        counts.note(.clockSet)
        let isRight = dice.below(3) == 0
        let offset = isRight ? 0 : Int64(dice.below(4 * 86_400)) - 2 * 86_400
        kiosk.clock.set(offBySeconds: offset)
        tell("the clock of \(kiosk.identifier) is off by \(offset) s")
    }

    private func interruptLedger() async throws {
        if dice.below(2) == 0 {
            counts.note(.ledgerKilled)
            tell("the ledger is killed")
            await office.kill()
            try await office.start()
        } else {
            let blackout = Blackout()
            office.disk.cutPower(afterCalls: 1 + dice.below(20)) { blackout.begin() }
            try await synchronise(dice.pick(kiosks))
            guard blackout.isOn else {
                office.disk.cancelPowerCut()
                return
            }
            counts.note(.ledgerPowerCutInIngest)
            tell("the ledger loses power")
            await office.losePower()
            try await office.start()
        }
    }
}
