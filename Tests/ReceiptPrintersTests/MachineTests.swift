import TestSupport
import Testing

@testable import ReceiptPrinters

/// The ways of a job, step by step.
struct MachineTests {
    @Test func `a job is printed when its identifier comes back`() {
        var bench = MachineBench()
        bench.makeReady()
        #expect(bench.machine.condition == .ready(bench.machine.status))
        bench.print()
        bench.sendAll()
        #expect(bench.hear(MachineBench.identifier(8)).outcomes == [.printed(.processIdentifier)])
        #expect(bench.machine.condition == .ready(bench.machine.status))
    }

    @Test(arguments: [7, 9, 9_999, 1])
    func `no other identifier proves it`(number: Int) {
        var bench = MachineBench()
        bench.makeReady()
        bench.print()
        bench.sendAll()
        #expect(bench.hear(MachineBench.identifier(number)).isEmpty)
        #expect(bench.tell(.timePassed, after: .seconds(16)).outcomes == [.unknown(.silent)])
    }

    @Test func `a lost answer is asked for again, and the newest proves all`() {
        var bench = MachineBench()
        bench.makeReady()
        bench.print()
        bench.sendAll()
        let repeated = bench.tell(.timePassed, after: .seconds(3)).sent
        #expect(repeated == [[0x1D, 0x28, 0x48, 6, 0, 0x30, 0x30] + Array("0009".utf8)])
        #expect(bench.hear(MachineBench.identifier(9)).outcomes == [.printed(.processIdentifier)])
    }

    @Test func `identifiers prove across their end`() {
        var identifiers = ProcessIdentifiers(start: 9_997)
        let first = identifiers.issue()
        #expect(first == 9_999)
        #expect(identifiers.issue() == 1)
        #expect(identifiers.proves(9_999, since: first))
        #expect(identifiers.proves(1, since: first))
        for wrong in [0, 2, 9_998, 10_000] { #expect(!identifiers.proves(wrong, since: first)) }
    }

    @Test func `after a fault the printer is cleared, the slip cut off and a copy printed`() {
        var bench = MachineBench()
        bench.makeReady()
        bench.print()
        // Half an image may be in there: no question is asked.
        let abandoned = bench.hear(MachineBench.paperOut)
        #expect(abandoned == [.discardUnsent, .send(PrinterCommand.clearBuffers)])
        bench.hear(MachineBench.cleared)
        bench.answerRound(cause: 0x32, paper: 0x7E)
        #expect(bench.machine.condition == .fault(.paperOut))
        bench.tell(.timePassed, after: .seconds(30))
        bench.answerRound()
        bench.answerRound()
        let ready = bench.hear(MachineBench.good)
        #expect(ready == [.send(bench.machine.model.tearOff), .composeCopy(job: 1)])
        #expect(bench.tell(.copied(job: 1, MachineBench.copy)).sent == [MachineBench.copy.bytes])
        bench.sendAll()
        // The identifier of the torn slip proves nothing.
        #expect(bench.hear(MachineBench.identifier(7)).isEmpty)
        #expect(bench.hear(MachineBench.identifier(8)).outcomes == [.printed(.processIdentifier)])
    }

    @Test func `an identifier that comes before the buffers are cleared counts`() {
        var bench = MachineBench()
        bench.makeReady()
        bench.print()
        bench.sendAll()
        bench.hear(MachineBench.paperOut)
        let outcomes = bench.hear(MachineBench.identifier(8) + MachineBench.cleared).outcomes
        #expect(outcomes == [.printed(.processIdentifier)])
    }

    @Test func `an identifier that comes after they were cleared does not`() {
        var bench = MachineBench()
        bench.makeReady()
        bench.print()
        bench.sendAll()
        bench.hear(MachineBench.paperOut)
        #expect(bench.hear(MachineBench.cleared + MachineBench.identifier(8)).outcomes.isEmpty)
    }

    @Test func `a job whose buffers were cleared is not printed when nobody mends the fault`() {
        var bench = MachineBench()
        bench.makeReady()
        bench.print(patience: .seconds(60))
        bench.hear(MachineBench.coverOpen)
        bench.hear(MachineBench.cleared)
        bench.answerRound(cause: 0x16)
        #expect(
            bench.tell(.timePassed, after: .seconds(60)).outcomes == [.notPrinted(.coverOpen)]
        )
    }

    @Test func `three spoilt slips are enough`() {
        var bench = MachineBench()
        bench.makeReady()
        bench.print()
        for attempt in 1...3 {
            bench.hear(MachineBench.paperOut)
            bench.hear(MachineBench.cleared)
            bench.answerRound()
            let effects = bench.hear(MachineBench.good)
            if attempt < 3 {
                #expect(effects.last == .composeCopy(job: 1))
                bench.tell(.copied(job: 1, MachineBench.copy))
            } else {
                #expect(effects.outcomes == [.notPrinted(.paperOut)])
            }
        }
        #expect(bench.machine.condition == .ready(bench.machine.status))
    }

