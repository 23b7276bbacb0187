import Testing

@testable import Storage

struct MigrationTests {
    let folder = TemporaryFolder()
    let migrations = [
        "CREATE TABLE sale (sequence INTEGER PRIMARY KEY) STRICT",
        "ALTER TABLE sale ADD COLUMN amountFen INTEGER; CREATE INDEX byAmount ON sale (amountFen)",
    ]

    @Test func `a file of any earlier layout is brought to the newest`() throws {
        let database = try Database(path: folder.file("test.sqlite"))
        try database.migrate(Array(migrations.prefix(1)))
        #expect(try database.userVersion == 1)
        try database.run("INSERT INTO sale (sequence) VALUES (1)")
        try database.migrate(migrations)
        #expect(try database.userVersion == 2)
        try database.run("UPDATE sale SET amountFen = 10000")
        try database.migrate(migrations)
        #expect(try database.first("SELECT amountFen FROM sale") { try $0.integer(0) } == 10_000)
        database.close()
    }

    @Test func `a step that fails leaves the layout before it`() throws {
        let database = try Database(path: folder.file("test.sqlite"))
        let broken = [migrations[0], "CREATE TABLE extra (a); CREATE TABLE sale (b)"]
        let error = try #require(throws: StorageError.self) { try database.migrate(broken) }
        guard case .statementFailed = error else { throw error }
        #expect(try database.userVersion == 1)
        let tables = try database.query("SELECT name FROM sqlite_schema") { try $0.text(0) }
        #expect(tables == ["sale"])
        database.close()
    }

    @Test func `a file of a later program is refused`() throws {
        let database = try Database(path: folder.file("test.sqlite"))
        try database.migrate(migrations)
        let error = try #require(throws: StorageError.self) {
            try database.migrate(Array(migrations.prefix(1)))
        }
        guard case .newerSchema(_, found: 2, known: 1) = error else { throw error }
        #expect(error.sentence.hasSuffix("has layout 2; this program knows layouts up to 1."))
        database.close()
    }
}
