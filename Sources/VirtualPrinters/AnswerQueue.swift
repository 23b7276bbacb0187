/// Answers on their way to the host.
struct AnswerQueue {
    enum Kind {
        /// To a real-time command.
        case realTime
        /// By itself, when something changed.
        case automatic
        /// To a question, in turn with the printing.
        case inTurn
        /// To a process identifier, in turn with the printing.
        case processIdentifier

        /// Lost when the line loses what was answered in turn.
        var isInTurn: Bool { self == .inTurn || self == .processIdentifier }
    }

    private var answers: [(bytes: [UInt8], kind: Kind)] = []
    /// Makes bytes up: each time the same, so that a test that fails can be played again.
    private var random: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// Of identifiers that pile up only the newest is sent: it proves those before it.
    mutating func append(_ bytes: [UInt8], _ kind: Kind, faults: [PrinterFault]) {
        if faults.contains(.silent) { return }
        if faults.contains(.losesAnswers), kind.isInTurn { return }
        if kind == .processIdentifier { answers.removeAll { $0.kind == .processIdentifier } }
        answers.append((faults.contains(.garbage) ? bytes.map { _ in madeUpByte() } : bytes, kind))
    }

    mutating func takeAll() -> [UInt8] {
        defer { answers = [] }
        return answers.flatMap(\.bytes)
    }

    /// By the generator xorshift64.
    private mutating func madeUpByte() -> UInt8 {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        return UInt8(truncatingIfNeeded: random >> 32)
    }
}
