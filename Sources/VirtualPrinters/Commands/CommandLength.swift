/// How many bytes the commands have.
enum CommandLength {
    /// The length of the command that begins with `bytes`, so far as they tell: never less than
    /// one more than has come while the rest decides. Nil when no such command is known.
    static func required(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 2 else { return 2 }
        switch bytes[0] {
        case 0x10: return realTime(bytes)
        case 0x1B: return escape(bytes)
        case 0x1C: return chinese(bytes)
        default: return group(bytes)
        }
    }

    private static func realTime(_ bytes: [UInt8]) -> Int? {
        switch bytes[1] {
        case 0x04, 0x05: return 3
        case 0x14:
            guard bytes.count > 2 else { return 3 }
            return [0x01: 5, 0x02: 5, 0x08: 10][bytes[2]] ?? 3
        default: return nil
        }
    }

    private static func escape(_ bytes: [UInt8]) -> Int? {
        switch bytes[1] {
        case 0x32, 0x40: return 2
        case 0x20, 0x21, 0x2D, 0x33, 0x3D, 0x45, 0x47, 0x4A, 0x4D, 0x52, 0x55, 0x61, 0x64, 0x72,
            0x74, 0x7B:
            return 3
        case 0x24, 0x5C: return 4
        case 0x63: return 4
        case 0x70: return 5
        case 0x44: return bytes.count > 2 && bytes.last == 0 ? bytes.count : bytes.count + 1
        case 0x2A:
            guard bytes.count >= 5 else { return 5 }
            return 5 + number(bytes, at: 3) * (bytes[2] >= 32 ? 3 : 1)
        default: return nil
        }
    }

    private static func chinese(_ bytes: [UInt8]) -> Int? {
        switch bytes[1] {
        case 0x26, 0x2E: 2
        case 0x21, 0x2D, 0x43, 0x57: 3
        case 0x53: 4
        case 0x28: bytes.count >= 5 ? 5 + number(bytes, at: 3) : 5
        default: nil
        }
    }

    private static func group(_ bytes: [UInt8]) -> Int? {
        switch bytes[1] {
        case 0x21, 0x42, 0x48, 0x49, 0x61, 0x62, 0x66, 0x68, 0x72, 0x77: return 3
        case 0x4C, 0x50, 0x57: return 4
        case 0x56:
            guard bytes.count > 2 else { return 3 }
            return bytes[2] == 0x41 || bytes[2] == 0x42 ? 4 : 3
        case 0x28: return bytes.count >= 5 ? 5 + number(bytes, at: 3) : 5
        case 0x38:
            guard bytes.count >= 7 else { return 7 }
            return 7 + number(bytes, at: 3) + number(bytes, at: 5) << 16
        case 0x76:
            guard bytes.count >= 8 else { return 8 }
            return 8 + number(bytes, at: 4) * number(bytes, at: 6)
        case 0x6B: return barcode(bytes)
        default: return nil
        }
    }

    /// Up to a NUL in the old form, counted in the new one.
    private static func barcode(_ bytes: [UInt8]) -> Int {
        guard bytes.count > 3 else { return 4 }
        if bytes[2] > 6 { return 4 + Int(bytes[3]) }
        return bytes.last == 0 ? bytes.count : bytes.count + 1
    }

    /// A number of 16 bits, its low byte first.
    static func number(_ bytes: [UInt8], at index: Int) -> Int {
        Int(bytes[index]) + Int(bytes[index + 1]) << 8
    }
}