    @Test func `an unknown job is never sent again, and cleared before the next`() {
        var bench = MachineBench()
        bench.makeReady()
        bench.print()
        bench.tell(.sent)
        let lost = bench.tell(.linkFailed(.disconnected("lp0")))
        #expect(lost.outcomes == [.unknown(.link(.disconnected("lp0")))])
        bench.tell(.timePassed, after: .seconds(1))
        // In the middle of a command: no question, but the one command that does no harm there.
        #expect(bench.tell(.opened).sent == [PrinterCommand.clearBuffers])
        bench.hear(MachineBench.cleared)
        bench.answerRound()
        #expect(bench.hear(MachineBench.good) == [.send(bench.machine.model.tearOff)])
    }

    @Test func `a torn slip is cut off anew after each fault until a receipt behind it is proved`()
    {
        var bench = MachineBench()
        bench.makeReady()
        bench.print()
        bench.tell(.sent)
        bench.tell(.linkFailed(.disconnected("lp0")))
        bench.tell(.timePassed, after: .seconds(1))
        bench.tell(.opened)
        bench.hear(MachineBench.cleared)
        bench.answerRound()
        let tearOff = bench.machine.model.tearOff
        #expect(bench.hear(MachineBench.good).sent == [tearOff])
        // The cutter may have jammed at that cut, which is cleared with the rest then.
        for _ in 1...2 {
            bench.hear(MachineBench.coverOpen)
            bench.hear(MachineBench.good)
            bench.answerRound()
            #expect(bench.hear(MachineBench.good).sent == [tearOff])
        }
    }

    @Test func `without proof the time of a job ends it, and its bytes are cleared`() {
        var bench = MachineBench()
        bench.makeReady()
        bench.print()
        bench.sendAll()
        // 10 s and 1 s for each 20 mm.
        #expect(bench.tell(.timePassed, after: .milliseconds(14_900)).outcomes.isEmpty)
        let effects = bench.tell(.timePassed, after: .milliseconds(200))
        #expect(effects.outcomes == [.unknown(.silent)])
        #expect(effects.sent == [PrinterCommand.clearBuffers])
    }

    @Test func `a hot head is waited for, with the same slip`() {
        var bench = MachineBench()
        bench.makeReady()
        bench.print()
        bench.sendAll()
        #expect(bench.hear(MachineBench.hot).isEmpty)
        #expect(bench.tell(.timePassed, after: .seconds(60)).outcomes.isEmpty)
        #expect(bench.hear(MachineBench.identifier(8)).outcomes == [.printed(.processIdentifier)])
    }

    @Test func `a broken printer leaves the job unknown`() {
        var bench = MachineBench()
        bench.makeReady()
        bench.print()
        #expect(bench.hear(MachineBench.broken).outcomes == [.unknown(.unrecoverable)])
    }

    @Test func `no job is begun at a printer with a fault`() {
        var bench = MachineBench()
        bench.makeReady()
        bench.hear(MachineBench.paperOut)
        let effects = bench.tell(
            .print(PrintJob(number: 1, page: MachineBench.page, patience: .seconds(9)))
        )
        #expect(effects == [.ended(job: 1, .notPrinted(.paperOut))])
    }

    @Test func `a silent printer is flushed with zeros, and given up after ten seconds`() {
        var bench = MachineBench()
        bench.tell(.timePassed)
        bench.tell(.opened)
        #expect(bench.tell(.timePassed, after: .seconds(2)).sent == [PrinterCommand.clearBuffers])
        let flush = PrinterCommand.flush + PrinterCommand.tellChanges
        #expect(bench.tell(.timePassed, after: .seconds(2)).sent == [flush])
        // What has not left yet is not piled up.
        #expect(bench.tell(.timePassed, after: .seconds(1)).sent.isEmpty)
        bench.tell(.sent)
        #expect(bench.tell(.timePassed, after: .seconds(1)).sent == [flush])
        #expect(bench.tell(.timePassed, after: .seconds(6)) == [.abort])
        #expect(bench.machine.condition == .fault(.silent))
    }

    @Test func `a lost link is opened again, after longer and longer pauses`() {
        var bench = MachineBench()
        var pauses: [Duration] = []
        for _ in 1...7 {
            #expect(bench.tell(.timePassed, after: .zero) == [.open])
            bench.tell(.linkFailed(.missing("lp0")))
            guard let wakeAt = bench.machine.wakeAt else { break }
            pauses.append(wakeAt - bench.now)
            bench.now = wakeAt
        }
        #expect(pauses == [.milliseconds(500)] + [1, 2, 4, 8, 10, 10].map { .seconds($0) })
    }

