@testable import CashAcceptors

/// A machine, a clock that the test turns, and a device that answers what the test says.
struct MachineBench {
    static let notesFen: [Int64] = [100, 500, 1_000, 2_000, 5_000, 10_000]

    var machine: AcceptorMachine
    var now = ContinuousClock.now
    /// All that was told and not taken.
    var told: [AcceptorEvent] = []
    /// All that was sent and not taken.
    var sent: [NoteValidatorCommand] = []
    /// The device's buffer: counter and pairs, newest first.
    var counter: UInt8
    var pairs: [UInt8] = []
    var selfCheck: UInt8 = 0
    /// What it answers to an order for escrow.
    var routeAnswer: [UInt8] = []
    /// Commands that it refuses.
    var refused: Set<UInt8> = []
    /// It does not answer at all.
    var isSilent = false

    init(lastCounter: UInt8? = 7, counter: UInt8 = 7) {
        machine = AcceptorMachine(
            country: "CN",
            times: AcceptorTimes(),
            lastCounter: lastCounter,
            at: now
        )
        self.counter = counter
    }

    /// Goes through the start.
    static func ready(lastCounter: UInt8? = 7, counter: UInt8 = 7) -> MachineBench {
        var bench = MachineBench(lastCounter: lastCounter, counter: counter)
        bench.pass(.milliseconds(500))
        bench.clear()
        return bench
    }

    /// Ready and opened.
    static func opened(atMostFen limitFen: Int64 = 100_000) -> MachineBench {
        var bench = ready()
        bench.tell(.open(atMostFen: limitFen))
        bench.clear()
        return bench
    }

    mutating func clear() { (told, sent) = ([], []) }

    /// Tells an event, and answers all commands that follow at once.
    mutating func tell(_ event: AcceptorMachine.Event) {
        var effects = machine.handle(event, at: now)
        while !effects.isEmpty {
            var next: [AcceptorMachine.Effect] = []
            for effect in effects {
                switch effect {
                case .openLine: next += machine.handle(.lineOpened, at: now)
                case .closeLine: break
                case .tell(let event): told.append(event)
                case .send(let command):
                    sent.append(command)
                    if !isSilent { next += machine.handle(.answered(answer(to: command)), at: now) }
                }
            }
            effects = next
        }
    }

    /// Lets time pass, from one wake-up to the next.
    mutating func pass(_ time: Duration) {
        let end = now + time
        while let wakeAt = machine.wakeAt, wakeAt <= end {
            now = max(now, wakeAt)
            tell(.timePassed)
        }
        now = end
    }

    /// The device has new events, the oldest first; they are polled.
    mutating func happen(_ events: [(UInt8, UInt8)]) {
        for (first, second) in events {
            counter = counter == 255 ? 1 : counter + 1
            pairs = Array(([first, second] + pairs).prefix(10))
        }
        pass(.milliseconds(200))
    }

    mutating func happen(_ first: UInt8, _ second: UInt8) { happen([(first, second)]) }

    private func answer(to command: NoteValidatorCommand) -> NoteValidatorAnswer {
        if refused.contains(command.header) { return .refused }
        switch command {
        case .equipmentCategory: return .done(Array("Bill Validator".utf8))
        case .productCode: return .done(Array("NV".utf8))
        case .serialNumber: return .done([1, 2, 3])
        case .selfCheck: return .done([selfCheck])
        case .scalingFactor: return .done([100, 0, 2])
        case .noteIdentifier(let type):
            let name = Int(type) <= Self.notesFen.count ? Self.notesFen[Int(type) - 1] / 100 : 0
            let digits = String(name)
            let zeros = String(repeating: "0", count: 4 - digits.count)
            return .done(Array("CN\(zeros)\(digits)A".utf8))
        case .readEvents:
            return .done([counter] + pairs + [UInt8](repeating: 0, count: 10 - pairs.count))
        case .route: return .done(routeAnswer)
        case .simplePoll, .master, .acceptedTypes, .useStackerAndEscrow: return .done([])
        }
    }

    /// Told, without the counters.
    var news: [AcceptorEvent] {
        told.filter { if case .told = $0 { false } else { true } }
    }

    /// The orders for escrow.
    var routes: [NoteValidatorCommand.Route] {
        sent.compactMap { if case .route(let route) = $0 { route } else { nil } }
    }
}
