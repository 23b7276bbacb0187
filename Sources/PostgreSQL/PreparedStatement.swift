internal import CPostgreSQL

/// A statement that the server keeps parsed for this session, under a name.
struct PreparedStatement {
    let name: String
    /// The types of its values; unknown where there were only NULLs so far.
    let types: [Oid]

    /// Whether values of these types can be bound as they are.
    func takes(_ types: some Collection<Oid>) -> Bool {
        zip(self.types, types).allSatisfy { $0 == $1 || $1 == ServerType.unknown }
    }
}

/// The prepared statements of a session, by their text.
struct PreparedStatements {
    /// More different statements than this come from values pasted into the text.
    static let limit = 256

    private var statements: [String: PreparedStatement] = [:]
    private var namesGiven = 0

    /// The statement for a text whose values have these types.
    ///
    /// The types are declared to the server, as it would guess others where it can (a LIMIT, a
    /// 32-bit column). A `?` that was NULL so far gets its type with the first value, and the
    /// statement is prepared again. Wraps `PQsendPrepare`.
    mutating func statement(
        _ sql: String,
        types: [Oid],
        in session: Session
    ) throws -> PreparedStatement {
        let known = statements[sql]
        if let known, known.types.count == types.count, known.takes(types) { return known }
        precondition(
            known != nil || statements.count < Self.limit,
            "values pasted into SQL? \(sql)"
        )
        let numbered = NumberedStatement(sql)
        precondition(numbered.valueCount == types.count, "wrong number of values: \(sql)")
        let merged = types.indices.map { index in
            types[index] == ServerType.unknown
                ? known?.types[index] ?? ServerType.unknown : types[index]
        }
        namesGiven += 1
        let new = PreparedStatement(name: "s\(namesGiven)", types: merged)
        let count = Int32(merged.count)
        try session.ask(
            sql,
            commits: false,
            send: { PQsendPrepare(session.handle, new.name, numbered.text, count, merged) }
        )
        statements[sql] = new
        if let known { try session.command("DEALLOCATE \(known.name)", commits: false) }
        return new
    }

    /// Forgets a statement that the server does not know any more, or whose tables have changed.
    mutating func forget(_ sql: String) { statements[sql] = nil }
}
