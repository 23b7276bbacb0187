import TestSupport
import Testing

@testable import CashAcceptors
@testable import VirtualAcceptors

/// Whatever notes and faults come: every note that the device stacked is told exactly once, or there is
/// a suspicion.
struct PropertyTests {
    @Test(arguments: 0..<16)
    func `every stacked fen is told once or suspected`(seed: UInt64) {
        for round in 0..<10 {
            var run = RandomRun(seed: seed * 1_000 + UInt64(round))
            run.go()
        }
    }
}

/// The machine and the virtual device, joined without a line, with a clock that the seed turns.
private struct RandomRun {
    private static let denominationsFen: [Int64] = [100, 500, 1_000, 2_000, 5_000, 10_000]

    private var random: SeededGenerator
    private let seed: UInt64
    private let start = ContinuousClock.now
    private var milliseconds = 0
    private var device = NoteValidator(
        denominationsFen: Self.denominationsFen,
        transportMilliseconds: 300
    )
    private var machine: AcceptorMachine
    /// What the kiosk journalled: credits, and the counter to begin with after a restart.
    private var journalFen: [Int64] = []
    private var journalledCounter: UInt8? = 0
    private var suspicions: [AcceptorSuspicion] = []
    /// Told and not journalled yet: lost when the kiosk is killed.
    private var unread: [AcceptorEvent] = []
    private var isWireCut = false

    init(seed: UInt64) {
        self.seed = seed
        random = SeededGenerator(seed: seed)
        machine = AcceptorMachine(
            country: "CN",
            times: AcceptorTimes(),
            lastCounter: 0,
            at: start
        )
    }

    mutating func go() {
        for _ in 0..<300 { step() }
        // Everything is put right, and everything is read.
        for fault in device.faults { device.clear(fault) }
        isWireCut = false
        tell(.close)
        for _ in 0..<200 { pass(100) }
        journalAll()
        judge()
    }

    private mutating func step() {
        switch Int.random(in: 0..<40, using: &random) {
        case 0..<12: _ = device.insert(Self.denominationsFen.randomElement(using: &random) ?? 100)
        case 12..<16: tell(.open(atMostFen: Int64.random(in: 0...30_000, using: &random)))
        case 16: tell(.close)
        case 17:
            if let fault = AcceptorBenchFault.allCases.randomElement(using: &random) {
                device.set(fault)
            }
        case 18..<22: for fault in device.faults { device.clear(fault) }
        case 22 where Bool.random(using: &random): device.powerCycle()
        case 23: killKiosk()
        case 24: isWireCut.toggle()
        case 25..<28: isWireCut = false
        case 28..<32: journalAll()
        default: break
        }
        pass(Int.random(in: 1...400, using: &random))
    }

    /// The kiosk dies: what it did not journal is gone, and it begins anew with what it has.
    private mutating func killKiosk() {
        unread = []
        machine = AcceptorMachine(
            country: "CN",
            times: AcceptorTimes(),
            lastCounter: journalledCounter,
            at: start + .milliseconds(milliseconds)
        )
    }

    private mutating func journalAll() {
        for event in unread {
            switch event {
            case .noteTaken(let credit):
                journalFen.append(credit.amountFen)
                journalledCounter = credit.counter
            case .told(let counter): journalledCounter = counter
            case .suspicion(let suspicion): suspicions.append(suspicion)
            case .ready, .opened, .noteGivenBack, .closed, .fault: break
            }
        }
        unread = []
    }

    /// Time passes in steps that are short beside everything that happens.
    private mutating func pass(_ time: Int) {
        let end = milliseconds + time
        while milliseconds < end {
            milliseconds += 20
            device.advance(toMilliseconds: milliseconds)
            let now = start + .milliseconds(milliseconds)
            if let wakeAt = machine.wakeAt, wakeAt <= now { tell(.timePassed) }
        }
    }

    private mutating func tell(_ event: AcceptorMachine.Event) {
        let now = start + .milliseconds(milliseconds)
        for effect in machine.handle(event, at: now) {
            switch effect {
            case .openLine: tell(.lineOpened)
            case .closeLine: break
            case .tell(let event): unread.append(event)
            case .send(let command): carry(command)
            }
        }
    }

    /// Over the wire as bytes, on both sides' own codec; now and then an answer is lost.
    private mutating func carry(_ command: NoteValidatorCommand) {
        guard !isWireCut else { return }
        var frames = HostFrames(to: 40, .simple)
        let question = command.frame(to: 40)
        var exchange = CCTalkExchange(question, .simple)
        for (header, data) in frames.receive(question.bytes(.simple), atMilliseconds: milliseconds)
        {
            guard let answer = device.obey(header, data) else { return }
            if Int.random(in: 0..<30, using: &random) == 0 { return }
            let bytes = question.bytes(.simple) + frames.answer(answer.header, answer.data)
            guard case .answer(let frame) = exchange.receive(bytes) else {
                Issue.record("seed \(seed): an answer that cannot be read")
                return
            }
            tell(.answered(NoteValidatorAnswer(frame, to: command)))
        }
    }

    private func judge() {
        let stackedFen = device.notes.stackedFen
        // Notes told must be notes stacked: never more of a value than there are.
        for noteFen in Self.denominationsFen {
            let told = journalFen.count { $0 == noteFen }
            let stacked = stackedFen.count { $0 == noteFen }
            #expect(told <= stacked, "seed \(seed): \(noteFen) fen was told more often")
        }
        if journalFen != stackedFen {
            #expect(!suspicions.isEmpty, "seed \(seed): \(journalFen) told, \(stackedFen) stacked")
        }
        #expect(
            machine.state == .closed,
            "seed \(seed): sound again, it should be ready, not \(machine.state)"
        )
    }
}
