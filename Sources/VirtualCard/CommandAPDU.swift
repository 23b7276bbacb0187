/// What a command APDU (ISO 7816-4, short form) asks for.
enum CommandAPDU: Equatable {
    /// A native command in its wrapping: `90 INS 00 00 [Lc data] 00`.
    case native(instruction: UInt8, data: [UInt8])
    /// SELECT by name: `00 A4 04 00 Lc name [00]`.
    case select(name: [UInt8])
    /// Pseudo-APDUs of PC/SC part 3, which the reader answers from what it learned at activation.
    case readUID
    case readHistoricalBytes
    case refused(StatusWord)

    /// EV1 takes frames of at most 60 bytes in all.
    static let ev1LimitBytes = 60

    init(_ apdu: [UInt8], model: CardModel) {
        guard apdu.count >= 5 else {
            self = .refused(
                apdu.first.map(Self.isKnownClass) == false ? .unknownClass : .wrongLength
            )
            return
        }
        switch apdu[0] {
        case 0x90: self = Self.native(apdu, model: model)
        case 0x00: self = Self.interindustry(apdu)
        case 0xFF: self = Self.reader(apdu)
        default: self = .refused(.unknownClass)
        }
    }

    private static func isKnownClass(_ byte: UInt8) -> Bool { [0x90, 0x00, 0xFF].contains(byte) }

    private static func native(_ apdu: [UInt8], model: CardModel) -> Self {
        guard apdu[2] == 0, apdu[3] == 0 else { return .refused(.wrongParameters) }
        guard apdu.last == 0, model == .ev2 || apdu.count <= ev1LimitBytes else {
            return .refused(.wrongLength)
        }
        if apdu.count == 5 { return .native(instruction: apdu[1], data: []) }
        let length = Int(apdu[4])
        guard length > 0, apdu.count == 5 + length + 1 else { return .refused(.wrongLength) }
        return .native(instruction: apdu[1], data: Array(apdu[5..<5 + length]))
    }

    private static func interindustry(_ apdu: [UInt8]) -> Self {
        guard apdu[1] == 0xA4 else { return .refused(.unknownInstruction) }
        guard apdu[2] == 0x04, apdu[3] == 0x00 else { return .refused(.wrongParameters) }
        let name = apdu.dropFirst(5).prefix(Int(apdu[4]))
        let rest = apdu.dropFirst(5 + name.count)
        guard !name.isEmpty, name.count == Int(apdu[4]), rest.isEmpty || rest == [0] else {
            return .refused(.wrongLength)
        }
        return .select(name: Array(name))
    }

    private static func reader(_ apdu: [UInt8]) -> Self {
        guard apdu[1] == 0xCA else { return .refused(.unknownInstruction) }
        guard apdu.count == 5 else { return .refused(.wrongLength) }
        switch (apdu[2], apdu[3]) {
        case (0x00, 0x00): return .readUID
        case (0x01, 0x00): return .readHistoricalBytes
        default: return .refused(.wrongParameters)
        }
    }
}
