/// What the driver itself sends to a printer, by the names of Epson's reference.
enum PrinterCommand {
    private static let ESC: UInt8 = 0x1B
    private static let GS: UInt8 = 0x1D
    private static let DLE: UInt8 = 0x10
    private static let EOT: UInt8 = 0x04

    /// `ESC @`, which empties the print buffer.
    static let initialise = [ESC, 0x40]
    /// `GS a`: all changes, and the state now.
    static let tellChanges = [GS, 0x61, 0xFF]
    /// `GS r 1`: paper sensors, answered in turn with the printing.
    static let askPaperInTurn = [GS, 0x72, 0x01]
    /// `GS I 66`.
    static let askMaker = [GS, 0x49, 0x42]
    /// `GS I 67`.
    static let askModel = [GS, 0x49, 0x43]
    /// `DLE ENQ 2`: recovers from an error and clears the buffers.
    static let recover = [DLE, 0x05, 0x02]
    /// `DLE DC4 8`: clears all buffers.
    static let clearBuffers: [UInt8] = [DLE, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08]
    /// Ends an image that was broken off, whatever is left of it: no payload is longer.
    static let flush = [UInt8](repeating: 0, count: 8192) + initialise

    /// `DLE EOT n`, acted on when it is received.
    static func ask(_ question: StatusQuestion) -> [UInt8] { [DLE, EOT, question.rawValue] }

    /// `GS ( H`: four characters that come back when all before them is done.
    static func processIdentifier(_ characters: [UInt8]) -> [UInt8] {
        [GS, 0x28, 0x48, 6, 0, 0x30, 0x30] + characters
    }
}

/// Questions that are answered at once, by their number in `DLE EOT n`.
enum StatusQuestion: UInt8, Equatable {
    /// On line?
    case state = 1
    /// Cover, paper end, error?
    case cause = 2
    /// Which error?
    case error = 3
    /// Paper sensors?
    case paper = 4
    /// All of a presenter's.
    case full = 20
}

/// One question at a time: an answer does not say which question it answers.
struct StatusRound: Equatable {
    /// The question that waits for its answer.
    private(set) var open: StatusQuestion?
    /// When it counts as unanswered.
    private(set) var deadline: ContinuousClock.Instant?
    private var waiting: [StatusQuestion] = []
    /// A question was given up; until then its answer may still come, and answers nothing else.
    private var lateUntil: ContinuousClock.Instant?

    /// Begins with these questions.
    mutating func begin(_ questions: [StatusQuestion]) {
        if open != nil { lateUntil = deadline }
        (open, deadline, waiting) = (nil, nil, questions)
    }

    /// The question that an answer at this moment answers; nil for a late one.
    mutating func answered(at now: ContinuousClock.Instant) -> StatusQuestion? {
        if let late = lateUntil {
            lateUntil = nil
            if now < late { return nil }
        }
        return open
    }

    /// Puts a question before those that wait.
    mutating func insert(_ question: StatusQuestion) { waiting.insert(question, at: 0) }

    /// Opens the next question; nil when none is left.
    mutating func next(until deadline: ContinuousClock.Instant) -> StatusQuestion? {
        open = waiting.isEmpty ? nil : waiting.removeFirst()
        self.deadline = open == nil ? nil : deadline
        return open
    }

    /// Forgets all.
    mutating func cancel() { begin([]) }
}

/// The numbers of jobs, "0001" to "9999", over and over.
struct ProcessIdentifiers: Equatable {
    static let count = 9_999
    private(set) var last: Int

    /// `start` is random, so that the answer to a job of an earlier process proves nothing now.
    init(start: Int) { last = start % Self.count + 1 }

    /// The next number.
    mutating func issue() -> Int {
        last = last % Self.count + 1
        return last
    }

    /// Whether an answer proves a job: it names the job's own number or one that was issued after it,
    /// as a printer whose answers pile up sends only the newest.
    func proves(_ answer: Int, since first: Int) -> Bool {
        guard (1...Self.count).contains(answer) else { return false }
        func distance(to number: Int) -> Int { (number - first + Self.count) % Self.count }
        return distance(to: answer) <= distance(to: last)
    }

    /// The four characters.
    static func characters(of number: Int) -> [UInt8] {
        let digits = Array(String(number).utf8)
        return [UInt8](repeating: 0x30, count: 4 - digits.count) + digits
    }

    /// The number in a block of `GS ( H`: `37 22` and four digits.
    static func number(in text: [UInt8]) -> Int? {
        guard text.count == 5, text[0] == 0x22, text[1...].allSatisfy({ (0x30...0x39) ~= $0 })
        else { return nil }
        return text[1...].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
