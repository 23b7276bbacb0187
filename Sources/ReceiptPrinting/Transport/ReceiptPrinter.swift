/// What prints jobs: a printer at the end of a wire, or something in its place.
public protocol ReceiptPort: Sendable {
    /// Prints a job, and says what became of it.
    mutating func print(_ job: [UInt8]) -> PrintOutcome
    /// Asks for paper: before money is taken.
    func paperState() throws(PrintError) -> PaperState
}

/// Prints jobs and says what became of them.
///
/// Every call blocks until the outcome is known or its time is over, so the printer belongs to an
/// actor on a device thread. Each job has a connection of its own: a network printer that was
/// switched off in between is found again.
public struct ReceiptPrinter: ReceiptPort {
    /// The times a printer has.
    public struct Timeouts: Sendable, Equatable {
        /// For connecting.
        public var connectMilliseconds = 3_000
        /// For taking the bytes of a job; a full buffer takes no more than it prints.
        public var writeMilliseconds = 10_000
        /// For printing a receipt, from its last byte to the proof.
        public var proofMilliseconds = 15_000
        /// For answering a question that is answered at once.
        public var answerMilliseconds = 1_000

        /// The times for usual printers.
        public init() {}
    }

    /// How long after an answer in turn a fault still counts: the head is behind the parser.
    private static let settlingMilliseconds = 500

    private let sink: ReceiptSink
    private let proof: PrinterProfile.ProofMethod
    private let timeouts: Timeouts
    // A random start, so that the answer to a job of an earlier process proves nothing now.
    private var jobNumber = Int.random(in: 0..<9_999)

    /// A printer at `sink`; nothing is opened yet.
    public init(sink: ReceiptSink, profile: PrinterProfile, timeouts: Timeouts = Timeouts()) {
        self.sink = sink
        self.proof = profile.proof
        self.timeouts = timeouts
    }

    /// Prints a job.
    public mutating func print(_ job: [UInt8]) -> PrintOutcome {
        do throws(PrintError) {
            let connection = try connect()
            switch connection.write(job, timeoutMilliseconds: timeouts.writeMilliseconds) {
            case .none(let error): return .notPrinted(error)
            case .some(let error): return .unknown(.interrupted(error))
            case .all: break
            }
            let outcome = prove(connection)
            if let error = connection.drain(timeoutMilliseconds: timeouts.answerMilliseconds) {
                return .unknown(.interrupted(error))
            }
            return outcome
        } catch {
            return .notPrinted(error)
        }
    }

    /// Asks for paper: before money is taken.
    ///
    /// A file has no paper and a silent printer tells nothing; both are `unknown`.
    public func paperState() throws(PrintError) -> PaperState {
        if case .file = sink { return .unknown }
        let connection = try connect()
        guard let status = ask(Command.askPaper, over: connection) else { return .unknown }
        if status & 0x60 != 0 { return .out }
        return status & 0x0C != 0 ? .nearEnd : .present
    }

    private func connect() throws(PrintError) -> PrinterConnection {
        let connection = try PrinterConnection(
            to: sink,
            timeoutMilliseconds: timeouts.connectMilliseconds
        )
        connection.discardInput()
        return connection
    }

    private mutating func prove(_ connection: borrowing PrinterConnection) -> PrintOutcome {
        if case .file = sink { return .printed(.file) }
        switch proof {
        case .none: return .unknown(.writeOnlyLink)
        case .processIdentifier: return proveByIdentifier(connection)
        case .paperAnswer: return proveByPaperAnswer(connection)
        }
    }

    private mutating func proveByIdentifier(
        _ connection: borrowing PrinterConnection
    ) -> PrintOutcome {
        jobNumber = jobNumber % 9_999 + 1
        let digits = String(jobNumber)
        let identifier = String(repeating: "0", count: 4 - digits.count) + digits
        let expected = [0x22] + Array(identifier.utf8)
        let answer = response(
            to: Command.processIdentifier(Array(identifier.utf8)),
            over: connection,
            timeoutMilliseconds: timeouts.proofMilliseconds
        ) { answer in
            if case .block(identifier: 0x37, let text) = answer { text == expected } else { false }
        }
        return answer == nil ? .unknown(.noAnswer) : .printed(.processIdentifier(identifier))
    }

    private func proveByPaperAnswer(_ connection: borrowing PrinterConnection) -> PrintOutcome {
        let answer = response(
            to: Command.askPaperInTurn,
            over: connection,
            timeoutMilliseconds: timeouts.proofMilliseconds
        ) { answer in
            if case .inTurn = answer { true } else { false }
        }
        guard answer != nil else { return .unknown(.noAnswer) }
        let settled = Deadline(afterMilliseconds: Self.settlingMilliseconds)
        while !connection.read(by: settled).isEmpty {}
        guard let status = ask(Command.askOfflineCause, over: connection) else {
            return .unknown(.noAnswer)
        }
        // Cover open, stopped at the paper's end, error.
        return status & 0x64 == 0 ? .printed(.paperAnswer) : .unknown(.fault)
    }

    private func ask(
        _ question: [UInt8],
        over connection: borrowing PrinterConnection
    ) -> UInt8? {
        let answer = response(
            to: question,
            over: connection,
            timeoutMilliseconds: timeouts.answerMilliseconds
        ) { answer in
            if case .realTime = answer { true } else { false }
        }
        if case .realTime(let status) = answer { return status }
        return nil
    }

    /// Sends a question and reads until an answer fits; nil when none came in time.
    private func response(
        to question: [UInt8],
        over connection: borrowing PrinterConnection,
        timeoutMilliseconds: Int,
        _ fits: (PrinterAnswer) -> Bool
    ) -> PrinterAnswer? {
        let deadline = Deadline(afterMilliseconds: timeoutMilliseconds)
        guard case .all = connection.write(question, timeoutMilliseconds: timeoutMilliseconds)
        else { return nil }
        var answers = PrinterAnswers()
        while true {
            let bytes = connection.read(by: deadline)
            if bytes.isEmpty { return nil }
            if let answer = answers.receive(bytes).first(where: fits) { return answer }
        }
    }
}
