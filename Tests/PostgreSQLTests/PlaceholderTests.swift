import Testing

@testable import PostgreSQL

struct PlaceholderTests {
    @Test(arguments: [
        ("SELECT 1", "SELECT 1", 0),
        ("a = ? AND b = ?", "a = $1 AND b = $2", 2),
        ("(?,?,?)", "($1,$2,$3)", 3),
        ("'?' || ?", "'?' || $1", 1),
        ("'it''s ?' || ?", "'it''s ?' || $1", 1),
        ("\"a?\"\"?\" = ?", "\"a?\"\"?\" = $1", 1),
        ("? -- who?\n, ?", "$1 -- who?\n, $2", 2),
        ("? -- who?", "$1 -- who?", 1),
        ("/* ? /* ? */ ? */ ?", "/* ? /* ? */ ? */ $1", 1),
        ("a - ? / ? * ?", "a - $1 / $2 * $3", 3),
        ("'户?' || ?", "'户?' || $1", 1),
        ("'open ?", "'open ?", 0),
        ("/* open ?", "/* open ?", 0),
    ])
    func `a question mark is numbered where it stands for a value`(
        sql: String,
        expected: String,
        count: Int
    ) {
        let statement = NumberedStatement(sql)
        #expect(statement.text == expected)
        #expect(statement.valueCount == count)
    }

    @Test func `values are numbered past nine`() {
        let sql = Array(repeating: "?", count: 12).joined(separator: ",")
        #expect(NumberedStatement(sql).text.hasSuffix("$9,$10,$11,$12"))
    }
}
