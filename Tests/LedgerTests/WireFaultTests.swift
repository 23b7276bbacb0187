import Cryptography
import Ledger
import PostgreSQL
import RecordChain
import TestSupport
import Testing

/// What goes wrong between the ledger and PostgreSQL, at every place of an ingest's transaction: the
/// batch is in the book once, and the answer says so.
@Suite(.timeLimit(.minutes(2)), .onPostgreSQL) struct WireFaultTests {
    let folder = LedgerFolder()
    /// A ledger that takes the same batches, and to which nothing happens.
    let orderly = LedgerFolder()

    /// What is counted to find the place.
    enum Place: Sendable {
        case statement
        case message

        func callAsFunction(_ number: Int) -> PostgreSQLProxy.Point {
            switch self {
            case .statement: .statement(number)
            case .message: .message(number)
            }
        }
    }

    @Test(
        arguments: [
            (.fail(state: "40001"), .statement, 0), (.fail(state: "40P01"), .statement, 0),
            (.cut, .message, 0), (.delay(milliseconds: 5), .message, 0),
            // The last statement is the COMMIT: what it did is found on the new connection.
            (.cutAnswer, .statement, 1),
        ] as [(PostgreSQLProxy.Fault, Place, Int)]
    )
    func `a fault at each place in turn`(
        fault: PostgreSQLProxy.Fault,
        place: Place,
        foundCommitted: Int
    ) async throws {
        var journal = JournalWriter()
        var alreadyHeld = 0
        try await folder.withProxy { proxy, location in
            let (ledger, twin) = (try await location.open(), try await orderly.open())
            #expect(try await ledger.ingest(journal.batch()) == .accepted(journal.head))
            _ = try await twin.ingest(journal.batch())
            var number = 0
            while proxy.happened == number {
                number += 1
                let batch = try journal.nextSale()
                proxy.arm(fault, at: place(number))
                let answer = try await ledger.ingest(batch)
                #expect([.accepted(journal.head), .alreadyHave(journal.head)].contains(answer))
                if answer == .alreadyHave(journal.head) { alreadyHeld += 1 }
                #expect(try await twin.ingest(batch) == .accepted(journal.head))
            }
            #expect(number > 12, "an ingest has more statements than that")
            await ledger.close()
            await twin.close()
        }
        #expect(alreadyHeld == foundCommitted)
        #expect(try folder.contents() == orderly.contents())
        #expect(try await folder.soundCounts()?.records == journal.records.count)
    }

    @Test(
        arguments: [
            (.fail(state: "40001"), .accepted), (.fail(state: "40P01"), .accepted),
            (.cut, .accepted), (.cutAnswer, .alreadyHave),
            (.failAfterwards(state: "40003"), .alreadyHave),
            (.failAfterwards(state: "08006"), .alreadyHave),
            (.failAfterwards(state: "57P01"), .alreadyHave),
        ] as [(PostgreSQLProxy.Fault, SyncAnswer.Verdict)]
    )
    func `a fault at the commit`(
        fault: PostgreSQLProxy.Fault,
        verdict: SyncAnswer.Verdict
    ) async throws {
        var journal = JournalWriter()
        let batch = try journal.nextSale(from: 1)
        try await folder.withProxy { proxy, location in
            let ledger = try await location.open()
            try await ledger.enrolSample()
            proxy.arm(fault, at: .commit(1))
            let answer = try await ledger.ingest(batch).syncAnswer
            #expect(answer == SyncAnswer(verdict, head: journal.head))
            #expect(proxy.happened == 1)
            #expect(try await ledger.ingest(batch) == .alreadyHave(journal.head))
            await ledger.close()
        }
        #expect(try await folder.soundCounts()?.batches == 1)
    }

    @Test func `conflicts without end are told, and nothing changed`() async throws {
        var journal = JournalWriter()
        try await folder.withProxy { proxy, location in
            let ledger = try await location.open()
            #expect(try await ledger.ingest(journal.batch()) == .accepted(journal.head))
            let before = try folder.contents()
            let batch = try journal.nextSale()
            // One more than is tried; those that wait fall on the next commit each.
            for _ in 1...9 { proxy.arm(.fail(state: "40001"), at: .commit(1)) }
            let error = await #expect(throws: LedgerError.self) { try await ledger.ingest(batch) }
            guard case .postgreSQL(.conflict(let fault)) = error else {
                Issue.record("\(error?.sentence ?? "no error")")
                return
            }
            #expect(fault.sqlState == "40001")
            #expect(error?.isFatal == false)
            #expect(proxy.happened == 9)
            #expect(try folder.contents() == before)
            #expect(try await ledger.ingest(batch) == .accepted(journal.head))
            await ledger.close()
        }
        #expect(try await folder.soundCounts()?.records == journal.records.count)
    }

    /// Somebody else moves the cursor between its reading and its writing: `times` over.
    private func disturbCursors(_ times: Int) throws {
        // What a sequence counts is not rolled back with the transaction.
        try folder.tamper(
            """
            CREATE SEQUENCE disturbance;
            CREATE FUNCTION disturb() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF nextval('disturbance') <= \(times) THEN RETURN NULL; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER disturbed BEFORE UPDATE ON chain_cursor
            FOR EACH ROW EXECUTE FUNCTION disturb()
            """
        )
    }

    @Test func `a cursor that was moved meanwhile is read again`() async throws {
        var journal = JournalWriter()
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch())
        try disturbCursors(3)
        #expect(try await ledger.ingest(journal.nextSale()) == .accepted(journal.head))
        await ledger.close()
        #expect(try await folder.soundCounts()?.records == journal.records.count)
    }

    @Test func `a cursor that is never found where it was is told, and nothing changed`()
        async throws
    {
        var journal = JournalWriter()
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch())
        let before = try folder.contents()
        try disturbCursors(9)
        let batch = try journal.nextSale()
        await #expect(throws: LedgerError.contended(path: folder.name)) {
            try await ledger.ingest(batch)
        }
        #expect(try folder.contents() == before)
        #expect(try await ledger.ingest(batch) == .accepted(journal.head))
        await ledger.close()
        #expect(try await folder.soundCounts()?.records == journal.records.count)
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `three kiosks in a storm of faults`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let journals = ExactlyOnceTests.journals(&random)
        let twin = try await orderly.open()
        for journal in journals { _ = try await twin.ingest(journal.batch()) }
        await twin.close()
        try await folder.withProxy { proxy, location in
            let ledger = try await location.open()
            for journal in journals { _ = try await ledger.ingest(journal.batch(1...1)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for journal in journals {
                    let seed = random.next()
                    group.addTask { try await journal.send(to: ledger, through: proxy, seed) }
                }
                try await group.waitForAll()
            }
            #expect(proxy.happened > 20)
            await ledger.close()
        }
        #expect(try folder.settledContents() == orderly.settledContents())
        #expect(try await folder.soundCounts() != nil)
    }
}

