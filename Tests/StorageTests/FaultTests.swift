import Glibc
import Testing

@testable import Storage

/// Every fault is a real one: a lock that is held, a disk that is full, a write that fails.
struct FaultTests {
    let folder = TemporaryFolder()

    func openingError(
        _ path: String,
        _ options: DatabaseOptions = .init(busyTimeoutMilliseconds: 0)
    ) throws -> StorageError {
        try #require(throws: StorageError.self) { _ = try Database(path: path, options: options) }
    }

    @Test func `a second program is refused while the first holds the file`() throws {
        let path = folder.file("test.sqlite")
        let first = try Database(path: path, options: .init(locksExclusively: true))
        let error = try openingError(path)
        guard case .locked = error else { throw error }
        #expect(error.sentence == "Another program is using \(path).")
        #expect(!error.isFatal)
        first.close()
        try Database(path: path, options: .init(locksExclusively: true)).close()
    }

    @Test func `a second writer is refused and may try again`() throws {
        let path = folder.file("test.sqlite")
        let first = try Database(path: path)
        let second = try Database(path: path, options: .init(busyTimeoutMilliseconds: 0))
        try first.transaction {
            let error = try #require(throws: StorageError.self) { try second.transaction {} }
            guard case .locked = error else { throw error }
        }
        try second.transaction {}
        first.close()
        second.close()
    }

