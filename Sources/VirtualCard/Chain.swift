/// What the next frame AF continues.
enum Chain {
    case idle
    /// A request that is not complete; `byteCount` is its full length.
    case collecting(Command, byteCount: Int)
    /// An answer with frames left.
    case sending([[UInt8]])
    /// A challenge is out.
    case authenticating(PendingAuthentication)
}

/// One answer frame.
struct Frame {
    var data: [UInt8]
    var isLast: Bool
}

/// An answer before protection is put on and it is cut into frames.
struct Answer {
    var data: [UInt8] = []
    /// How a session protects the answer.
    var mode = CommunicationMode.mac
    /// Whether the command said how long the data would be.
    var isLengthKnown = true
    /// Lengths of the first frames where the command prescribes them.
    var leadingFrames: [Int] = []
    /// The command took the ground from under the session; this answer is its last.
    var endsSession = false
}

extension VirtualCard {
    /// Data bytes in one answer frame.
    static let frameLimitBytes = 59
    /// Data bytes in one short response APDU, for commands that leave splitting to ISO 14443-4.
    static let responseLimitBytes = 256

    /// Takes one request frame and gives one answer frame.
    mutating func nextFrame(_ byte: UInt8, _ data: [UInt8]) throws(Status) -> Frame {
        let current = chain
        chain = .idle
        let isContinuation = byte == Instruction.additionalFrame.rawValue
        switch current {
        case .idle:
            return try begin(byte, data)
        case .collecting(let command, let byteCount) where isContinuation:
            guard !data.isEmpty else { throw .lengthError }
            return try collect(
                Command(instruction: command.instruction, data: command.data + data),
                byteCount
            )
        case .sending(let frames) where isContinuation:
            guard data.isEmpty else { throw .lengthError }
            return send(frames)
        case .authenticating(let pending) where isContinuation:
            return try finishAuthentication(pending, proof: data)
        case .collecting, .sending, .authenticating:
            throw .commandAborted
        }
    }

    private mutating func begin(_ byte: UInt8, _ data: [UInt8]) throws(Status) -> Frame {
        guard let instruction = Instruction(rawValue: byte), instruction != .additionalFrame,
            memory.model == .ev2 || !instruction.needsEV2
        else { throw .illegalCommand }
        let command = Command(instruction: instruction, data: data)
        guard let byteCount = try chainedByteCount(of: command) else {
            return try answer(command)
        }
        return try collect(command, byteCount)
    }

    /// Executes the command when all of it is there; asks for more before.
    private mutating func collect(_ command: Command, _ byteCount: Int) throws(Status) -> Frame {
        if command.data.count < byteCount, !command.instruction.isISOChained {
            chain = .collecting(command, byteCount: byteCount)
            return Frame(data: [], isLast: false)
        }
        guard command.data.count == byteCount else { throw .lengthError }
        return try answer(command)
    }

    private mutating func answer(_ command: Command) throws(Status) -> Frame {
        if let challenge = try beginAuthentication(command) { return challenge }
        let answer = try execute(command)
        let sealed = seal(answer)
        if answer.endsSession { session = nil }
        guard command.instruction.isISOChained else {
            return send(frames(of: sealed, leading: answer.leadingFrames))
        }
        guard sealed.count <= Self.responseLimitBytes else { throw .lengthError }
        return Frame(data: sealed, isLast: true)
    }

    private mutating func send(_ frames: [[UInt8]]) -> Frame {
        let rest = Array(frames.dropFirst())
        if !rest.isEmpty { chain = .sending(rest) }
        return Frame(data: frames.first ?? [], isLast: rest.isEmpty)
    }

    private func frames(of data: [UInt8], leading: [Int]) -> [[UInt8]] {
        var rest = data[...]
        var frames: [[UInt8]] = []
        for length in leading {
            frames.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        while rest.count > Self.frameLimitBytes {
            frames.append(Array(rest.prefix(Self.frameLimitBytes)))
            rest = rest.dropFirst(Self.frameLimitBytes)
        }
        return frames + [Array(rest)]
    }
}
