import DeviceThreads
import KioskService
import Prepayment
import SimulatedDisk

/// What a visit meets with.
enum Trouble: CustomStringConvertible {
    case card(CardPlan, Fault)
    /// Another request for a sale, in the midst of a command.
    case request(CardPlan.Moment)
    /// A batch is sent to the ledger, in the midst of a command.
    case batch(CardPlan.Moment)
    case disk(calls: Int)
    case diskFull(roomBytes: Int)
    case syncFailure
    case printer(LobbyPrinter.Condition)

    var description: String {
        switch self {
        case .card(let plan, let fault): "\(fault.rawValue) (\(plan.moment))"
        case .request(let moment): "another request (\(moment))"
        case .batch(let moment): "a batch is sent (\(moment))"
        case .disk(let calls): "power cut in disk call \(calls)"
        case .diskFull(let roomBytes): "\(roomBytes) bytes left"
        case .syncFailure: "a sync fails"
        case .printer(let condition): "printer: \(condition)"
        }
    }
}

/// A visit's trouble, brought about at one kiosk, and what is left of it afterwards.
struct Visitation {
    let trouble: Trouble?
    let fate: CardFate
    let blackout = Blackout()
    private(set) var meanwhile: Meanwhile?

    init(_ trouble: Trouble?, at kiosk: LobbyKiosk, _ program: LobbyKiosk.Program) {
        self.trouble = trouble
        let (disk, blackout) = (kiosk.disk, blackout)
        switch trouble {
        case .card(let plan, _):
            fate = CardFate(plan) { disk.endProgram() }
            return
        case .request(let moment):
            let another = Self.anotherRequest(to: program.sales, on: kiosk.thread)
            meanwhile = another
            fate = Self.holding(another, moment)
            return
        case .batch(let moment):
            let another = Self.sending(by: program.sync, on: kiosk.thread)
            meanwhile = another
            fate = Self.holding(another, moment)
            return
        case .disk(let calls):
            disk.cutPower(afterCalls: calls) { blackout.begin() }
            fate = CardFate(nil, blackout)
            return
        case .diskFull(let roomBytes): disk.limitRoom(bytes: roomBytes)
        case .syncFailure: disk.failNextSync()
        case .printer(let condition):
            kiosk.printer.become(condition) {
                disk.endProgram()
                blackout.begin()
            }
        case nil: break
        }
        fate = CardFate(nil)
    }

    private static func holding(_ meanwhile: Meanwhile, _ moment: CardPlan.Moment) -> CardFate {
        CardFate(CardPlan(moment: moment, ending: .stays, strikes: true)) { meanwhile.happen() }
    }

    private static func anotherRequest(
        to sales: SaleDesk,
        on thread: TaskThread
    ) -> Meanwhile {
        let request = SaleRequest(key: "meanwhile", amount: Money(fen: 1_000), tender: .counter)
        return Meanwhile(on: thread) {
            do throws(SaleError) {
                return .request(.success(try await sales.sell(request, reader: CardSlot.name)))
            } catch {
                return .request(.failure(error))
            }
        }
    }

    private static func sending(by sync: LedgerSync, on thread: TaskThread) -> Meanwhile {
        Meanwhile(on: thread) {
            do throws(LedgerLinkError) {
                try await sync.sendAll()
                return .batch(nil)
            } catch {
                return .batch(error)
            }
        }
    }

    /// Takes back what lasts, and gives the fault that came of it.
    func end(at kiosk: LobbyKiosk) -> Fault? {
        switch trouble {
        case .card(_, let fault): return fate.fired ? fault : nil
        case .request: return fate.fired ? .secondRequestInCommand : nil
        case .batch: return fate.fired ? .batchSentInCommand : nil
        case .disk:
            if !blackout.isOn { kiosk.disk.cancelPowerCut() }
            return blackout.isOn ? .powerCutInDiskCall : nil
        // These the disk counts itself.
        case .diskFull:
            kiosk.disk.limitRoom(bytes: nil)
            return nil
        case .syncFailure:
            kiosk.disk.failNextSync(false)
            return nil
        case .printer(let condition):
            defer { kiosk.printer.become(.sound) }
            return kiosk.printer.isMet ? condition.fault : nil
        case nil: return nil
        }
    }
}

extension LobbyPrinter.Condition {
    fileprivate var fault: Fault? {
        switch self {
        case .sound: nil
        case .unplugged: .printerDead
        case .withoutPaper: .paperOut
        case .paperEnds: .paperEndsInReceipt
        case .strikes: .powerCutAtPrinter
        }
    }
}
