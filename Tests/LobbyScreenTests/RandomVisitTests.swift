import LobbySamples
import LobbyScreen
import Prepayment
import Testing

/// What acceptor, provider and sale desk truly did, without asking the session.
private struct World {
    var taken: Int64 = 0
    var sold: Int64 = 0
    var givenBack: Int64 = 0
    var held: Int64 = 0
    /// Asked for, and to be answered at some later time.
    var waiting: [LobbyEffect] = []
    var openPayment: UInt32?
    var isAlarmed = false

    mutating func carryOut(_ effects: [LobbyEffect]) {
        for effect in effects {
            switch effect {
            case .show: break
            case .soundAlarm: isAlarmed = true
            case .silenceAlarm: isAlarmed = false
            case .startPayment, .stopPayment, .giveBack, .hold, .sell, .settle, .printCopy:
                waiting.append(effect)
            }
        }
    }

    /// Answers one thing that waits, in one of the ways that it can end.
    mutating func answer(_ chance: inout some RandomNumberGenerator) -> LobbyEvent? {
        guard !waiting.isEmpty else { return nil }
        switch waiting.remove(at: Int.random(in: waiting.indices, using: &chance)) {
        case .startPayment(let payment):
            openPayment = payment.number
            return .paymentReady(payment: payment.number, code: "code")
        case .stopPayment(let number):
            openPayment = nil
            return .paymentStopped(payment: number)
        case .giveBack(_, let amount):
            if Bool.random(using: &chance) { return .moneyNotGivenBack(amount) }
            givenBack += amount.fen
            return .moneyGivenBack(amount)
        case .hold(_, let amount):
            held += amount.fen
            return .moneyHeld(amount)
        case .sell(let order):
            return .saleEnded(key: order.key, verdict(on: order, &chance))
        case .settle:
            return .settleEnded(.settled(Visitor.completed()))
        case .printCopy:
            return .copyEnded(.printed)
        case .show, .soundAlarm, .silenceAlarm:
            return nil
        }
    }

    private mutating func verdict(
        on order: SaleOrder,
        _ chance: inout some RandomNumberGenerator
    ) -> SaleVerdict {
        switch Int.random(in: 0..<6, using: &chance) {
        case 0:
            return .notSold
        case 1:
            held += order.amount.fen
            return .inDoubt
        default:
            sold += order.amount.fen
            let receipt: ReceiptOutcome =
                Bool.random(using: &chance) ? .printed : .notPrinted(reason: "no paper")
            return .sold(Visitor.completed(receipt: receipt))
        }
    }
}

/// Splitmix64: the same visits on every machine.
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite(.timeLimit(.minutes(1)))
struct RandomVisitTests {
    private static let notes: [Int64] = [500, 2_000, 5_000, 10_000]
    static let facilities = [Visitor.everything, Visitor.exactOnly, Visitor.paperless]

    @Test(arguments: 1...150)
    func `what came in is sold, given back or held, whatever happens`(seed: Int) {
        var chance = Chance(state: UInt64(seed))
        var (visitor, world) = (Visitor(Self.facilities[seed % 3]), World())
        for _ in 0..<400 {
            let event = Self.event(visitor, &world, &chance)
            let before = visitor.session
            if case .timePassed = event { visitor.moment = visitor.moment.after(seconds: 200) }
            visitor.give(event)
            world.carryOut(visitor.effects)
            if case .timePassed = event, before.money.open > .zero {
                #expect(visitor.session.screen == before.screen, "seed \(seed)")
            }
            #expect(world.isAlarmed == (visitor.session.screen.kind == .cardLeft), "seed \(seed)")
        }
        Self.finish(&visitor, &world, &chance)
        #expect(visitor.session.money.open == .zero, "seed \(seed)")
        #expect(world.taken == world.sold + world.givenBack + world.held, "seed \(seed)")
    }

    @Test func `the random visits buy, give back and hold`() {
        var total = World()
        for seed in 1...150 {
            var chance = Chance(state: UInt64(seed))
            var (visitor, world) = (Visitor(Self.facilities[seed % 3]), World())
            for _ in 0..<400 {
                visitor.give(Self.event(visitor, &world, &chance))
                world.carryOut(visitor.effects)
            }
            total.sold += world.sold
            total.givenBack += world.givenBack
            total.held += world.held
        }
        #expect(total.sold > 0)
        #expect(total.givenBack > 0)
        #expect(total.held > 0)
    }

    private static func event(
        _ visitor: Visitor,
        _ world: inout World,
        _ chance: inout Chance
    ) -> LobbyEvent {
        switch Int.random(in: 0..<20, using: &chance) {
        case 0..<5:
            if let answer = world.answer(&chance) { return answer }
        case 5..<8:
            if let payment = world.openPayment {
                let fen = Self.notes.randomElement(using: &chance) ?? 500
                world.taken += fen
                return .moneyTaken(payment: payment, Money(fen: fen))
            }
        case 8..<10:
            // Touches that lead on, more often than chance would find them.
            switch visitor.session.screen {
            case .attract: return .cardInserted
            case .reading: return .cardRead(Visitor.twoMeters)
            case .accounts: return .touched(.topUp(account: Int.random(in: 0...1, using: &chance)))
            case .amount: return .touched(.amount(Money(fen: 5_000)))
            case .quote: return .touched(.pay(Bool.random(using: &chance) ? .cash : .code))
            case .notice: return .touched(.agree)
            case .kept: return .touched(Bool.random(using: &chance) ? .buyForTaken : .payRest)
            default: break
            }
        case 10: return .cardRemoved
        case 11: return .timePassed
        case 12 where Int.random(in: 0..<10, using: &chance) == 0:
            return [.readerLost, .readerBack, .wentOutOfService].randomElement(using: &chance)
                ?? .readerBack
        case 13:
            return .facilitiesChanged(facilities.randomElement(using: &chance) ?? .none)
        default: break
        }
        let touch = EveryEvent.touches.randomElement(using: &chance) ?? .back
        return .touched(touch)
    }

    /// Everybody goes home: what waits is answered until nothing does.
    private static func finish(
        _ visitor: inout Visitor,
        _ world: inout World,
        _ chance: inout Chance
    ) {
        visitor.give(.cardRemoved)
        world.carryOut(visitor.effects)
        visitor.touch(.cancelPayment, .holdTaken)
        world.carryOut(visitor.effects)
        while let answer = world.answer(&chance) {
            visitor.give(answer)
            world.carryOut(visitor.effects)
            if case .kept = visitor.session.screen {
                visitor.touch(.holdTaken)
                world.carryOut(visitor.effects)
            }
        }
    }
}
