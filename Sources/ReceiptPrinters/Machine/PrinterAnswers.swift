/// One answer of a printer.
enum PrinterAnswer: Equatable {
    /// To `DLE EOT n`; which n it answers, only the one who asked knows.
    case realTime(UInt8)
    /// The four bytes of an automatic status.
    case automatic([UInt8])
    /// To `GS r n`.
    case inTurn(UInt8)
    /// A block: what it is about, and its text.
    case block(identifier: UInt8, text: [UInt8])
    /// The six bytes of a presenter.
    case full([UInt8])
}

/// Sorts the mixed stream of a printer's answers by their first byte.
///
/// | first byte | answer |
/// |---|---|
/// | exactly `11` or `13` | flow control, also within a block or an automatic status: passed over |
/// | `37 3B 3D 5F 35` | a block, up to `00` |
/// | `b & 93 == 12` | to `DLE EOT` |
/// | `b & 93 == 10` | an automatic status; three bytes with `b & 90 == 0` follow |
/// | `b & 90 == 00` | to `GS r` |
/// | `10 0F`, while a full status is expected | the six bytes of a presenter |
///
/// Of an incomplete answer the rest is awaited. What fits nothing is noise and is dropped.
struct PrinterAnswers {
    /// Longer blocks are noise of a printer gone mad.
    private static let longestBlock = 128
    private static let fullStatusLength = 6

    private enum Partial {
        case none
        case block([UInt8])
        case automatic([UInt8])
        case full([UInt8])
    }

    private var partial = Partial.none
    /// A question for the full status is open.
    var isFullStatusExpected = false

    /// The answers that end with these bytes.
    mutating func receive(_ bytes: [UInt8]) -> [PrinterAnswer] { bytes.compactMap { receive($0) } }

    private mutating func receive(_ byte: UInt8) -> PrinterAnswer? {
        if case .full(let content) = partial { return receive(byte, inFull: content) }
        if byte == 0x11 || byte == 0x13 { return nil }
        switch partial {
        case .none, .full: return begin(byte)
        case .block(let content): return receive(byte, inBlock: content)
        case .automatic(let content): return receive(byte, inAutomatic: content)
        }
    }

    private mutating func begin(_ byte: UInt8) -> PrinterAnswer? {
        partial = .none
        switch byte {
        case 0x37, 0x3B, 0x3D, 0x5F, 0x35: partial = .block([byte])
        case _ where byte & 0x93 == 0x12: return .realTime(byte)
        case _ where byte & 0x93 == 0x10: partial = .automatic([byte])
        case _ where byte & 0x90 == 0: return .inTurn(byte)
        default: break
        }
        return nil
    }

    private mutating func receive(_ byte: UInt8, inBlock content: [UInt8]) -> PrinterAnswer? {
        guard byte == 0 else {
            partial = content.count < Self.longestBlock ? .block(content + [byte]) : .none
            return nil
        }
        partial = .none
        return .block(identifier: content[0], text: Array(content.dropFirst()))
    }

    private mutating func receive(_ byte: UInt8, inAutomatic content: [UInt8]) -> PrinterAnswer? {
        if isFullStatusExpected, content == [0x10], byte == 0x0F {
            partial = .full([0x10, 0x0F])
            return nil
        }
        // The rest was lost; this begins something else.
        guard byte & 0x90 == 0 else { return begin(byte) }
        guard content.count == 3 else {
            partial = .automatic(content + [byte])
            return nil
        }
        partial = .none
        return .automatic(content + [byte])
    }

    private mutating func receive(_ byte: UInt8, inFull content: [UInt8]) -> PrinterAnswer? {
        guard content.count == Self.fullStatusLength - 1 else {
            partial = .full(content + [byte])
            return nil
        }
        partial = .none
        return .full(content + [byte])
    }
}