    @Test func `a full file keeps what it has and takes more once there is room`() throws {
        let database = try Database(path: folder.file("test.sqlite"))
        try database.execute("CREATE TABLE record (body BLOB) STRICT; PRAGMA max_page_count = 4")
        let insert = "INSERT INTO record VALUES (?)"
        try database.run(insert, [UInt8](repeating: 1, count: 100))
        let error = try #require(throws: StorageError.self) {
            try database.transaction {
                try database.run(insert, [UInt8](repeating: 2, count: 100_000))
            }
        }
        guard case .diskFull(let fault) = error else { throw error }
        #expect(fault.operation == insert)
        #expect(!error.isFatal && !database.isInTransaction)
        try database.execute("PRAGMA max_page_count = 1000")
        try database.run(insert, [UInt8](repeating: 2, count: 100_000))
        #expect(try database.first("SELECT count(*) FROM record") { try $0.integer(0) } == 2)
        database.close()
    }

    @Test(.enabled("needs root, to mount a small disk") { geteuid() == 0 })
    func `a full disk is told apart from a broken one`() async {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryFolder()
            try mountSmallDisk(at: folder.path)
            defer { umount2(folder.path, 0) }
            let database = try Database(path: folder.file("test.sqlite"))
            try database.execute("CREATE TABLE record (body BLOB) STRICT")
            let error = try #require(throws: StorageError.self) {
                try database.run(
                    "INSERT INTO record VALUES (?)",
                    [UInt8](repeating: 1, count: 2_000_000)
                )
            }
            guard case .diskFull = error else { throw error }
            try database.run("INSERT INTO record VALUES (?)", [1, 2, 3] as [UInt8])
            database.close()
        }
    }

    @Test func `after a failed write the connection refuses everything`() async {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryFolder()
            let database = try Database(path: folder.file("test.sqlite"))
            try database.execute("CREATE TABLE record (body BLOB) STRICT")
            limitFileSizes(bytes: 64 * 1024)
            let insert = "INSERT INTO record VALUES (?)"
            let error = try #require(throws: StorageError.self) {
                try database.transaction {
                    try database.run(insert, [UInt8](repeating: 1, count: 1_000_000))
                }
            }
            guard case .inputOutput = error else { throw error }
            #expect(error.isFatal)
            let failedWrite = "disk I/O error, code 778"
            #expect(error.fault.message == failedWrite)
            #expect(error.sentence.hasSuffix("was used: \(failedWrite)."))
            #expect(throws: error) { try database.run(insert, [1] as [UInt8]) }
            #expect(throws: error) { try database.transaction {} }
            database.close()
        }
    }

    @Test func `a file that is no database is named as such`() throws {
        try folder.write(Array(repeating: UInt8(ascii: "x"), count: 4_096), to: "letter.txt")
        let error = try openingError(folder.file("letter.txt"))
        guard case .notADatabase = error else { throw error }
    }

    @Test func `a damaged page is found and stops the connection`() throws {
        let path = folder.file("test.sqlite")
        let writer = try Database(path: path)
        try writer.execute("CREATE TABLE record (body BLOB) STRICT")
        for _ in 1...50 {
            try writer.run("INSERT INTO record VALUES (?)", [UInt8](repeating: 7, count: 1_000))
        }
        writer.close()
        var bytes = try folder.bytes(of: "test.sqlite")
        for index in 4_096..<8_192 { bytes[index] = 0xEE }
        try folder.write(bytes, to: "test.sqlite")

        let reader = try Database(path: path)
        let count = "SELECT sum(length(body)) FROM record"
        let error = try #require(throws: StorageError.self) {
            try reader.first(count) { try $0.integer(0) }
        }
        guard case .corrupt = error else { throw error }
        #expect(throws: error) { try reader.first(count) { try $0.integer(0) } }
        reader.close()
        let examiner = try Database(path: path)
        #expect(try !examiner.integrityFaults().isEmpty)
        examiner.close()
    }

    @Test func `a folder cannot be opened as a file`() throws {
        let error = try openingError(folder.path)
        guard case .cannotOpen = error else { throw error }
    }

    @Test func `a folder that does not exist is said so`() throws {
        let error = try openingError(folder.file("missing/test.sqlite"))
        guard case .cannotOpen(let fault) = error else { throw error }
        #expect(fault.message == "No such file or directory")
    }

    @Test func `a folder of another user is refused`() async {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryFolder()
            chmod(folder.path, 0o700)
            // Root may do everything, so the child becomes nobody.
            if geteuid() == 0 { try #require(seteuid(65_534) == 0) } else { chmod(folder.path, 0) }
            defer { _ = geteuid() == 65_534 ? seteuid(0) : chmod(folder.path, 0o700) }
            let error = try #require(throws: StorageError.self) {
                _ = try Database(path: folder.file("test.sqlite"))
            }
            guard case .permissionDenied = error else { throw error }
        }
    }

    @Test func `a reader makes no file and changes none`() throws {
        let path = folder.file("test.sqlite")
        let missing = try openingError(path, .init(isReadOnly: true))
        guard case .cannotOpen = missing else { throw missing }
        let writer = try Database(path: path)
        try writer.execute("CREATE TABLE record (body BLOB) STRICT")
        let reader = try Database(path: path, options: .init(isReadOnly: true))
        let error = try #require(throws: StorageError.self) {
            try reader.run("INSERT INTO record VALUES (?)", [1] as [UInt8])
        }
        guard case .permissionDenied = error else { throw error }
        reader.close()
        writer.close()
    }

    @Test func `a broken rule of the schema names the rule`() throws {
        let database = try Database(path: folder.file("test.sqlite"))
        try database.execute("CREATE TABLE sale (sequence INTEGER UNIQUE) STRICT")
        try database.run("INSERT INTO sale VALUES (?)", 1)
        let error = try #require(throws: StorageError.self) {
            try database.run("INSERT INTO sale VALUES (?)", 1)
        }
        guard case .constraintViolated(let fault) = error else { throw error }
        #expect(fault.message == "UNIQUE constraint failed: sale.sequence")
        database.close()
    }
}

/// Gives this thread its own view of the mounts and puts a disk of 1 MiB at `path`.
private func mountSmallDisk(at path: String) throws {
    // Glibc declares unshare(2) only for _GNU_SOURCE, which Swift does not set.
    typealias Unshare = @convention(c) (Int32) -> Int32
    let symbol = try #require(dlsym(nil, "unshare"))
    let unshare = unsafeBitCast(symbol, to: Unshare.self)
    let newMountNamespace: Int32 = 0x0002_0000
    try #require(unshare(newMountNamespace) == 0)
    try #require(mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil) == 0)
    try #require(mount("none", path, "tmpfs", 0, "size=1m") == 0)
}

/// Makes every write past `bytes` of a file fail with EFBIG, for this process and for good.
private func limitFileSizes(bytes: UInt) {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
    setrlimit(__rlimit_resource_t(1), &limit)
}
