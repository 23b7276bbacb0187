/// A receipt as the bytes of one print job.
public struct EncodedReceipt: Sendable, Equatable {
    /// From initialising the printer to the cut.
    public let bytes: [UInt8]
    /// Characters that the printer lacks and that were printed as `〓`, each once.
    public let substitutions: Set<Unicode.Scalar>
}

/// Writes receipts as ESC/POS for printers with Chinese characters.
///
/// - A job relies on nothing that was set before: it initialises the printer and chooses the
///   international set whose `#$@[\]^{|}~` are ASCII.
/// - The Chinese mode is switched on in each row that needs it and off at its end: what the
///   printer starts with differs by model and by switch.
/// - What is on for ASCII is set for Chinese as well: underline and size have commands of both
///   groups, and models differ in which they obey.
/// - The paper is fed to the cutter before it is cut, or the last lines would come out on the next
///   customer's receipt.
public struct ESCPOSEncoder {
    private let profile: PrinterProfile
    private var bytes: [UInt8] = []
    private var substitutions: Set<Unicode.Scalar> = []
    private var style = TextStyle.plain
    private var isChinese = false
    private var lineSpacing: UInt8?

    /// Encodes a receipt that was laid out for this printer's paper; traps for another width.
    public static func encode(_ document: ReceiptDocument, for profile: PrinterProfile)
        -> EncodedReceipt
    {
        precondition(
            document.columns == profile.columns && document.measure == .eastAsian,
            "the receipt was laid out for other paper"
        )
        var encoder = ESCPOSEncoder(profile: profile)
        encoder.send(Command.initialise)
        encoder.send(Command.internationalSet(0))
        encoder.send(Command.endChinese)
        for line in document.lines { encoder.add(line) }
        if document.lines.last != .cut { encoder.cut() }
        return EncodedReceipt(bytes: encoder.bytes, substitutions: encoder.substitutions)
    }

    private init(profile: PrinterProfile) {
        self.profile = profile
        bytes.reserveCapacity(4096)
    }

    private mutating func send(_ command: [UInt8]) { bytes += command }

    private mutating func add(_ line: PrintedLine) {
        switch line {
        case .row(let row):
            // The vertical rules of a frame must touch from row to row.
            setLineSpacing(row.bars.isEmpty ? spacing(ofHeight: row.height) : 0)
            add(row.marks)
        case .rule(let start, let length):
            setLineSpacing(profile.lineSpacingDots)
            add(plain: String(repeating: "-", count: length), at: start)
        case .edge(let above, let below):
            setLineSpacing(below == nil ? profile.lineSpacingDots : 0)
            add(plain: PrintedLine.edgeText(above: above, below: below), at: 0)
        case .cut: cut()
        }
    }

    /// Tall characters take from the space below them, so that it is given back.
    private func spacing(ofHeight height: Int) -> UInt8 {
        profile.lineSpacingDots + UInt8(height - 1) * PrinterProfile.characterHeightDots
    }

    private mutating func setLineSpacing(_ dots: UInt8) {
        guard lineSpacing != dots else { return }
        send(Command.lineSpacing(dots))
        lineSpacing = dots
    }

    private mutating func add(plain text: String, at column: Int) {
        let run = TextRun(text: text, style: .plain, columns: text.unicodeScalars.count)
        add([TextPiece(halfColumn: 2 * column, runs: [run])])
    }

    private mutating func add(_ pieces: [TextPiece]) {
        var position = 0
        for piece in pieces {
            if piece.halfColumn != position {
                let dots = piece.halfColumn * profile.columnDots / 2
                send(Command.absolutePosition(UInt16(dots)))
                position = piece.halfColumn
            }
            for run in piece.runs {
                set(run.style)
                for character in run.text.unicodeScalars { add(character) }
                position += 2 * run.columns
            }
        }
        set(.plain)
        endChinese()
        send([0x0A])
    }

    private mutating func add(_ character: Unicode.Scalar) {
        if character.isASCII {
            bytes.append(UInt8(character.value))
            return
        }
        if !isChinese {
            send(Command.beginChinese)
            isChinese = true
        }
        let code = GB18030.code(of: character)
        if code == nil { substitutions.insert(character) }
        let printed = code ?? GB18030.substitute
        bytes += [UInt8(printed >> 8), UInt8(printed & 0xFF)]
    }

    private mutating func endChinese() {
        guard isChinese else { return }
        send(Command.endChinese)
        isChinese = false
    }

    /// Sends what differs from the style in force.
    private mutating func set(_ new: TextStyle) {
        if new.isEmphasized != style.isEmphasized { send(Command.emphasis(new.isEmphasized)) }
        if new.isReversed != style.isReversed { send(Command.reverse(new.isReversed)) }
        if new.isUnderlined != style.isUnderlined { send(Command.underline(new.isUnderlined)) }
        if new.isUnderlined != style.isUnderlined || new.size != style.size {
            // One command holds the Chinese underline and size together.
            send(Command.chineseMode(size: new.size, isUnderlined: new.isUnderlined))
            send(Command.chineseUnderline(new.isUnderlined))
        }
        // Last, as models that know both take the latest, and this one knows the larger sizes.
        if new.size != style.size { send(Command.size(new.size)) }
        style = new
    }

    private mutating func cut() {
        switch profile.cutter {
        case .partial: send(Command.feedAndCutPartially)
        case .full: send(Command.feedAndCut)
        case .none(let lines): send(Command.feed(lines: lines))
        }
    }
}
