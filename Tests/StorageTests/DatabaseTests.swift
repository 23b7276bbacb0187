import Glibc
import Testing

@testable import Storage

struct DatabaseTests {
    let folder = TemporaryFolder()

    func open(_ options: DatabaseOptions = .init()) throws -> Database {
        let database = try Database(path: folder.file("test.sqlite"), options: options)
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS note (
                id INTEGER PRIMARY KEY, words TEXT, bytes BLOB, number INTEGER
            )
            """
        )
        return database
    }

    @Test func `every kind of value comes back as it went in`() throws {
        let database = try open()
        try database.run(
            "INSERT INTO note (words, bytes, number) VALUES (?, ?, ?)",
            "电 \u{0} ☂",
            [0, 1, 255] as [UInt8],
            Int64.min
        )
        let row = try database.first("SELECT words, bytes, number FROM note") {
            (try $0.text(0), try $0.bytes(1), try $0.integer(2))
        }
        #expect(row?.0 == "电 \u{0} ☂")
        #expect(row?.1 == [0, 1, 255])
        #expect(row?.2 == .min)
        database.close()
    }

    @Test func `a file is named as it is called, whatever stands for something in a name`() throws {
        for name in ["100%3f.sqlite", "a?psow=0#b.sqlite", "电 ☂&.sqlite"] {
            let path = folder.file(name)
            try Database(path: path).close()
            #expect(access(path, F_OK) == 0)
            #expect(
                try Database(path: path).first("PRAGMA database_list") { try $0.text(2) } == path
            )
        }
    }

    @Test func `nothing, an empty text and no bytes are three different values`() throws {
        let database = try open()
        let insert = "INSERT INTO note (words, bytes) VALUES (?, ?)"
        try database.run(insert, "", [] as [UInt8])
        try database.run(insert, nil as String?, nil as [UInt8]?)
        let rows = try database.query("SELECT words, bytes, number FROM note ORDER BY id") {
            (try $0.optionalText(0), try $0.optionalBytes(1), try $0.optionalInteger(2))
        }
        try #require(rows.count == 2)
        #expect(rows[0].0 == "" && rows[0].1 == [] && rows[0].2 == nil)
        #expect(rows[1].0 == nil && rows[1].1 == nil)
        database.close()
    }

    @Test func `a column of another type is damage, not a conversion`() throws {
        let database = try open()
        try database.run("INSERT INTO note (words) VALUES (?)", "12")
        let error = try #require(throws: StorageError.self) {
            try database.first("SELECT words FROM note") { try $0.integer(0) }
        }
        guard case .corrupt(let fault) = error else { throw error }
        #expect(fault.message == "column 0 holds no integer")
        database.close()
    }

    @Test func `changes and the last row identifier are those of the last insert`() throws {
        let database = try open()
        for number in 1...3 { try database.run("INSERT INTO note (number) VALUES (?)", number) }
        #expect(database.lastInsertRowIdentifier == 3)
        try database.run("UPDATE note SET number = 0 WHERE id > ?", 1)
        #expect(database.changes == 2)
        database.close()
    }

    @Test func `a transaction that throws leaves nothing behind`() throws {
        struct Refused: Error {}
        let database = try open()
        #expect(throws: Refused.self) {
            try database.transaction {
                try database.run("INSERT INTO note (number) VALUES (1)")
                throw Refused()
            }
        }
        #expect(!database.isInTransaction)
        #expect(try database.first("SELECT count(*) FROM note") { try $0.integer(0) } == 0)
        let identifier = try database.transaction {
            try database.run("INSERT INTO note (number) VALUES (1)")
            return database.lastInsertRowIdentifier
        }
        #expect(identifier == 1)
        database.close()
    }

    @Test func `the settings that durability rests on are in force`() throws {
        let database = try open()
        func setting(_ name: String) throws -> Int64? {
            try database.first("PRAGMA \(name)") { try $0.integer(0) }
        }
        #expect(try database.first("PRAGMA journal_mode") { try $0.text(0) } == "wal")
        #expect(try setting("synchronous") == 2)
        #expect(try setting("foreign_keys") == 1)
        #expect(try setting("trusted_schema") == 0)
        database.close()
    }

    @Test func `the file and its log are for the owner's eyes`() throws {
        let database = try open()
        #expect(try folder.mode("test.sqlite") == 0o600)
        #expect(try folder.mode("test.sqlite-wal") == 0o600)
        database.close()
    }

    @Test func `a statement is compiled once and none is left open at the end`() throws {
        let database = try open()
        for number in 1...5 { try database.run("INSERT INTO note (number) VALUES (?)", number) }
        #expect(database.openStatementCount == 1)
        _ = try database.query("SELECT number FROM note") { try $0.integer(0) }
        #expect(database.openStatementCount == 2)
        database.finaliseStatements()
        #expect(database.openStatementCount == 0)
        database.close()
    }

    @Test func `a row that is left early does not keep its statement running`() throws {
        struct Enough: Error {}
        let database = try open()
        for number in 1...3 { try database.run("INSERT INTO note (number) VALUES (?)", number) }
        let select = "SELECT number FROM note ORDER BY id"
        #expect(throws: Enough.self) { try database.forEach(select) { _ in throw Enough() } }
        #expect(try database.first(select) { try $0.integer(0) } == 1)
        #expect(try database.query(select) { try $0.integer(0) } == [1, 2, 3])
        database.close()
    }

    @Test func `what was committed is there when the file is opened again`() throws {
        let first = try open()
        try first.run("INSERT INTO note (number) VALUES (7)")
        first.close()
        let second = try open(.init(isReadOnly: false))
        #expect(try second.first("SELECT number FROM note") { try $0.integer(0) } == 7)
        #expect(try second.integrityFaults().isEmpty)
        second.close()
    }

    @Test func `a second close is a mistake of the program`() async {
        await #expect(processExitsWith: .failure) {
            let folder = TemporaryFolder()
            let database = try Database(path: folder.file("test.sqlite"))
            database.close()
            folder.remove()
            database.close()
        }
    }
}
