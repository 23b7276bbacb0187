internal import Spelling

/// How much an entry matters. The numbers are those of syslog (RFC 5424, table 2).
public enum LogLevel: Int, Sendable, CaseIterable {
    /// Something failed that people must look into.
    case error = 3
    /// Something was refused or is going wrong.
    case warning = 4
    /// The program does as it should.
    case info = 6

    var name: String {
        switch self {
        case .error: "error"
        case .warning: "warning"
        case .info: "info"
        }
    }
}

/// One event, as one line of `logfmt`:
///
///     time=2026-11-22T04:00:00.250Z level=warning event=batch_refused kiosk=7 answer=fork
///
/// Rules:
/// 1. Keys are words of ours: `a–z`, `0–9` and `_`. Values may come from anybody.
/// 2. A value stands bare when it has only letters, digits and `-._:/,+@%[]`. Otherwise it is quoted,
///    with `\"`, `\\`, `\n`, `\r`, `\t`, and `\u{…}` for what else a terminal or a reader of lines
///    could take for more than text. So no value ends its line or begins a field.
/// 3. A value has at most 512 bytes, a line at most 4,096 with its end: what is longer is cut, and `…`
///    or `cut=true` says so. One write(2) of that size to a pipe is not torn.
public struct LogEntry: Sendable {
    /// How much it matters.
    public let level: LogLevel
    /// What happened, a word such as `batch_refused`.
    public let event: String
    /// What else is known.
    public private(set) var fields: [(key: String, value: String)]

    static let valueByteLimit = 512
    static let lineByteLimit = 4_096

    init(_ level: LogLevel, _ event: String, _ fields: [(key: String, value: String)]) {
        precondition(isWord(event), "\(event) is no word for an event")
        precondition(fields.allSatisfy { isWord($0.key) }, "\(fields.map(\.key)) are no keys")
        (self.level, self.event, self.fields) = (level, event, fields)
    }

    /// The first value of that key.
    public subscript(key: String) -> String? { fields.first { $0.key == key }?.value }

    mutating func append(_ key: String, _ value: String) { fields.append((key, value)) }

    /// The line without its end. `time` stands in front as it is; nil leaves it out.
    func line(time: String?) -> String {
        let end = " cut=true"
        var line = time.map { "time=\($0) " } ?? ""
        line += "level=\(level.name) event=\(event)"
        for (key, value) in fields {
            let field = " \(key)=\(logfmt(value))"
            guard line.utf8.count + field.utf8.count + end.utf8.count < Self.lineByteLimit else {
                return line + end
            }
            line += field
        }
        return line
    }
}

private func isWord(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64
        && text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                || byte == UInt8(ascii: "_")
        }
}

/// A value as it stands in a line.
func logfmt(_ value: String) -> String {
    let text = value.visible(byteLimit: LogEntry.valueByteLimit, escaping: ["\"", "\\"])
    let isBare = !text.isEmpty && text.unicodeScalars.allSatisfy(isBareScalar)
    return isBare ? text : "\"\(text)\""
}

private func isBareScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    case "-", ".", "_", ":", "/", ",", "+", "@", "%", "[", "]": true
    default: false
    }
}