    @Test func `the answer in turn proves a job, half a second later and without a fault`() {
        var bench = MachineBench(MachineBench.plain(.paperAnswer))
        bench.makeReady()
        bench.print()
        bench.sendAll()
        #expect(bench.hear([0x00]).outcomes.isEmpty)
        bench.tell(.timePassed, after: .milliseconds(500))
        #expect(bench.answerRound().outcomes == [.printed(.paperAnswer)])
    }

    @Test func `a fault within that half second takes the proof away`() {
        var bench = MachineBench(MachineBench.plain(.paperAnswer))
        bench.makeReady()
        bench.print()
        bench.sendAll()
        bench.hear([0x00])
        bench.tell(.timePassed, after: .milliseconds(500))
        bench.answerRound(cause: 0x32, paper: 0x7E)
        #expect(bench.machine.condition == .fault(.paperOut))
    }

    @Test func `the answer that an earlier job still had to come proves nothing`() {
        var bench = MachineBench(MachineBench.plain(.paperAnswer))
        bench.makeReady()
        bench.print()
        bench.sendAll()
        bench.tell(.timePassed, after: .milliseconds(1_000))
        bench.answerRound(cause: 0x32, paper: 0x7E)
        // The first job's question is held; its time is over.
        #expect(bench.tell(.timePassed, after: .seconds(200)).outcomes == [.unknown(.paperOut)])
        #expect(bench.machine.openPaperQuestions == 1)
        bench.answerRound()
        bench.tell(.sent)
        bench.answerRound()
        #expect(bench.machine.openPaperQuestions == 2)
        bench.hear([0x00])
        bench.hear([0x00])
        bench.tell(.timePassed, after: .seconds(1))
        #expect(bench.machine.openPaperQuestions == 0)
    }

    @Test func `where nothing proves, a good state before and after is said to be just that`() {
        var bench = MachineBench(MachineBench.plain(.assumed))
        bench.makeReady()
        bench.print()
        bench.sendAll()
        #expect(
            bench.tell(.timePassed, after: .seconds(5)).sent.isEmpty,
            "the paper needs its time"
        )
        bench.tell(.timePassed, after: .seconds(1))
        #expect(bench.answerRound().outcomes == [.printed(.assumed)])
    }

    @Test func `bytes that were sent prove nothing`() {
        var bench = MachineBench(.mute)
        bench.makeReady()
        bench.print()
        #expect(bench.tell(.sent).outcomes == [.unknown(.tellsNothing)])
    }

    @Test func `a late answer answers no later question`() {
        var bench = MachineBench(MachineBench.plain(.assumed))
        bench.makeReady()
        bench.tell(.check)
        bench.tell(.received(MachineBench.paperOut))
        #expect(bench.machine.condition == .fault(.paperOut))
        bench.tell(.timePassed, after: .seconds(1))
        // As the first question's, it says that the cover is closed; as the cause it would say so too,
        // so this one says that it is open.
        bench.hear([0x16])
        #expect(bench.machine.status.isCoverOpen == false)
    }

    @Test func `without flow control the driver paces itself`() {
        var model = MachineBench.full
        model.bytesPerSecond = 4
        var bench = MachineBench(model)
        bench.makeReady()
        bench.print()
        #expect(bench.tell(.sent).sent.isEmpty)
        #expect(bench.tell(.timePassed, after: .milliseconds(900)).sent.isEmpty)
        #expect(bench.tell(.timePassed, after: .milliseconds(200)).sent == [Array("4567".utf8)])
    }

    @Test func `a jam that was removed is told to the printer, not more than every five seconds`() {
        var bench = MachineBench()
        bench.makeReady()
        #expect(bench.hear([0x18, 0x08, 0, 0]).sent == [PrinterCommand.recover])
        var recoveries = 0
        for _ in 1...10 {
            bench.tell(.timePassed, after: .seconds(1))
            while let question = bench.machine.round.open {
                let answer: UInt8 = question == .cause ? 0x52 : question == .error ? 0x1A : 0x12
                recoveries += bench.hear([answer]).sent.count { $0 == PrinterCommand.recover }
            }
        }
        #expect(recoveries == 2)
    }

    @Test func `a presenter tells that a ticket waits`() {
        var model = MachineBench.plain(.assumed)
        model.hasPresenter = true
        var bench = MachineBench(model)
        bench.makeReady()
        bench.tell(.timePassed, after: .seconds(1))
        while let question = bench.machine.round.open, question != .full { bench.hear([0x12]) }
        bench.hear([0x10, 0x0F, 0x20, 0x00, 0x00, 0x00])
        #expect(bench.machine.status.isTicketWaiting)
        #expect(bench.machine.condition == .ready(bench.machine.status))
    }
}
