/// What a printer finds in the bytes it receives.
///
/// Written from the command tables of the printers, not from what our driver sends: the two check
/// each other, so they share no code.
enum VirtualPrinterCommand: Equatable {
    case character(UInt8)
    case chineseCharacter(UInt8, UInt8)
    case printLine
    case initialise
    case chineseMode(Bool)
    case size(width: Int, height: Int)
    case chineseSize(width: Int, height: Int)
    case position(dots: Int)
    case cut
    /// Changes how the print looks, which plain text does not show.
    case appearance
    case askRealTime(UInt8)
    case askPaperInTurn
    case processIdentifier([UInt8])
    case unknown([UInt8])

    /// Whether it only asks, and leaves nothing on the paper.
    var isQuestion: Bool {
        switch self {
        case .askRealTime, .askPaperInTurn, .processIdentifier: true
        default: false
        }
    }
}

/// Takes commands off the front of a stream whose pieces end anywhere.
struct VirtualPrinterScanner {
    private var pending: ArraySlice<UInt8> = []
    private var isChinese = false

    mutating func receive(_ bytes: [UInt8]) { pending += bytes }

    /// The next command and its bytes; nil until the rest of it arrives.
    mutating func next() -> (command: VirtualPrinterCommand, bytes: [UInt8])? {
        guard let (command, length) = scan(pending) else { return nil }
        let bytes = Array(pending.prefix(length))
        pending = pending.dropFirst(length)
        switch command {
        case .chineseMode(let isOn): isChinese = isOn
        case .initialise: isChinese = false
        default: break
        }
        return (command, bytes)
    }

    private func scan(_ bytes: ArraySlice<UInt8>) -> (VirtualPrinterCommand, length: Int)? {
        guard let first = bytes.first else { return nil }
        let second = bytes.dropFirst().first
        switch first {
        case 0x0A: return (.printLine, 1)
        case 0x10, 0x1B, 0x1C, 0x1D:
            guard let second else { return nil }
            return scanControl(first, second, bytes.dropFirst(2))
        case 0x20...0x7E: return (.character(first), 1)
        case 0x81...0xFE where isChinese:
            guard let second else { return nil }
            return (.chineseCharacter(first, second), 2)
        case 0x80...0xFF: return (.character(first), 1)
        default: return (.unknown([first]), 1)
        }
    }

    private func scanControl(
        _ group: UInt8,
        _ letter: UInt8,
        _ rest: ArraySlice<UInt8>
    ) -> (VirtualPrinterCommand, length: Int)? {
        guard let count = Self.parameterCount(group, letter, rest) else {
            return (.unknown([group, letter]), 2)
        }
        guard rest.count >= count else { return nil }
        let parameters = Array(rest.prefix(count))
        return (Self.command(group, letter, parameters), 2 + count)
    }

    /// How many bytes follow; at least one more than have come where only those would tell.
    private static func parameterCount(
        _ group: UInt8,
        _ letter: UInt8,
        _ rest: ArraySlice<UInt8>
    ) -> Int? {
        switch (group, letter) {
        case (0x1B, 0x40), (0x1B, 0x32), (0x1C, 0x26), (0x1C, 0x2E): return 0
        case (0x1B, 0x52), (0x1B, 0x33), (0x1B, 0x45), (0x1B, 0x2D), (0x1B, 0x61), (0x1B, 0x4D),
            (0x1B, 0x64), (0x1B, 0x4A), (0x1B, 0x74), (0x1C, 0x21), (0x1C, 0x2D), (0x1C, 0x57),
            (0x1D, 0x21), (0x1D, 0x42), (0x1D, 0x72), (0x1D, 0x61), (0x10, 0x04):
            return 1
        case (0x1B, 0x24), (0x1C, 0x53): return 2
        case (0x1D, 0x56):
            return (rest.first ?? 0) < 0x41 ? 1 : 2
        case (0x1D, 0x28):
            let head = Array(rest.prefix(3))
            return head.count < 3 ? 3 : 3 + Int(head[1]) + Int(head[2]) << 8
        default: return nil
        }
    }

    private static func command(
        _ group: UInt8,
        _ letter: UInt8,
        _ parameters: [UInt8]
    ) -> VirtualPrinterCommand {
        let first = parameters.first ?? 0
        switch (group, letter) {
        case (0x1B, 0x40): return .initialise
        case (0x1C, 0x26): return .chineseMode(true)
        case (0x1C, 0x2E): return .chineseMode(false)
        case (0x1D, 0x21):
            return .size(width: Int(first >> 4 & 7) + 1, height: Int(first & 7) + 1)
        case (0x1C, 0x21):
            return .chineseSize(
                width: first & 0x04 == 0 ? 1 : 2,
                height: first & 0x08 == 0 ? 1 : 2
            )
        case (0x1C, 0x57):
            return .chineseSize(width: Int(first & 1) + 1, height: Int(first & 1) + 1)
        case (0x1B, 0x24): return .position(dots: Int(parameters[0]) + Int(parameters[1]) << 8)
        case (0x1D, 0x56): return .cut
        case (0x10, 0x04): return .askRealTime(first)
        case (0x1D, 0x72): return .askPaperInTurn
        case (0x1D, 0x28) where parameters.starts(with: [0x48, 6, 0, 0x30, 0x30]):
            return .processIdentifier(Array(parameters.suffix(4)))
        case (0x1D, 0x28): return .unknown([group, letter] + parameters)
        default: return .appearance
        }
    }
}
