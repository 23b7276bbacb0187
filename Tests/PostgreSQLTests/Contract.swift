import Relational
import Testing

/// What the port promises, as one body that runs against each database behind it.
struct Contract<Connection: SQLConnection> {
    let connection: Connection

    static var things: SQLTable {
        SQLTable(
            "thing",
            [
                .integer("id"), .text("name"), .bytes("content", optional: true),
                .integer("size", optional: true), .text("note", optional: true),
            ],
            key: ["id"]
        )
    }

    struct Thing: Equatable {
        var id: Int64
        var name: String
        var content: [UInt8]?
        var size: Int64?
        var note: String?

        init(
            id: Int64,
            name: String,
            content: [UInt8]? = nil,
            size: Int64? = nil,
            note: String? = nil
        ) {
            (self.id, self.name, self.content) = (id, name, content)
            (self.size, self.note) = (size, note)
        }

        init(_ row: some SQLRow) throws {
            id = try row.integer(0)
            name = try row.text(1)
            content = try row.optionalBytes(2)
            size = try row.optionalInteger(3)
            note = try row.optionalText(4)
        }
    }

    static var samples: [Thing] {
        [
            Thing(id: .min, name: "", content: [], size: .max, note: ""),
            Thing(id: -1, name: "户号 012 'quoted' \"too\" \\ ? $1"),
            Thing(id: 0, name: "nothing"),
            Thing(id: .max, name: "zero", content: [0, 1, 255], size: 0, note: "\n\t"),
        ]
    }

    func rows(_ things: [Thing]) -> SQLRows {
        var rows = SQLRows(columnCount: 5)
        for thing in things {
            rows.append(thing.id, thing.name, thing.content, thing.size, thing.note)
        }
        return rows
    }

    func all() throws -> [Thing] {
        try connection.query("SELECT id, name, content, size, note FROM thing ORDER BY id") {
            try Thing($0)
        }
    }

    /// Every value comes back as it was, whichever way it went in.
    func keepsValues() throws {
        try connection.create(Self.things)
        for thing in Self.samples {
            let changes = try connection.run(
                "INSERT INTO thing VALUES (?, ?, ?, ?, ?) -- a '?'",
                thing.id,
                thing.name,
                thing.content,
                thing.size,
                thing.note
            )
            #expect(changes == 1)
        }
        #expect(try all() == Self.samples)
        #expect(try connection.run("DELETE FROM thing") == 4)
        try connection.append(rows(Self.samples), to: Self.things)
        #expect(try all() == Self.samples)
        #expect(try connection.run("DELETE FROM thing WHERE id > ?", Int64.min) == 3)
    }

    /// Bytes and text of a mebibyte pass every way.
    func keepsLongValues() throws {
        try connection.create(Self.things)
        let long = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let text = String(repeating: "长", count: 1 << 18)
        let things = (1...3).map { Thing(id: $0, name: text, content: long) }
        try connection.append(rows(things), to: Self.things)
        #expect(try connection.runEach("DELETE FROM thing WHERE content = ?", single(long)) == 3)
        try connection.runEach("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", rows(things))
        #expect(try all() == things)
    }

    /// A `?` that was NULL first takes a value later, and the other way round.
    func takesNullForEveryType() throws {
        try connection.create(Self.things)
        let sql = "INSERT INTO thing VALUES (?, ?, ?, ?, ?)"
        try connection.run(sql, 1, "a", [UInt8]?.none, Int64?.none, String?.none)
        try connection.run(sql, 2, "b", [7] as [UInt8], Int64(5_000_000_000), "note")
        try connection.run(sql, 3, "c", [UInt8]?.none, Int64?.none, "note")
        #expect(try all().map(\.size) == [nil, 5_000_000_000, nil])
    }

