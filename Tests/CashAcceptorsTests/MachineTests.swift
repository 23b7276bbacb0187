import SerialLines
import Testing

@testable import CashAcceptors

/// The machine, with a device that answers what the test says. Note type 6 is 100 yuan, type 5 is 50.
struct MachineTests {
    // MARK: Start

    @Test func `the start asks in order and ends closed`() {
        var bench = MachineBench()
        bench.pass(.milliseconds(10))
        let table = (1...16).map { NoteValidatorCommand.noteIdentifier(type: $0) }
        #expect(
            bench.sent
                == [
                    .simplePoll, .master(isAccepting: false), .equipmentCategory, .productCode,
                    .serialNumber, .scalingFactor(country: "CN"),
                ] + table + [
                    .readEvents, .selfCheck, .acceptedTypes(0b11_1111), .useStackerAndEscrow,
                    .readEvents,
                ]
        )
        var identity = AcceptorIdentity()
        identity.category = "Bill Validator"
        identity.productCode = "NV"
        identity.serialNumber = 0x03_02_01
        identity.notesFen = MachineBench.notesFen
        #expect(bench.told == [.ready(identity)])
    }

    @Test func `the buffer is polled every 150 ms`() {
        var bench = MachineBench.ready()
        bench.pass(.milliseconds(1_500))
        #expect(bench.sent == Array(repeating: .readEvents, count: 10))
        #expect(bench.told.isEmpty)
    }

    @Test func `credits since the journalled counter come before ready`() throws {
        var bench = MachineBench(lastCounter: 5, counter: 5)
        bench.happen([(6, 1), (6, 0), (0, 2), (5, 0)])
        #expect(
            bench.told.prefix(3) == [
                .noteTaken(NoteCredit(amountFen: 10_000, counter: 7)),
                .noteTaken(NoteCredit(amountFen: 5_000, counter: 9)), .told(counter: 9),
            ]
        )
        let last = try #require(bench.told.last)
        if case .ready = last {} else { Issue.record("not ready: \(last)") }
    }

    @Test func `without a known counter old credits go to staff`() {
        var bench = MachineBench(lastCounter: nil, counter: 5)
        bench.happen([(6, 1), (6, 0), (9, 0), (0, 21), (0, 17)])
        #expect(
            bench.told.dropLast() == [
                .suspicion(.creditOfUnknownOrigin(amountFen: 10_000, counter: 7)),
                .suspicion(.unknownNoteStacked(counter: 8)),
                .suspicion(.unknownNoteStacked(counter: 9)), .told(counter: 10),
            ]
        )
        bench.clear()
        bench.happen(5, 0)
        #expect(
            bench.told == [
                .noteTaken(NoteCredit(amountFen: 5_000, counter: 11)), .told(counter: 11),
            ]
        )
    }

    @Test func `a note that lies in escrow at the start comes back before ready`() throws {
        var bench = MachineBench(lastCounter: 5, counter: 5)
        bench.happen(6, 1)
        #expect(bench.routes == [.giveBack])
        #expect(bench.told == [.told(counter: 6)])
        bench.happen(0, 1)
        #expect(bench.news.first == .noteGivenBack(amountFen: 10_000))
        let last = try #require(bench.told.last)
        if case .ready = last {} else { Issue.record("not ready: \(last)") }
    }

    @Test func `a fault at the start keeps no credit back`() {
        var bench = MachineBench(lastCounter: 5, counter: 5)
        bench.selfCheck = 45
        bench.happen([(6, 0), (0, 14)])
        #expect(
            bench.news == [
                .noteTaken(NoteCredit(amountFen: 10_000, counter: 6)), .fault(.stackerFull),
            ]
        )
    }

    @Test(arguments: [231, 153, 159, 228] as [UInt8])
    func `a device that refuses what it must know is a fault, once`(header: UInt8) {
        var bench = MachineBench()
        bench.refused = [header]
        bench.pass(.seconds(5))
        #expect(bench.told == [.fault(.refused(header: header))])
        bench.refused = []
        bench.pass(.seconds(2))
        #expect(bench.told.count == 2)
    }

    @Test func `what a device may not know is no fault`() {
        var bench = MachineBench()
        bench.refused = [245, 244, 242, 232, 156]
        bench.pass(.milliseconds(10))
        var identity = AcceptorIdentity()
        identity.notesFen = MachineBench.notesFen
        #expect(bench.told == [.ready(identity)])
    }

    // MARK: Counter

    @Test func `the counter wraps`() {
        var bench = MachineBench.ready(lastCounter: 254, counter: 254)
        bench.happen([(6, 0), (5, 0)])
        #expect(
            bench.told == [
                .noteTaken(NoteCredit(amountFen: 10_000, counter: 255)),
                .noteTaken(NoteCredit(amountFen: 5_000, counter: 1)), .told(counter: 1),
            ]
        )
    }

    @Test func `more than five new events are a case, and the five count`() {
        var bench = MachineBench.ready()
        bench.happen([(6, 0), (6, 0)] + Array(repeating: (5, 0), count: 5))
        let credits = (10...14).map {
            AcceptorEvent.noteTaken(NoteCredit(amountFen: 5_000, counter: $0))
        }
        #expect(
            bench.told == [.suspicion(.eventsLost(count: 2))] + credits + [.told(counter: 14)]
        )
    }

    @Test func `a reset is a case, and the device is set up anew`() throws {
        var bench = MachineBench.opened()
        (bench.counter, bench.pairs) = (0, [])
        bench.pass(.milliseconds(200))
        #expect(
            bench.told.prefix(4) == [
                .suspicion(.reset(after: 7)), .told(counter: 0), .fault(.restarted), .closed,
            ]
        )
        if case .ready = try #require(bench.told.last) {} else { Issue.record("not ready") }
        #expect(bench.sent.contains(.useStackerAndEscrow))
    }

    @Test func `a reset before the start is a case as well`() {
        var bench = MachineBench(lastCounter: 7, counter: 0)
        bench.pass(.milliseconds(10))
        #expect(bench.told.prefix(2) == [.suspicion(.reset(after: 7)), .told(counter: 0)])
        #expect(bench.told.count == 3)
    }

    // MARK: Escrow and limit

    @Test(
        arguments: [
            (10_000, .stack), (9_999, .giveBack), (0, .giveBack), (-1, .giveBack),
        ] as [(Int64, NoteValidatorCommand.Route)]
    )
    func `a note larger than what is missing comes back`(
        limitFen: Int64,
        route: NoteValidatorCommand.Route
    ) {
        var bench = MachineBench.opened(atMostFen: limitFen)
        bench.happen(6, 1)
        #expect(bench.routes == [route])
        #expect(bench.news.isEmpty)
    }

    @Test func `each credit lowers the limit`() {
        var bench = MachineBench.opened(atMostFen: 12_000)
        bench.happen(6, 1)
        bench.happen([(6, 0), (5, 1)])
        bench.happen([(0, 1), (4, 1)])
        #expect(bench.routes == [.stack, .giveBack, .stack])
        #expect(
            bench.news == [
                .noteTaken(NoteCredit(amountFen: 10_000, counter: 9)),
                .noteGivenBack(amountFen: 5_000),
            ]
        )
    }

    @Test func `the order and its acknowledgement are no credit`() {
        var bench = MachineBench.opened()
        bench.happen(6, 1)
        bench.pass(.milliseconds(1_500))
        #expect(bench.routes == [.stack])
        #expect(bench.news.isEmpty)
    }

    @Test func `a note while it is closed comes back`() {
        var bench = MachineBench.ready()
        bench.happen(6, 1)
        bench.happen(0, 1)
        #expect(bench.routes == [.giveBack])
        #expect(bench.news == [.noteGivenBack(amountFen: 10_000)])
    }

    @Test func `a note of no known value comes back`() {
        var bench = MachineBench.opened()
        bench.happen(9, 1)
        bench.happen(0, 1)
        #expect(bench.routes == [.giveBack])
        #expect(bench.news.isEmpty)
    }

    @Test func `an escrow event that is not the newest is not decided on`() {
        var bench = MachineBench.opened()
        bench.happen([(6, 1), (0, 3)])
        bench.pass(.seconds(1))
        #expect(bench.routes.isEmpty)
        bench.happen(0, 1)
        #expect(bench.news == [.noteGivenBack(amountFen: 10_000)])
    }

    @Test func `a note that does not go is ordered again, then it is a fault`() {
        var bench = MachineBench.opened()
        bench.routeAnswer = [255]
        bench.happen(6, 1)
        bench.pass(.seconds(6))
        #expect(bench.routes.prefix(3) == [.stack, .stack, .stack])
        bench.pass(.seconds(6))
        #expect(bench.news == [.fault(.escrowStuck), .closed])
        bench.happen(0, 1)
        bench.pass(.seconds(2))
        #expect(bench.news.count == 4)
        #expect(bench.news[2] == .noteGivenBack(amountFen: 10_000))
    }

    @Test func `an order is repeated only after a look at the buffer`() {
        var bench = MachineBench.opened()
        bench.happen(6, 1)
        bench.pass(.seconds(2))
        let orders = bench.sent.indices.filter { bench.sent[$0] == .route(.stack) }
        #expect(orders.count == 2)
        for index in orders { #expect(bench.sent[index - 1] == .readEvents) }
    }

    @Test func `a note that left escrow without a word is a case`() {
        var bench = MachineBench.opened()
        bench.routeAnswer = [254]
        bench.happen(6, 1)
        bench.pass(.seconds(3))
        #expect(bench.routes == [.stack])
        #expect(bench.news == [.suspicion(.escrowLost(amountFen: 10_000))])
    }

    @Test func `a stacked note of unknown value is a case`() {
        var bench = MachineBench.opened()
        bench.happen([(9, 0), (3, 2)])
        #expect(
            bench.news == [
                .suspicion(.unknownNoteStacked(counter: 8)),
                .suspicion(.unknownEvent(type: 3, code: 2, counter: 9)),
            ]
        )
    }

    // MARK: Opening and closing

    @Test func `open and close are answered`() {
        var bench = MachineBench.ready()
        bench.tell(.open(atMostFen: 1_000))
        #expect(bench.told == [.opened])
        #expect(bench.sent == [.master(isAccepting: true)])
        bench.clear()
        bench.tell(.close)
        bench.pass(.milliseconds(10))
        #expect(bench.told == [.closed])
        #expect(bench.sent == [.master(isAccepting: false), .readEvents])
        bench.clear()
        bench.tell(.close)
        #expect(bench.told == [.closed])
    }

    @Test func `a close waits for the note in escrow`() {
        var bench = MachineBench.opened()
        bench.happen(6, 1)
        bench.tell(.close)
        bench.pass(.milliseconds(500))
        #expect(bench.news.isEmpty)
        bench.happen(6, 0)
        #expect(bench.news == [.noteTaken(NoteCredit(amountFen: 10_000, counter: 9)), .closed])
    }

    @Test func `a close reads what came before it`() {
        var bench = MachineBench.opened()
        bench.counter = 8
        bench.pairs = [6, 0]
        bench.tell(.close)
        #expect(bench.news == [.noteTaken(NoteCredit(amountFen: 10_000, counter: 8)), .closed])
    }

    @Test func `an open during a close comes after it`() {
        var bench = MachineBench.opened()
        bench.happen(6, 1)
        bench.tell(.close)
        bench.tell(.open(atMostFen: 5_000))
        bench.happen(6, 0)
        #expect(bench.news.suffix(2) == [.closed, .opened])
        bench.happen(6, 1)
        #expect(bench.routes == [.stack, .giveBack])
    }

    @Test func `an acceptor that is not in order answers closed`() {
        var bench = MachineBench()
        bench.tell(.open(atMostFen: 1_000))
        #expect(bench.told == [.closed])
    }

    @Test func `three questions without an answer are silence`() throws {
        var bench = MachineBench.opened()
        bench.isSilent = true
        bench.pass(.seconds(4))
        #expect(bench.told.isEmpty)
        bench.pass(.seconds(4))
        #expect(bench.told == [.fault(.silent), .closed])
        bench.tell(.open(atMostFen: 1))
        #expect(bench.told.last == .closed)
        bench.clear()
        bench.isSilent = false
        bench.pass(.seconds(4))
        #expect(bench.told.count == 1)
        if case .ready = try #require(bench.told.first) {} else { Issue.record("not ready") }
    }

    @Test func `after a question without an answer the device is told anew what it takes`() {
        var bench = MachineBench.opened()
        bench.isSilent = true
        bench.pass(.milliseconds(200))
        bench.isSilent = false
        bench.pass(.seconds(2))
        #expect(bench.sent.contains(.acceptedTypes(0b11_1111)))
        #expect(bench.sent.contains(.master(isAccepting: true)))
        #expect(bench.told.isEmpty)
    }

    @Test func `a line that cannot be opened is tried every second, and told once`() {
        var bench = MachineBench()
        let fault = AcceptorFault.line(.hungUp("tty"))
        let start = bench.now
        var opens: [Duration] = []
        while bench.now < start + .milliseconds(3_500), let wakeAt = bench.machine.wakeAt {
            bench.now = wakeAt
            let effects = bench.machine.handle(.timePassed, at: wakeAt)
            if effects.contains(.openLine) { opens.append(wakeAt - start) }
            bench.tell(.lineFailed(fault))
        }
        #expect(opens == [.zero, .seconds(1), .seconds(2), .seconds(3), .seconds(4)])
        #expect(bench.told == [.fault(fault)])
    }
}
