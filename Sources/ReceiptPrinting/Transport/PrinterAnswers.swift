/// One answer of a printer.
enum PrinterAnswer: Equatable {
    /// To `DLE EOT n`; which n it answers, only the one who asked knows.
    case realTime(UInt8)
    /// To `GS r n`.
    case inTurn(UInt8)
    /// A block: what it is about, and its text.
    case block(identifier: UInt8, text: [UInt8])
}

/// Sorts the mixed stream of a printer's answers by their first byte.
///
/// Flow control bytes and automatic status messages are passed over; of an incomplete answer the
/// rest is awaited.
struct PrinterAnswers {
    /// Longer blocks are noise of a printer gone mad.
    private static let longestBlock = 128

    private var block: [UInt8]?
    private var automaticBytesToCome = 0

    /// The answers that end with these bytes.
    mutating func receive(_ bytes: [UInt8]) -> [PrinterAnswer] { bytes.compactMap { receive($0) } }

    private mutating func receive(_ byte: UInt8) -> PrinterAnswer? {
        if byte == 0x11 || byte == 0x13 { return nil }
        if let content = block { return receive(byte, inBlock: content) }
        if automaticBytesToCome > 0, byte & 0x90 == 0 {
            automaticBytesToCome -= 1
            return nil
        }
        automaticBytesToCome = 0
        switch byte {
        case 0x37, 0x3B, 0x3D, 0x5F, 0x35: block = [byte]
        case _ where byte & 0x93 == 0x12: return .realTime(byte)
        case _ where byte & 0x93 == 0x10: automaticBytesToCome = 3
        case _ where byte & 0x90 == 0: return .inTurn(byte)
        default: break
        }
        return nil
    }

    private mutating func receive(_ byte: UInt8, inBlock content: [UInt8]) -> PrinterAnswer? {
        guard byte == 0 else {
            block = content.count < Self.longestBlock ? content + [byte] : nil
            return nil
        }
        block = nil
        return .block(identifier: content[0], text: Array(content.dropFirst()))
    }
}