    /// A statement runs for each row, and an error in the middle leaves a usable connection.
    func runsEach() throws {
        try connection.create(Self.things)
        let things = (1...5_000).map { Thing(id: $0, name: "thing \($0)", size: $0) }
        let insert = "INSERT INTO thing VALUES (?, ?, ?, ?, ?)"
        let added = try connection.transaction { try connection.runEach(insert, rows(things)) }
        #expect(added == 5_000)
        #expect(try all() == things)
        var additions = SQLRows(columnCount: 2)
        for id in 1...5_010 { additions.append(1, id) }
        let update = "UPDATE thing SET size = size + ? WHERE id = ?"
        #expect(try connection.runEach(update, additions) == 5_000)
        #expect(throws: (any Error).self) {
            try connection.transaction {
                try connection.run("DELETE FROM thing WHERE id = ?", 2_500)
                try connection.runEach(insert, rows(things))
            }
        }
        #expect(try all().compactMap(\.size) == (2...5_001).map { $0 })
        #expect(try connection.runEach(update, SQLRows(columnCount: 2)) == 0)
    }

    /// Each asking row gets its answers, in order, and a body that throws ends them.
    func asksEach() throws {
        try connection.create(Self.things)
        let things = (1...100).map { Thing(id: $0, name: "thing \($0 % 10)", size: $0) }
        try connection.append(rows(things), to: Self.things)
        var questions = SQLRows(columnCount: 1)
        for number in 0..<5_000 { questions.append("thing \(number % 20)") }
        let sql = "SELECT size, name FROM thing WHERE name = ? ORDER BY size"
        var answers = [Int64](repeating: 0, count: questions.count)
        var asked: [Int] = []
        var misplaced = 0
        try connection.forEachOfEach(sql, questions) { number, row in
            if try row.text(1) != "thing \(number % 20)" { misplaced += 1 }
            answers[number] += try row.integer(0)
            if asked.last != number { asked.append(number) }
        }
        #expect(misplaced == 0)
        #expect(asked == (0..<5_000).filter { $0 % 20 < 10 })
        #expect(answers[0] == 550)
        #expect(answers[4_987] == 520)
        #expect(answers[4_999] == 0)
        #expect(throws: Thrown.self) {
            try connection.forEachOfEach(sql, questions) { number, _ in
                if number == 2_301 { throw Thrown() }
            }
        }
        #expect(try all().count == 100)
    }

    /// A body that throws in the middle of an answer leaves a usable connection.
    func survivesThrowingBodies() throws {
        try connection.create(Self.things)
        try connection.append(
            rows((1...10_000).map { Thing(id: $0, name: "\($0)") }),
            to: Self.things
        )
        var count = 0
        #expect(throws: Thrown.self) {
            try connection.forEach("SELECT id FROM thing ORDER BY id") { _ in
                count += 1
                if count == 5 { throw Thrown() }
            }
        }
        #expect(count == 5)
        #expect(try connection.first("SELECT COUNT(*) FROM thing") { try $0.integer(0) } == 10_000)
        #expect(throws: Thrown.self) {
            try connection.transaction {
                try connection.run("DELETE FROM thing")
                throw Thrown()
            }
        }
        #expect(try all().count == 10_000)
        let sum = "SELECT CAST(SUM(id) AS BIGINT) FROM thing"
        let total = try connection.snapshot { try connection.first(sum) { try $0.integer(0) } }
        #expect(total == 50_005_000)
    }

    /// A key that is there already refuses all rows of an append.
    func refusesDuplicates() throws {
        try connection.create(Self.things)
        try connection.append(rows([Thing(id: 700, name: "there")]), to: Self.things)
        #expect(throws: (any Error).self) {
            try connection.transaction {
                try connection.append(
                    rows((1...1_000).map { Thing(id: $0, name: "") }),
                    to: Self.things
                )
            }
        }
        #expect(try all() == [Thing(id: 700, name: "there")])
    }

    /// A column of another type than the one asked for is an error.
    func checksTypes() throws {
        try connection.create(Self.things)
        try connection.append(rows([Thing(id: 1, name: "a", content: [1])]), to: Self.things)
        let sql = "SELECT id, name, content, size FROM thing"
        #expect(try connection.first(sql) { $0.isNull(3) } == true)
        #expect(throws: (any Error).self) { try connection.first(sql) { try $0.text(0) } }
        #expect(throws: (any Error).self) { try connection.first(sql) { try $0.integer(1) } }
        #expect(throws: (any Error).self) { try connection.first(sql) { try $0.text(2) } }
        #expect(throws: (any Error).self) { try connection.first(sql) { try $0.bytes(1) } }
        #expect(throws: (any Error).self) { try connection.first(sql) { try $0.integer(3) } }
    }

    struct Thrown: Error {}

    private func single(_ bytes: [UInt8]) -> SQLRows {
        var rows = SQLRows(columnCount: 1)
        rows.append(bytes)
        return rows
    }
}
