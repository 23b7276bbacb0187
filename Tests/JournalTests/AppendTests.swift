import Glibc
import Prepayment
import RecordChain
import Storage
import TestSupport
import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(1))) struct AppendTests {
    let folder = JournalFolder()

    @Test func `a new journal begins its first epoch`() throws {
        let journal = try folder.open()
        #expect(journal.epoch == 1)
        #expect(journal.head.sequence == 1)
        let start = EpochStart(
            previousEpochHead: ChainHead.origin.hash,
            reason: "a kiosk's first journal"
        )
        #expect(try journal.contents() == [.epochStarted(start)])
        journal.close()
    }

    @Test func `a record is stamped with place, day and clocks`() throws {
        let journal = try folder.open(clock: TestClock("2026-11-22"))
        let header = try journal.append(.programStarted(version: "1")).record.header
        #expect(header.kiosk == Sample.kiosk)
        #expect((header.epoch, header.sequence) == (1, 2))
        #expect(header.businessDay == Sample.day)
        #expect(header.wallTime == Sample.noon)
        #expect(header.monotonicNanoseconds == 5)
        #expect(header.bootIdentifier == [UInt8](repeating: 0xB0, count: 16))
        journal.close()
    }

    @Test func `what was appended is there when the file is opened again`() throws {
        let journal = try folder.open()
        try journal.sell(.unknown(CardFault("lost")))
        let (head, contents) = (journal.head, try journal.contents())
        journal.close()

        let again = try folder.open()
        #expect(again.head == head)
        #expect(try again.contents() == contents)
        #expect(try again.append(.programStarted(version: "2")).previousHash == head.hash)
        again.close()
        #expect(try JournalFile.verify(path: folder.path, kiosk: Sample.kiosk) == 5)
    }

    @Test func `a program that is killed after an append loses nothing`() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
            let journal = try JournalFile(path: path, kiosk: Sample.kiosk)
            try journal.append(.programStarted(version: "killed"))
            kill(getpid(), SIGKILL)
        }
        let journal = try folder.open()
        #expect(try journal.contents().last == .programStarted(version: "killed"))
        journal.close()
    }

    @Test func `every commit waits for the disk`() throws {
        let journal = try folder.open()
        let database = journal.database
        #expect(try database.first("PRAGMA journal_mode") { try $0.text(0) } == "wal")
        #expect(try database.first("PRAGMA synchronous") { try $0.integer(0) } == 2)
        #expect(try database.first("PRAGMA locking_mode") { try $0.text(0) } == "exclusive")
        journal.close()
    }

    @Test func `a second program is refused while the first writes`() throws {
        let journal = try folder.open()
        for open in [{ _ = try folder.open() }, { _ = try verify() }] {
            let error = try #require(throws: JournalError.self, performing: open)
            guard case .storage(.locked) = error else { throw error }
            #expect(error.sentence == "Another program is using \(folder.path).")
            #expect(error.hint.hasPrefix("`fuser \(folder.path)` shows which"))
        }
        journal.close()
        #expect(try verify() == 1)
    }

    private func verify() throws(JournalError) -> Int {
        try JournalFile.verify(path: folder.path, kiosk: Sample.kiosk)
    }

    @Test func `verifying begins no journal`() throws {
        let error = try #require(throws: JournalError.self) { _ = try verify() }
        guard case .storage(.cannotOpen) = error else { throw error }
        #expect(access(folder.path, F_OK) != 0)
    }

    @Test func `a journal of a later program is refused`() throws {
        try folder.fill()
        try folder.tamper("PRAGMA user_version = 99")
        let error = try #require(throws: JournalError.self) { _ = try folder.open() }
        guard case .storage(.newerSchema(_, found: 99, known: 5)) = error else { throw error }
        #expect(error.hint == "Install the version of this program that wrote the file.")
    }
}

/// The business day is the kiosk's, and the clock only suggests it.
struct BusinessDayTests {
    let folder = JournalFolder()

    private func day(_ journal: JournalFile) throws -> String {
        try journal.append(.programStarted(version: "1")).record.header.businessDay.description
    }

    @Test func `the day follows the clock forwards and never backwards`() throws {
        let clock = TestClock("2026-11-22")
        let journal = try folder.open(clock: clock)
        #expect(try day(journal) == "2026-11-22")
        clock.set("2026-11-21")
        #expect(try day(journal) == "2026-11-22")
        clock.set("2026-12-01")
        #expect(try day(journal) == "2026-12-01")
        clock.set("2000-01-01", wallTime: WallTime(secondsSince1970: 0))
        let header = try journal.append(.programStarted(version: "1")).record.header
        #expect(header.businessDay == Sample.businessDay("2026-12-01"))
        #expect(header.wallTime == WallTime(secondsSince1970: 0), "the clock is told as it is")
        journal.close()
    }

    @Test func `nor when the kiosk starts with an older clock`() throws {
        let journal = try folder.open(clock: TestClock("2026-11-22"))
        journal.close()
        let again = try folder.open(clock: TestClock("2026-11-01"))
        #expect(again.businessDay == Sample.businessDay("2026-11-22"))
        #expect(try day(again) == "2026-11-22")
        again.close()
    }

    @Test func `the machine's own clock gives its date and boot`() {
        let clock = JournalClock.system()
        #expect(clock.bootIdentifier.count == 16)
        let (first, second) = (clock.read(), clock.read())
        #expect(second.monotonicNanoseconds >= first.monotonicNanoseconds)
        #expect(first.date >= Sample.businessDay("2025-01-01"))
    }
}
