/// A command and the bytes that it came in.
struct ReceivedCommand: Equatable {
    let command: PrinterCommand
    let bytes: [UInt8]
}

/// Finds the commands in a stream, byte by byte.
struct CommandScanner {
    /// How bytes from 81 up join to characters.
    enum TwoByteCodes { case none, gb18030, gb18030WithFourBytes, jis, shiftJIS }

    /// What the mode commands before the end of the stream have chosen.
    var codes = TwoByteCodes.none
    private var pending: [UInt8] = []

    /// Bytes of the command that is not whole yet.
    var pendingCount: Int { pending.count }

    /// Forgets the command that has begun.
    mutating func clear() { pending = [] }

    /// Takes a byte; gives what is whole with it: two commands when a code broke off.
    mutating func take(_ byte: UInt8) -> [ReceivedCommand] {
        pending.append(byte)
        guard let first = pending.first else { return [] }
        switch first {
        case 0x10, 0x1B, 0x1C, 0x1D:
            guard let length = CommandLength.required(pending) else { return [finish(.unknown)] }
            guard pending.count >= length else { return [] }
            return [finish(CommandDecoding.command(pending))]
        case 0x00, 0x0D: return [finish(.accepted)]
        case 0x09: return [finish(.tab)]
        case 0x0A: return [finish(.printLine)]
        case 0x20...0x7E, 0x80...0xFF: return takeCharacter()
        default: return [finish(.unknown)]
        }
    }

    private mutating func finish(_ command: PrinterCommand) -> ReceivedCommand {
        defer { pending = [] }
        return ReceivedCommand(command: command, bytes: pending)
    }

    private mutating func takeCharacter() -> [ReceivedCommand] {
        let length = characterLength
        if pending.count < length { return [] }
        if pending.count == length { return [finish(.character(pending))] }
        // The second byte belongs to no code: the first stands alone, the second starts anew.
        let last = pending.removeLast()
        return [finish(.character(pending))] + take(last)
    }

    /// The bytes of the character that `pending` begins; one less than there are when its last
    /// byte cannot belong to it.
    private var characterLength: Int {
        let first = pending[0]
        let isLead =
            switch codes {
            case .none: false
            case .gb18030, .gb18030WithFourBytes: (0x81...0xFE).contains(first)
            case .shiftJIS: (0x81...0x9F).contains(first) || (0xE0...0xFC).contains(first)
            case .jis: (0x21...0x7E).contains(first)
            }
        guard isLead else { return 1 }
        guard pending.count >= 2 else { return 2 }
        let second = pending[1]
        if codes == .gb18030WithFourBytes, (0x30...0x39).contains(second) { return 4 }
        let isTrail =
            codes == .jis ? (0x21...0x7E).contains(second) : second >= 0x40 && second != 0x7F
        return isTrail ? 2 : 1
    }
}
