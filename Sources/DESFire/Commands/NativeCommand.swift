/// What a command does to the card, and when.
public enum CommandEffect: Sendable, Hashable {
    /// Nothing: it may be lost and said again.
    case none
    /// It changes the shadow of a file, which is dropped with the field: harmless until Commit.
    case staged
    /// It changes the card at once.
    case immediate
    /// It makes everything staged valid.
    case commits
}

/// How a command is protected inside a session; what that means is the channel's to say.
public enum CommandProtection: Sendable, Hashable {
    /// The default of the session.
    case session
    /// Data goes to a file of this mode.
    case writing(CommunicationMode)
    /// Data comes from a file of this mode.
    case reading(CommunicationMode)
    /// The request is always enciphered.
    case enciphered
    /// The answer is always enciphered.
    case answerEnciphered

    /// Whether the command means the same without a session.
    var allowsPlain: Bool {
        switch self {
        case .session, .writing(.plain), .reading(.plain): true
        case .writing, .reading, .enciphered, .answerEnciphered: false
        }
    }
}

/// What the caller knows about the length of an answer, without MAC and padding.
public enum AnswerLength: Sendable, Hashable {
    /// So many bytes and nothing else.
    case exactly(Int)
    /// Only the card knows.
    case any

    func admits(_ byteCount: Int) -> Bool {
        switch self {
        case .exactly(let expected): byteCount == expected
        case .any: true
        }
    }
}

/// One native command before it is protected and framed.
public struct NativeCommand: Sendable, Hashable {
    /// The instruction byte.
    public let instruction: Instruction
    /// The part that stays readable even in Full mode.
    public let header: [UInt8]
    /// The part that Full mode enciphers.
    public let data: [UInt8]
    /// How it travels inside a session.
    public let protection: CommandProtection
    /// What it does to the card.
    public let effect: CommandEffect
    /// How long the answer must be.
    public let answerLength: AnswerLength

    init(
        _ instruction: Instruction,
        header: [UInt8] = [],
        data: [UInt8] = [],
        protection: CommandProtection = .session,
        effect: CommandEffect,
        answer answerLength: AnswerLength = .exactly(0)
    ) {
        self.instruction = instruction
        self.header = header
        self.data = data
        self.protection = protection
        self.effect = effect
        self.answerLength = answerLength
    }
}
