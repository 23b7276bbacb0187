import FoundationEssentials
import Glibc
import Prepayment
import RecordChain
import Storage
import TestSupport
import Testing

@testable import Journal

/// Full and failing disks are real ones.
@Suite(.timeLimit(.minutes(1))) struct FaultTests {
    static let long = RecordContent.programStarted(version: String(repeating: "v", count: 60_000))
    let folder = JournalFolder()

    @Test func `a full file keeps what it has and takes more once there is room`() throws {
        let journal = try folder.open()
        try journal.database.execute("PRAGMA max_page_count = 20")
        let head = journal.head
        let error = try #require(throws: JournalError.self) {
            for _ in 1...20 { try journal.append(Self.long) }
        }
        guard case .storage(.diskFull) = error else { throw error }
        #expect(error.sentence == "There is no room left to write \(folder.path).")
        #expect(journal.head.sequence < head.sequence + 3)
        let last = journal.head.sequence
        try journal.database.execute("PRAGMA max_page_count = 1000")
        #expect(try journal.append(Self.long).record.header.sequence == last + 1)
        journal.close()
        #expect(
            try JournalFile.verify(path: folder.path, kiosk: Sample.kiosk) == Int(last) + 1
        )
    }

    @Test(.enabled("needs root, to mount a small disk") { geteuid() == 0 })
    func `a full disk is told apart from a broken one`() async {
        await #expect(processExitsWith: .success) {
            let folder = JournalFolder()
            try FailingDisk.mountSmall(at: folder.folderPath)
            defer {
                umount2(folder.folderPath, 0)
                folder.remove()
            }
            let ballast = folder.file("ballast")
            try Data(count: 700_000).write(to: URL(filePath: ballast))
            let journal = try folder.open()
            let error = try #require(throws: JournalError.self) {
                for _ in 1...100 { try journal.append(Self.long) }
            }
            guard case .storage(.diskFull) = error else { throw error }
            let last = journal.head.sequence
            unlink(ballast)
            #expect(try journal.append(Self.long).record.header.sequence == last + 1)
            journal.close()
            let count = try JournalFile.verify(path: folder.path, kiosk: Sample.kiosk)
            #expect(count == Int(last) + 1)
        }
    }

    @Test func `after a failed write nothing more is written and the error stays`() async throws {
        await #expect(processExitsWith: .success) {
            [path = folder.path as String, count = folder.file("n") as String] in
            let journal = try JournalFile(path: path, kiosk: Sample.kiosk)
            FailingDisk.limitFileSizes(bytes: 400 * 1024)
            let error = try #require(throws: JournalError.self) {
                for _ in 1...100 { try journal.append(Self.long) }
            }
            guard case .storage(.inputOutput) = error else { throw error }
            #expect(throws: error) { try journal.append(.programStarted(version: "small")) }
            #expect(throws: error) { try journal.acknowledge(1) }
            #expect(throws: error) { try journal.batch(after: 0) }
            try Data("\(journal.head.sequence)".utf8).write(to: URL(filePath: count))
            journal.close()
        }
        // What append had given back is there, and nothing of what it had refused.
        let count = try folder.text(of: "n")
        #expect("\(try JournalFile.verify(path: folder.path, kiosk: Sample.kiosk))" == count)
        #expect(Int(count) ?? 0 > 2)
    }

    @Test func `a folder that does not exist is said so`() throws {
        let path = folder.file("missing/journal.sqlite")
        let error = try #require(throws: JournalError.self) {
            _ = try JournalFile(path: path, kiosk: Sample.kiosk)
        }
        #expect(error.sentence == "\(path) cannot be opened: No such file or directory.")
    }

    @Test func `reading ten thousand records takes a moment`() throws {
        let journal = try folder.open()
        // The disk is not what is looked at here.
        try journal.database.execute("PRAGMA synchronous = OFF")
        while journal.head.sequence < 10_000 {
            try journal.sell(.written, key: "\(journal.head.sequence)")
        }
        let count = Int(journal.head.sequence)
        journal.close()
        let start = ContinuousClock.now
        #expect(try JournalFile.verify(path: folder.path, kiosk: Sample.kiosk) == count)
        let time = ContinuousClock.now - start
        print("Verifying \(count) records took \(time).")
    }
}

/// The journal as the kiosk holds it.
struct JournalActorTests {
    let folder = JournalFolder()

    @Test func `opening notes the start of the program`() async throws {
        let journal = try await Journal.open(
            path: folder.path,
            kiosk: Sample.kiosk,
            programVersion: "0.1.0",
            clock: TestClock().journalClock
        )
        let contents = try await journal.perform { file throws(JournalError) in
            try file.batch(after: 1)?.records.map(\.record.content)
        }
        #expect(contents == [.programStarted(version: "0.1.0")])
        await journal.close()
    }

    @Test func `a closed journal refuses and closes no second time`() async throws {
        let journal = try await Journal.open(
            path: folder.path,
            kiosk: Sample.kiosk,
            programVersion: "0.1.0"
        )
        await journal.close()
        await journal.close()
        await #expect(throws: JournalError.closed) {
            try await journal.append(.programStarted(version: "2"))
        }
        await #expect(throws: JournalError.closed) {
            try await journal.perform { _ throws(JournalError) in }
        }
    }
}
