import SimulatedDisk
import Storage
import TestSupport
import Testing

struct SimulatedDiskTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.file("disk.sqlite") }

    private func mounted(seed: UInt64 = 1) -> SimulatedDisk {
        SimulatedDisk(folder: folder.path, dice: SeededGenerator(seed: seed))
    }

    /// What is kept of rows 1, 2, 3 …, as a program finds it that opens the file now.
    private func rows(_ synchronous: DatabaseOptions.Synchronous = .full) throws -> [Int64] {
        let database = try open(synchronous)
        defer { database.close() }
        return try database.query("SELECT number FROM row ORDER BY number") { try $0.integer(0) }
    }

    private func open(_ synchronous: DatabaseOptions.Synchronous = .full) throws -> Database {
        let database = try Database(
            path: path,
            options: DatabaseOptions(synchronous: synchronous, locksExclusively: true)
        )
        try database.execute("CREATE TABLE IF NOT EXISTS row (number INTEGER PRIMARY KEY)")
        return database
    }

    private func add(_ numbers: ClosedRange<Int>, to database: Database) throws {
        for number in numbers {
            try database.run("INSERT INTO row (number) VALUES (?1)", number)
        }
    }

    @Test func `what was synced survives a power cut`() throws {
        let disk = mounted()
        defer { disk.unmount() }
        let database = try open()
        try add(1...5, to: database)
        disk.losePower()
        database.close()
        #expect(try rows() == [1, 2, 3, 4, 5])
    }

    @Test func `what was not synced can be lost, and a killed program loses nothing`() throws {
        var kept: Set<Int> = []
        for seed in 1...20 as ClosedRange<UInt64> {
            let disk = mounted(seed: seed)
            defer { disk.unmount() }
            let database = try open(.normal)
            try add(1...5, to: database)
            if seed == 1 { disk.endProgram() } else { disk.losePower() }
            database.close()
            let count = try rows(.normal).count
            if seed == 1 { #expect(count == 5) } else { kept.insert(count) }
        }
        #expect(kept.contains { $0 < 5 })
    }

    @Test func `the power fails in the call that was named, and nothing works after it`() throws {
        let disk = mounted()
        defer { disk.unmount() }
        let database = try open()
        try add(1...2, to: database)
        disk.cutPower(afterCalls: 2) {}
        #expect(throws: StorageError.self) { try add(3...9, to: database) }
        #expect(disk.isDead)
        disk.losePower()
        database.close()
        let rows = try rows()
        #expect(rows == [1, 2] || rows == [1, 2, 3])
    }

    @Test func `a full disk keeps what was there`() throws {
        let disk = mounted()
        defer { disk.unmount() }
        let database = try open()
        try add(1...2, to: database)
        disk.limitRoom(bytes: 0)
        #expect(throws: StorageError.self) { try add(3...3, to: database) }
        disk.limitRoom(bytes: nil)
        try add(4...4, to: database)
        database.close()
        #expect(try rows() == [1, 2, 4])
    }

    /// Each number of bytes that a commit can end in: what was refused for want of room is not there.
    @Test func `what found no room is not there after a power cut or a kill`() throws {
        var refusals = 0
        for roomBytes in stride(from: 0, through: 20_000, by: 2_500) {
            let disk = mounted()
            defer { disk.unmount() }
            let database = try open()
            try add(1...2, to: database)
            disk.limitRoom(bytes: roomBytes)
            let isKept: Bool
            do {
                try add(3...3, to: database)
                isKept = true
            } catch {
                refusals += 1
                isKept = false
            }
            if roomBytes.isMultiple(of: 5_000) { disk.endProgram() } else { disk.losePower() }
            database.close()
            disk.limitRoom(bytes: nil)
            #expect(try rows() == (isKept ? [1, 2, 3] : [1, 2]), "\(roomBytes) bytes")
        }
        #expect(refusals > 0)
    }

    /// Linux calls pages clean that it failed to write. A program that is started anew reads them from
    /// the cache, and would go on behind them in a log that has a hole on the disk.
    @Test func `a failed sync takes nothing of what was kept after a new start`() throws {
        let disk = mounted()
        defer { disk.unmount() }
        let broken = try open()
        try add(1...2, to: broken)
        disk.failNextSync()
        #expect(throws: StorageError.self) { try add(3...3, to: broken) }
        disk.endProgram()
        broken.close()

        let database = try open()
        try add(4...6, to: database)
        disk.losePower()
        database.close()
        #expect(try rows().filter { $0 != 3 } == [1, 2, 4, 5, 6])
    }
}