extension LedgerStore {
    /// Enrols the kiosk of the samples, and asks for its key so that no ingest has to.
    fileprivate func enrolSample() async throws {
        let key = Sample.signingKey().publicKey
        try await keepLedgerKey(Sample.ledgerKey.publicKey, since: Sample.noon)
        try await enrol(Sample.kiosk, key: key)
        _ = try await enrolledKey(KeyIdentifier(key))
    }
}

extension JournalWriter {
    /// Sends what follows on the first record as a kiosk would, faults or not: what was not answered
    /// once more, and from where the ledger stands.
    fileprivate func send(
        to ledger: any LedgerStore,
        through proxy: PostgreSQLProxy,
        _ seed: UInt64
    ) async throws {
        var random = SeededGenerator(seed: seed)
        var (held, failures) = (UInt32(1), 0)
        while held < head.sequence {
            proxy.arm(.random(using: &random), at: .random(using: &random))
            let last = min(head.sequence, held + .random(in: 1...6, using: &random))
            do {
                let answer = try await ledger.ingest(batch(held + 1...last)).syncAnswer
                #expect([.accepted, .alreadyHave].contains(answer.verdict))
                // More than was sent, where a batch was taken and its answer was an error.
                #expect(answer.head.sequence >= last)
                held = min(answer.head.sequence, head.sequence)
                #expect(answer.head == head(at: held))
            } catch let error as LedgerError {
                failures += 1
                try #require(failures < 50 && !error.isFatal, "\(error.sentence)")
            }
        }
    }
}

extension PostgreSQLProxy.Fault {
    fileprivate static func random(using random: inout SeededGenerator) -> Self {
        let faults: [Self] = [
            .fail(state: "40001"), .fail(state: "40P01"), .cut, .cutAnswer,
            .delay(milliseconds: 3),
        ]
        return faults[Int.random(in: faults.indices, using: &random)]
    }
}

extension PostgreSQLProxy.Point {
    fileprivate static func random(using random: inout SeededGenerator) -> Self {
        Bool.random(using: &random)
            ? .commit(.random(in: 1...2, using: &random))
            : .statement(.random(in: 1...40, using: &random))
    }
}
