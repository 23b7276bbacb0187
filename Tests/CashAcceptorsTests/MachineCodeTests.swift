import Testing

@testable import CashAcceptors

/// Each event code of the table (specification part 3, "bill events"), and each code of the self check.
struct MachineCodeTests {
    private static let tellings: [(code: UInt8, told: [AcceptorEvent])] = [
        (0, []), (1, []), (2, []), (3, []), (4, []), (5, []),
        (6, [.fault(.jam), .closed]),
        (7, [.fault(.jam), .closed]),
        (8, [.suspicion(.pulledBack(counter: 8))]),
        (9, [.fault(.tamper), .closed]),
        (10, []),
        (11, [.fault(.stackerOut), .closed]),
        (12, []),
        (13, [.fault(.stackerFaulty), .closed]),
        (14, [.fault(.stackerFull), .closed]),
        (15, [.fault(.jam), .closed]),
        (16, [.fault(.jam), .closed]),
        (17, [.suspicion(.fraud(counter: 8)), .fault(.fraud), .closed]),
        (18, [.suspicion(.fraud(counter: 8)), .fault(.fraud), .closed]),
        (19, [.fault(.stringGuard), .closed]),
        (20, []),
        (21, [.suspicion(.unknownNoteStacked(counter: 8))]),
        (22, []), (255, []),
    ]

    @Test(arguments: tellings)
    func `an event says what it means, and ready comes when the self check is good`(
        code: UInt8,
        told: [AcceptorEvent]
    ) {
        var bench = MachineBench.opened()
        bench.happen(0, code)
        #expect(bench.news == told)
        bench.told = []
        bench.pass(.seconds(3))
        let isFault = told.contains { if case .fault = $0 { true } else { false } }
        #expect(bench.news.count == (isFault ? 1 : 0))
        #expect(bench.sent.contains(.selfCheck) == (isFault || code == 8))
    }

    @Test(
        arguments: [
            (1, .selfCheck(code: 1)), (3, .selfCheck(code: 3)), (33, .selfCheck(code: 33)),
            (34, .selfCheck(code: 34)), (36, .selfCheck(code: 36)), (37, .selfCheck(code: 37)),
            (38, .stackerFaulty), (39, .jam), (41, .stringGuard), (44, .stackerOut),
            (45, .stackerFull), (51, .doorOpen), (255, .selfCheck(code: 255)),
        ] as [(UInt8, AcceptorFault)]
    )
    func `a fault lasts as long as the self check says`(code: UInt8, fault: AcceptorFault) throws {
        var bench = MachineBench()
        bench.selfCheck = code
        bench.pass(.seconds(5))
        #expect(bench.told == [.fault(fault)])
        bench.selfCheck = 0
        bench.pass(.seconds(2))
        #expect(bench.told.count == 2)
        if case .ready = try #require(bench.told.last) {} else { Issue.record("not ready") }
    }

    @Test(arguments: [10, 12] as [UInt8])
    func `a stacker that is put right is looked at once`(code: UInt8) {
        var bench = MachineBench.opened()
        bench.selfCheck = 44
        bench.happen(0, 11)
        bench.clear()
        bench.selfCheck = 0
        bench.happen(0, code)
        #expect(bench.news.count == 1)
    }

    @Test func `a fault with a note in escrow closes when the note is out`() {
        var bench = MachineBench.opened()
        bench.selfCheck = 39
        bench.happen(6, 1)
        bench.happen(0, 6)
        #expect(bench.news == [.fault(.jam)])
        bench.happen(6, 0)
        #expect(
            bench.news == [
                .fault(.jam), .noteTaken(NoteCredit(amountFen: 10_000, counter: 10)), .closed,
            ]
        )
    }

    @Test func `a fault keeps nobody waiting for a note for ever`() {
        var bench = MachineBench.opened()
        bench.selfCheck = 39
        bench.happen(6, 1)
        bench.routeAnswer = [255]
        bench.happen(0, 6)
        bench.pass(.seconds(6))
        #expect(bench.news.last == .closed)
    }
}
