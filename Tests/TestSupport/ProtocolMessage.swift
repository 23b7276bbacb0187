/// A message of PostgreSQL's protocol as it stands on the wire.
///
/// Rules:
/// 1. A message is a letter, a length of four bytes, big endian, that counts itself, and a body.
/// 2. A client's first messages have no letter: a length, and a number that says what is asked.
///
/// Source: PostgreSQL 15, 55.7 "Message Formats".
struct ProtocolMessage {
    /// The letter; 0 for a client's first messages.
    let letter: UInt8
    /// All bytes, with letter and length.
    let bytes: [UInt8]

    /// SSLRequest and GSSENCRequest, which a server without encryption answers with one letter.
    var asksForEncryption: Bool {
        letter == 0 && bytes.count == 8 && (number(4) == 80_877_103 || number(4) == 80_877_104)
    }

    /// Whether the client has the server run a statement: Query or Execute.
    var runsStatement: Bool { letter == UInt8(ascii: "Q") || letter == UInt8(ascii: "E") }

    /// Whether it is a Query of the text COMMIT.
    var isCommit: Bool { letter == UInt8(ascii: "Q") && bytes[5...].elementsEqual("COMMIT\0".utf8) }

    /// Whether the server has answered all and waits: ReadyForQuery.
    var isReadyForQuery: Bool { letter == UInt8(ascii: "Z") }

    /// The messages that make the server fail, with this SQLSTATE, in the place of this one.
    ///
    /// An Execute stands in the middle of others: another statement is executed in its place. The
    /// answers to its preparation are of no interest to libpq.
    func failing(state: String) -> [UInt8] {
        if isCommit { return Self.query("ROLLBACK; \(Self.raise(state))") }
        if letter == UInt8(ascii: "Q") { return Self.query(Self.raise(state)) }
        let (unnamed, portal, none) = ("\0", "proxy\0", "\0\0")
        return Self.message("P", unnamed + Self.raise(state) + "\0" + none)
            + Self.message("B", portal + unnamed + none + none + none)
            + Self.message("E", portal + none + none)
    }

    /// The message after which, when it is run, the server fails with this SQLSTATE.
    func failingAfterwards(state: String) -> [UInt8] {
        precondition(letter == UInt8(ascii: "Q"), "only a text without values takes a second one")
        let text = String(decoding: bytes[5...].dropLast(), as: UTF8.self)
        return Self.query("\(text); \(Self.raise(state))")
    }

    private static func raise(_ state: String) -> String {
        "DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '\(state)'; END $$"
    }

    private static func query(_ text: String) -> [UInt8] { message("Q", text + "\0") }

    private static func message(_ letter: Unicode.Scalar, _ body: String) -> [UInt8] {
        let length = UInt32(body.utf8.count + 4)
        return [UInt8(ascii: letter)] + withUnsafeBytes(of: length.bigEndian) { Array($0) }
            + Array(body.utf8)
    }

    private func number(_ place: Int) -> Int {
        bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}

/// Cuts a stream of one direction into its messages.
struct ProtocolStream {
    private var bytes: [UInt8] = []
    private var start = 0
    /// Whether the messages have letters yet.
    private var hasLetters: Bool

    /// A client's stream begins without letters.
    init(fromClient: Bool) { hasLetters = !fromClient }

    mutating func append(_ new: ArraySlice<UInt8>) {
        bytes.removeFirst(start)
        start = 0
        bytes += new
    }

    /// The next message; nil until all of it has come.
    mutating func next() -> ProtocolMessage? {
        let head = hasLetters ? 5 : 4
        guard bytes.count - start >= head else { return nil }
        let length = bytes[start + head - 4..<start + head].reduce(0) { $0 << 8 | Int($1) }
        let end = start + head - 4 + length
        guard bytes.count >= end else { return nil }
        let message = ProtocolMessage(
            letter: hasLetters ? bytes[start] : 0,
            bytes: Array(bytes[start..<end])
        )
        start = end
        // After a request for encryption comes another message without a letter.
        if !hasLetters { hasLetters = !message.asksForEncryption }
        return message
    }
}
