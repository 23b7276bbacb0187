import TestSupport
import Testing

@testable import ReceiptPrinters

/// Whatever a printer answers, a job is printed only on proof, no question stands in an image, and
/// everything ends.
struct MachinePropertyTests {
    private static let models: [PrinterModel] = {
        var withoutClearing = MachineBench.full
        withoutClearing.clearsBuffers = false
        var talkative = MachineBench.plain(.paperAnswer)
        talkative.tellsChanges = true
        talkative.tellsIdentity = true
        var mouth = MachineBench.plain(.assumed)
        mouth.hasPresenter = true
        return [
            MachineBench.full, withoutClearing, talkative, MachineBench.plain(.paperAnswer), mouth,
            .mute,
        ]
    }()

    @Test(arguments: 0..<60)
    func `random answers never make a receipt of nothing`(seed: UInt64) {
        for (index, model) in Self.models.enumerated() {
            for round in 0..<20 {
                var run = RandomRun(model, seed: seed * 1_000 + UInt64(index * 100 + round))
                run.go()
            }
        }
    }
}

/// One job at a printer that says what it likes.
private struct RandomRun {
    private var bench: MachineBench
    private var random: SeededGenerator
    private let seed: UInt64
    /// Identifiers that were sent for this attempt, and came back.
    private var issued: Set<[UInt8]> = []
    private var proofs = 0
    /// Answers in turn since the last question `GS r` behind a job.
    private var isAsked = false
    private var isWhole = false
    private var bytesToCome = 0
    private var isInsideJob = false
    private var unsent = false
    private var outcome: PrintOutcome?
    private var opens = 0

    init(_ model: PrinterModel, seed: UInt64) {
        bench = MachineBench(model)
        random = SeededGenerator(seed: seed)
        self.seed = seed
    }

    mutating func go() {
        if Bool.random(using: &random) { bench.makeReady() }
        let limit = bench.now + .seconds(301)
        see(
            bench.tell(
                .print(PrintJob(number: 1, page: MachineBench.page, patience: .seconds(300)))
            )
        )
        var steps = 0
        while outcome == nil {
            steps += 1
            guard steps < 20_000, bench.now < limit else {
                Issue.record("seed \(seed): the job does not end in \(bench.machine.state)")
                return
            }
            step()
        }
    }

    private mutating func step() {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4:
            guard let wakeAt = bench.machine.wakeAt else { break }
            bench.now = max(bench.now, wakeAt)
            see(bench.tell(.timePassed))
        case 4..<6:
            guard unsent else { break }
            unsent = false
            if bytesToCome == 0 { isInsideJob = false }
            see(bench.tell(.sent))
        case 6: see(bench.tell(.linkFailed(.disconnected("lp0"))))
        default:
            let bytes = answer()
            if issued.contains(bytes) { proofs += 1 }
            if bytes == [0x00], isAsked { proofs += 1 }
            see(bench.tell(.received(bytes)))
        }
    }

    /// Mostly what printers say, mostly the truth.
    private mutating func answer() -> [UInt8] {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: MachineBench.good
        case 1: MachineBench.paperOut
        case 2: MachineBench.coverOpen
        case 3: MachineBench.cleared
        case 4: MachineBench.identifier(Int.random(in: 1...9_999, using: &random))
        case 5: issued.randomElement(using: &random) ?? [0x12]
        case 6: [0x00]
        case 7: [[0x1A], [0x32], [0x7E], [0x16]].randomElement(using: &random) ?? []
        case 8: (0..<5).map { _ in UInt8.random(in: 0...255, using: &random) }
        case 9: [0x5F, 0x45, 0x00]
        default: [0x12]
        }
    }

    private mutating func see(_ effects: [PrinterMachine.Effect]) {
        for effect in effects {
            switch effect {
            case .open:
                opens += 1
                see(bench.tell(.opened))
            case .send(let bytes):
                unsent = true
                see(sent: bytes)
            case .discardUnsent, .abort, .finish: unsent = false
            case .composeCopy:
                issued = []
                proofs = 0
                see(bench.tell(.copied(job: 1, MachineBench.page)))
            case .ended(_, let ended):
                outcome = ended
                judge(ended)
            case .checked: break
            }
        }
    }

    private mutating func see(sent bytes: [UInt8]) {
        if bytes == PrinterCommand.clearBuffers || bytes.starts(with: PrinterCommand.flush) {
            isInsideJob = false
            return
        }
        if MachineBench.page.bytes.starts(with: bytes) {
            (isInsideJob, issued, proofs, isAsked) = (true, [], 0, false)
            bytesToCome = MachineBench.page.bytes.count
        }
        if isInsideJob, bytesToCome > 0 {
            #expect(bytes.first != 0x10, "seed \(seed): a question within the job")
            bytesToCome -= bytes.count
        } else if bytes.starts(with: [0x1D, 0x28, 0x48]) {
            issued.insert([0x37, 0x22] + bytes.suffix(4) + [0])
        } else if bytes == PrinterCommand.askPaperInTurn {
            isAsked = true
        }
    }

    private func judge(_ outcome: PrintOutcome) {
        switch outcome {
        case .printed(.processIdentifier), .printed(.paperAnswer):
            #expect(proofs > 0, "seed \(seed): \(outcome) without proof")
        case .printed(.assumed):
            #expect(bench.machine.model.proof == .assumed, "seed \(seed)")
        case .printed(.file): Issue.record("seed \(seed): there is no file")
        case .notPrinted, .unknown: break
        }
    }
}
