import Foundation
import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

/// Ledger and PostgreSQL are killed again and again while kiosks send. Nothing that was answered is
/// lost, and nothing is in the book twice.
///
/// There are 20 rounds, half of them on each kind of store; `KILL_ROUNDS=200` in the environment makes
/// 200. The seed is fixed, so that a failing round is found again as far as the machine's own timing
/// lets it.
@Suite(.timeLimit(.minutes(10))) struct KillRoundTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["KILL_ROUNDS"].flatMap { Int($0) } ?? 20

    /// What is killed in a round.
    enum Blow {
        /// The ledger while it takes batches.
        case ledger
        /// The ledger while it starts.
        case startingLedger
        /// The database server, under a ledger that goes on.
        case server
    }

    @Test func `a ledger on SQLite is killed while kiosks send`() async throws {
        let ledger = try RunningLedger()
        let blows = Self.blows([.ledger, .ledger, .ledger, .startingLedger])
        try await Self.test(ledger) { board, random in
            for blow in blows { try await ledger.suffer(blow, board, &random) }
        }
    }

    @Test func `a ledger on PostgreSQL is killed while kiosks send, and PostgreSQL too`()
        async throws
    {
        let server: PostgreSQLServer
        do { server = try await PostgreSQLServer.start(isDurable: true) } catch let reason
            as PostgreSQLUnavailable
        {
            print("PostgreSQL was not killed: \(reason)")
            return
        }
        defer { server.stop() }
        let ledger = try RunningLedger(postgreSQL: server.url())
        let blows = Self.blows([.ledger, .server, .startingLedger, .server])
        try await Self.test(ledger) { board, random in
            for blow in blows { try await ledger.suffer(blow, board, &random, server) }
        }
    }

    /// Half of the rounds, for each of the two tests.
    private static func blows(_ pattern: [Blow]) -> [Blow] {
        (0..<rounds / 2).map { pattern[$0 % pattern.count] }
    }

    /// Lets four kiosks send while `rounds` happen to the ledger, and looks at the book afterwards.
    private static func test(
        _ ledger: RunningLedger,
        _ rounds: (KillBoard, inout SeededGenerator) async throws -> Void
    ) async throws {
        let begin = ContinuousClock.now
        let kiosks = (1...4).map { SendingKiosk(number: $0, seed: 1) }
        let store = try await ledger.store.open()
        for kiosk in kiosks { try await kiosk.enrol(in: store) }
        await store.close()
        let board = KillBoard(address: try await ledger.start())
        let ended = try await withThrowingTaskGroup(of: SendingKiosk.self) { group in
            for kiosk in kiosks {
                group.addTask {
                    var kiosk = kiosk
                    try await kiosk.work(board)
                    return kiosk
                }
            }
            var random = SeededGenerator(seed: 2)
            // Also when a round fails: the group waits for the kiosks.
            defer { board.end() }
            try await rounds(board, &random)
            board.end()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(await ledger.stop() == 0)
        try await expectBook(of: ledger, holds: ended)
        let seconds = begin.duration(to: .now) / .seconds(1)
        print("\(self.rounds / 2) rounds, \(board.answerCount) batches, \(Int(seconds)) s")
    }

    /// Every record once, and the money as it was sent.
    private static func expectBook(
        of ledger: RunningLedger,
        holds kiosks: [SendingKiosk]
    ) async throws {
        let verified = try await ledger.run("verify", "--json")
        try #require(verified.status == 0, "\(verified.errors)")
        let counts = try JSONDecoder().decode(Counts.self, from: Data(verified.output.utf8))
        #expect(counts.records == kiosks.reduce(0) { $0 + Int($1.head.sequence) })
        let reader = try await ledger.store.openReader()
        for kiosk in kiosks {
            #expect(try await reader.head(of: kiosk.identifier, epoch: 1) == kiosk.head)
        }
        let totals = try await reader.day(Sample.day).totals
        #expect(totals.reduce(0) { $0 + $1.total.paid.fen } == kiosks.reduce(0) { $0 + $1.paidFen })
    }

    private struct Counts: Decodable { let records: Int }
}

extension RunningLedger {
    /// Is killed, or its server, some time after a batch was answered, and started again.
    ///
    /// The time is spread over several transactions, so that any place of one may be hit.
    fileprivate nonisolated func suffer(
        _ blow: KillRoundTests.Blow,
        _ board: KillBoard,
        _ random: inout SeededGenerator,
        _ server: PostgreSQLServer? = nil
    ) async throws {
        let count = board.answerCount
        try await waitUntil("a batch is answered") { board.answerCount > count }
        try await Task.sleep(for: .microseconds(.random(in: 0...30_000, using: &random)))
        switch blow {
        case .server:
            try await server?.kill()
            try await server?.restart()
            return
        case .startingLedger:
            await kill()
            try await startAndKill(after: .random(in: 0...60_000, using: &random))
        case .ledger: await kill()
        }
        board.address = try await start()
    }
}
