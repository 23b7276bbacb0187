/// How an exchange is protected.
///
/// The raw value is the mode byte of a file.
enum CommunicationMode: UInt8 {
    case plain = 0x00
    case mac = 0x01
    case full = 0x03

    /// The mode byte 02 means plain as well.
    init?(byte: UInt8) {
        self.init(rawValue: byte == 0x02 ? 0x00 : byte)
    }

    /// For an answer that has no data of its own to encipher.
    var ofAcknowledgement: Self { self == .full ? .mac : self }
}

/// The parts of a command's data, in bytes.
struct CommandLayout {
    /// Stays readable in every mode; nil where only the command itself can tell its length.
    var clear: Int?
    /// Is enciphered in full mode.
    var protected = 0
    /// Follows the protected part as a check of its own (ChangeKey's code over the new key).
    var trailer = 0
    var mode = CommunicationMode.mac
}

/// A command after its protection was taken off.
struct OpenedCommand {
    var clear: [UInt8]
    var protected: [UInt8] = []
    var trailer: [UInt8] = []
}

/// What a session does to commands and answers.
///
/// Any error it throws is the session's end.
protocol SecureChannel: Sendable {
    /// The full length of a command of this layout, of known clear length.
    func byteCount(of layout: CommandLayout) -> Int
    /// Checks a command and takes its protection off.
    mutating func open(_ command: Command, _ layout: CommandLayout) throws(Status) -> OpenedCommand
    /// Protects the data of an answer with status 00.
    mutating func seal(_ answer: Answer) -> [UInt8]
}

/// The way without a session: all is plain.
struct UnprotectedChannel: SecureChannel {
    func byteCount(of layout: CommandLayout) -> Int { (layout.clear ?? 0) + layout.protected }

    func open(_ command: Command, _ layout: CommandLayout) throws(Status) -> OpenedCommand {
        guard let clear = layout.clear else { return OpenedCommand(clear: command.data) }
        guard command.data.count == byteCount(of: layout) else { throw .lengthError }
        return OpenedCommand(
            clear: Array(command.data.prefix(clear)),
            protected: Array(command.data.dropFirst(clear))
        )
    }

    func seal(_ answer: Answer) -> [UInt8] { answer.data }
}

/// A successful authentication: with which key of the selected application, and the channel it made.
struct Session {
    let keyNumber: UInt8
    var channel: any SecureChannel
}

extension VirtualCard {
    /// The way commands and answers go now.
    var channel: any SecureChannel { session?.channel ?? UnprotectedChannel() }

    /// Whether the session was made with key 0 of the selected level.
    var hasMasterSession: Bool { session?.keyNumber == 0 }

    /// Takes the protection off a command.
    mutating func open(
        _ command: Command,
        _ layout: CommandLayout
    ) throws(Status) -> OpenedCommand {
        var channel = channel
        defer { session?.channel = channel }
        return try channel.open(command, layout)
    }

    /// The data of a command that is never enciphered, of exactly so many bytes.
    mutating func openClear(_ command: Command, byteCount: Int?) throws(Status) -> [UInt8] {
        try open(command, CommandLayout(clear: byteCount)).clear
    }

    /// Protects an answer.
    mutating func seal(_ answer: Answer) -> [UInt8] {
        var channel = channel
        defer { session?.channel = channel }
        return channel.seal(answer)
    }
}
