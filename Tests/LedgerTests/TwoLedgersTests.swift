import Ledger
import RecordChain
import TestSupport
import Testing

/// Two ledgers on one database: one writes, however the other came to be there.
@Suite(.timeLimit(.minutes(1)), .onPostgreSQL) struct TwoLedgersTests {
    let folder = LedgerFolder()

    @Test func `a second one is refused while the first is there`() async throws {
        var journal = JournalWriter()
        let first = try await folder.open()
        await #expect(throws: LedgerError.inUse(path: folder.name)) { try await folder.open() }
        #expect(try await first.ingest(journal.nextSale(from: 1)) == .accepted(journal.head))
        await first.close()
        await (try folder.open()).close()
    }

    @Test(arguments: [true, false])
    func `one that lost its session finds another in its place and writes nothing`(
        isOtherThere: Bool
    ) async throws {
        var journal = JournalWriter()
        try await folder.withProxy { proxy, location in
            let first = try await location.open()
            _ = try await first.ingest(journal.batch())
            proxy.cutAll()
            let second = try await folder.open()
            if !isOtherThere { await second.close() }
            let before = try folder.contents()
            let batch = try journal.nextSale()
            for _ in 1...2 {
                let error = await #expect(throws: LedgerError.self) {
                    try await first.ingest(batch)
                }
                #expect(error?.isReplaced == true, "\(error?.sentence ?? "no error")")
                #expect(error?.isFatal == true, "it must not go on")
            }
            #expect(try folder.contents() == before)
            if isOtherThere {
                #expect(try await second.ingest(batch) == .accepted(journal.head))
                await second.close()
            }
            await first.close()
        }
    }

    @Test(arguments: [1, 2, 3, 5, 8, 13])
    func `one that hangs in its transaction, on a database that has no locks for programs`(
        statement: Int
    ) async throws {
        var journal = JournalWriter()
        try await folder.withProxy { proxy, location in
            let first = try await location.open()
            _ = try await first.ingest(journal.batch())
            let batch = try journal.nextSale()
            try await folder.withProxy { other, otherLocation in
                proxy.arm(.delay(milliseconds: 100), at: .statement(statement))
                // “No such function”, where the second asks for the lock.
                other.arm(.fail(state: "42883"), at: .statement(3))
                async let late = Result { try await first.ingest(batch) }
                try await waitUntil("the first is at work") { proxy.happened == 1 }
                let second = try await otherLocation.open()
                #expect(other.happened == 1)
                let answer = try await second.ingest(batch)
                // The second waited for the transaction of the first, or the first came too late.
                switch await late {
                case .success(let answered):
                    #expect(answered == .accepted(journal.head))
                    #expect(answer == .alreadyHave(journal.head))
                case .failure(let error):
                    #expect((error as? LedgerError)?.isReplaced == true, "\(error)")
                    #expect(answer == .accepted(journal.head))
                }
                await second.close()
            }
            await first.close()
        }
        #expect(try await folder.soundCounts()?.records == journal.records.count)
    }
}

extension LedgerError {
    fileprivate var isReplaced: Bool { if case .replaced = self { true } else { false } }
}
