import BenchDevices
import Foundation
import SerialLines
import Synchronization
import TestSupport
import Testing
import VirtualAcceptors

@testable import CashAcceptors

/// The driver and the virtual acceptor, which share no code, at the two ends of a terminal.
@Suite(.timeLimit(.minutes(1))) struct NoteAcceptorTests {
    @Test(arguments: CCTalkChecksum.allCases, [true, false])
    func `notes are taken up to the limit`(checksum: CCTalkChecksum, echoes: Bool) async throws {
        try await withDesk(checksum, echoes: echoes) { desk in
            let acceptor = desk.acceptor()
            try await desk.waitForReady()
            acceptor.open(atMostFen: 15_000)
            try await desk.wait(for: .opened)
            #expect(desk.device.insert(noteFen: 10_000) == .escrow)
            try await desk.wait(for: .noteTaken(NoteCredit(amountFen: 10_000, counter: 2)))
            #expect(desk.device.insert(noteFen: 10_000) == .escrow)
            try await desk.wait(for: .noteGivenBack(amountFen: 10_000))
            #expect(desk.device.insert(noteFen: 5_000) == .escrow)
            try await desk.wait(for: .noteTaken(NoteCredit(amountFen: 5_000, counter: 6)))
            acceptor.close()
            try await desk.wait(for: .closed)
            #expect(desk.device.insert(noteFen: 5_000) == .closed)
            #expect(desk.device.status.stackedFen == [10_000, 5_000])
            #expect(desk.device.status.returnedFen == [10_000])
            #expect(desk.troubles.isEmpty)
            await acceptor.stop()
        }
    }

    @Test func `it says what it is`() async throws {
        try await withDesk { desk in
            let acceptor = desk.acceptor()
            try await desk.waitForReady()
            var identity = AcceptorIdentity()
            identity.category = "Bill Validator"
            identity.productCode = "BENCH-16"
            identity.serialNumber = 0x03_02_01
            identity.notesFen = [100, 500, 1_000, 2_000, 5_000, 10_000]
            #expect(desk.told == [.told(counter: 0), .ready(identity)])
            await acceptor.stop()
        }
    }

    @Test func `a close while a note is in escrow waits for it`() async throws {
        try await withDesk { desk in
            let acceptor = desk.acceptor(lastCounter: 0)
            try await desk.waitForReady()
            acceptor.open(atMostFen: 100_000)
            try await desk.wait(for: .opened)
            #expect(desk.device.insert(noteFen: 2_000) == .escrow)
            acceptor.close()
            try await desk.wait(for: .closed)
            let status = desk.device.status
            #expect(status.escrowFen == nil)
            #expect((status.stackedFen + status.returnedFen) == [2_000])
            let isTold = desk.told.dropLast().contains {
                switch $0 {
                case .noteTaken, .noteGivenBack: true
                default: false
                }
            }
            #expect(isTold)
            await acceptor.stop()
        }
    }

    @Test func `a kiosk killed between stack and journal loses nothing`() async throws {
        try await withDesk { desk in
            let first = desk.acceptor(lastCounter: 0)
            try await desk.waitForReady()
            first.open(atMostFen: 100_000)
            try await desk.wait(for: .opened)
            #expect(desk.device.insert(noteFen: 10_000) == .escrow)
            try await desk.wait(for: .noteTaken(NoteCredit(amountFen: 10_000, counter: 2)))
            #expect(desk.device.insert(noteFen: 5_000) == .escrow)
            try await waitUntil("the note is stacked") { desk.device.status.stackedFen.count == 2 }
            // It dies: the first note is journalled, the second is not.
            await first.stop()
            desk.forget()
            let second = desk.acceptor(lastCounter: 2)
            try await desk.waitForReady()
            #expect(
                desk.told.prefix(2) == [
                    .noteTaken(NoteCredit(amountFen: 5_000, counter: 4)), .told(counter: 4),
                ]
            )
            await second.stop()
            desk.forget()
            let third = desk.acceptor(lastCounter: nil)
            try await desk.waitForReady()
            #expect(
                desk.told.prefix(2) == [
                    .suspicion(.creditOfUnknownOrigin(amountFen: 10_000, counter: 2)),
                    .suspicion(.creditOfUnknownOrigin(amountFen: 5_000, counter: 4)),
                ]
            )
            await third.stop()
        }
    }

    @Test(
        arguments: [
            (.stackerFull, .stackerFull), (.stackerOut, .stackerOut), (.jam, .jam),
            (.fraud, .fraud), (.silent, .silent),
        ] as [(AcceptorBenchFault, AcceptorFault)]
    )
    func `a fault closes it, and ready follows`(
        bench: AcceptorBenchFault,
        fault: AcceptorFault
    ) async throws {
        try await withDesk { desk in
            let acceptor = desk.acceptor(lastCounter: 0)
            try await desk.waitForReady()
            acceptor.open(atMostFen: 100_000)
            try await desk.wait(for: .opened)
            desk.device.set(bench)
            try await desk.wait(for: .fault(fault))
            try await desk.wait(for: .closed)
            desk.forget()
            desk.device.clear(bench)
            try await desk.waitForReady()
            await acceptor.stop()
        }
    }

    @Test(arguments: [AcceptorBenchFault.losesEvents, .resets])
    func `a credit that nobody could read is a suspicion`(fault: AcceptorBenchFault) async throws {
        try await withDesk { desk in
            let acceptor = desk.acceptor(lastCounter: 0)
            try await desk.waitForReady()
            acceptor.open(atMostFen: 100_000)
            try await desk.wait(for: .opened)
            desk.device.set(fault)
            #expect(desk.device.insert(noteFen: 10_000) == .escrow)
            try await waitUntil("a suspicion is told") { !desk.suspicions.isEmpty }
            switch desk.suspicions.first {
            case .eventsLost(let count): #expect(fault == .losesEvents && (2...3).contains(count))
            case .reset(let counter): #expect(fault == .resets && counter == 1)
            case let other: Issue.record("\(String(describing: other))")
            }
            #expect(desk.device.status.stackedFen == [10_000])
            await acceptor.stop()
        }
    }

    @Test func `a power cut is a reset, and the stacked notes stay`() async throws {
        try await withDesk { desk in
            let acceptor = desk.acceptor(lastCounter: 0)
            try await desk.waitForReady()
            acceptor.open(atMostFen: 100_000)
            try await desk.wait(for: .opened)
            #expect(desk.device.insert(noteFen: 10_000) == .escrow)
            try await desk.wait(for: .noteTaken(NoteCredit(amountFen: 10_000, counter: 2)))
            desk.forget()
            desk.device.powerCycle()
            try await desk.waitForReady()
            #expect(desk.told.first == .suspicion(.reset(after: 2)))
            #expect(desk.told.contains(.closed))
            #expect(desk.device.status.stackedFen == [10_000])
            await acceptor.stop()
        }
    }

    @Test func `a line that is not there is a fault until it is`() async throws {
        let folder = TemporaryFolder()
        let path = folder.file("tty")
        let log = EventLog()
        var configuration = AcceptorConfiguration(path: path)
        configuration.times = Desk.times
        let acceptor = NoteAcceptor(configuration, lastCounter: nil)
        log.read(acceptor)
        try await waitUntil("the fault is told") { !log.events.isEmpty }
        let missing = SerialLineError.failed(path, code: ENOENT)
        #expect(log.events == [.fault(.line(missing))])
        acceptor.open(atMostFen: 100)
        try await waitUntil("open is answered") { log.events.last == .closed }
        let device = try RunningDevice(VirtualAcceptor.Settings(path: path))
        try await waitUntil("it is ready") { log.isReady }
        device.stop()
        try await waitUntil("the line is gone") {
            log.events.last == .fault(.silent) || log.events.last == .fault(.line(.hungUp(path)))
        }
        await acceptor.stop()
    }

    @Test func `it stops taking notes when nobody polls it`() async throws {
        try await withDesk { desk in
            let acceptor = desk.acceptor(lastCounter: 0)
            try await desk.waitForReady()
            acceptor.open(atMostFen: 100_000)
            try await desk.wait(for: .opened)
            try await waitUntil("it is open") { desk.device.status.isOpen }
            await acceptor.stop()
            try await waitUntil("it is closed") { !desk.device.status.isOpen }
            #expect(desk.device.insert(noteFen: 100) == .closed)
        }
    }

    @Test func `the control socket puts notes in`() async throws {
        try await withDesk { desk in
            let acceptor = desk.acceptor(lastCounter: 0)
            try await desk.waitForReady()
            acceptor.open(atMostFen: 100_000)
            try await desk.wait(for: .opened)
            #expect(try desk.say("insert 100.00") == "ok escrow")
            try await desk.wait(for: .noteTaken(NoteCredit(amountFen: 10_000, counter: 2)))
            #expect(try desk.say("insert 3") == "ok unknown")
            #expect(try desk.say("set jam") == "ok")
            try await desk.wait(for: .closed)
            #expect(
                try desk.say("status")
                    == #"ok {"faults":["jam"],"isOpen":false,"returnedFen":[],"stackedFen":[10000]}"#
            )
            #expect(try desk.say("clear jam") == "ok")
            #expect(try desk.say("power-cycle") == "ok")
            for line in ["set fire", "insert x", "insert 1.5", "insert", ""] {
                #expect(throws: BenchDeviceError.refused("error unknown: \(line)")) {
                    try desk.say(line)
                }
            }
            await acceptor.stop()
        }
    }

    private func withDesk(
        _ checksum: CCTalkChecksum = .simple,
        echoes: Bool = true,
        _ body: (Desk) async throws -> Void
    ) async throws {
        let desk = try Desk(checksum, echoes: echoes)
        defer { desk.stop() }
        try await body(desk)
    }
}
