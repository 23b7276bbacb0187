internal import Symbols

/// A receipt as the bytes of one print job.
public struct EncodedReceipt: Sendable, Equatable {
    /// From initialising the printer to the cut.
    public let bytes: [UInt8]
    /// Characters that the printer lacks, each once: a mark of the same width stands for them, or
    /// the driver drew them.
    public let substitutions: Set<Unicode.Scalar>
}

/// Draws characters that the printer's font lacks.
public protocol GlyphSource: Sendable {
    /// The character on a white area of this size; nil where this source lacks it too.
    func bitmap(of character: Unicode.Scalar, width: Int, height: Int) -> Bitmap?
}

/// Writes receipts as ESC/POS.
///
/// - A job relies on nothing that was set before: it initialises the printer and chooses the
///   international set whose `#$@[\]^{|}~` are ASCII.
/// - The Chinese mode is switched on in each row that needs it and off at its end: what the
///   printer starts with differs by model and by switch.
/// - What is on for ASCII is set for Chinese as well: underline and size have commands of both
///   groups, and models differ in which they obey.
/// - Pieces of a row are placed in dots, so that nothing before them can move them.
/// - The paper is fed to the cutter before it is cut, or the last lines would come out on the next
///   customer's receipt.
public struct ESCPOSEncoder {
    private let profile: PrinterProfile
    private let document: ReceiptDocument
    private let glyphSource: (any GlyphSource)?
    private let isSingleByte: Bool
    private let twoByteCodes: [UInt16]
    private var bytes: [UInt8] = []
    private var substitutions: Set<Unicode.Scalar> = []
    private var style = TextStyle.plain
    private var isChinese = false
    private var page: CodePage?
    private var lineSpacing: UInt8?

    /// Encodes a receipt that was laid out for this printer's paper; traps for another.
    public static func encode(
        _ document: ReceiptDocument,
        for profile: PrinterProfile,
        drawing glyphSource: (any GlyphSource)? = nil
    ) -> EncodedReceipt {
        precondition(
            document.columns == profile.columns && document.measure == profile.encoding.measure,
            "the receipt was laid out for other paper"
        )
        var encoder = ESCPOSEncoder(document, profile: profile, glyphSource: glyphSource)
        encoder.begin()
        for line in document.lines { encoder.add(line) }
        if document.lines.last(where: \.isPrinted) != .cut { encoder.cut() }
        return EncodedReceipt(bytes: encoder.bytes, substitutions: encoder.substitutions)
    }

    /// Opens the cash drawer on connector 0 or 1: a pulse, and as long as the coil must rest.
    public static func openDrawer(
        connector: UInt8 = 0,
        pulseMilliseconds: Int = 50,
        restMilliseconds: Int = 500
    ) -> [UInt8] {
        // The command counts in steps of two milliseconds.
        Command.drawerPulse(
            connector: connector,
            on: UInt8(clamping: pulseMilliseconds / 2),
            off: UInt8(clamping: restMilliseconds / 2)
        )
    }

    private init(
        _ document: ReceiptDocument,
        profile: PrinterProfile,
        glyphSource: (any GlyphSource)?
    ) {
        self.profile = profile
        self.document = document
        self.glyphSource = glyphSource
        switch profile.encoding {
        case .gb18030: twoByteCodes = TwoByteCodes.gb18030.codes
        case .big5: twoByteCodes = TwoByteCodes.big5.codes
        case .cp949: twoByteCodes = TwoByteCodes.cp949.codes
        case .shiftJIS: twoByteCodes = TwoByteCodes.shiftJIS.codes
        default: twoByteCodes = []
        }
        isSingleByte = twoByteCodes.isEmpty
        bytes.reserveCapacity(8192)
    }

    private mutating func begin() {
        send(Command.initialise)
        if profile.encoding == .shiftJIS {
            // Its Japanese set has the yen sign where ASCII has the backslash.
            send(Command.internationalSet(8))
            send(Command.shiftJIS)
            switchPage(to: .katakana)
        } else {
            send(Command.internationalSet(0))
            send(Command.endChinese)
        }
    }

    private mutating func send(_ command: [UInt8]) { bytes += command }

    // MARK: Lines

    private mutating func add(_ line: PrintedLine) {
        switch line {
        case .row(let row): add(row)
        case .rule(let start, let length):
            setLineSpacing(outsideFrame: true)
            add(plain: [Unicode.Scalar](repeating: "-", count: length), at: start)
        case .edge(let above, let below):
            setLineSpacing(outsideFrame: below == nil)
            add(plain: FrameOutline.edgeText(above: above, below: below), at: 0)
        case .cut: cut()
        case .image(let image, let x): add(image.bitmap, at: x)
        case .code(let code, let x): add(code, at: x)
        case .command(let command): send(command)
        }
    }

    /// A line is as high as its tallest character, and outside frames at least the line spacing.
    private mutating func setLineSpacing(outsideFrame: Bool) {
        setLineSpacing(document.isSpaced && outsideFrame ? profile.lineSpacingDots : 0)
    }

    private mutating func setLineSpacing(_ dots: UInt8) {
        guard lineSpacing != dots else { return }
        send(Command.lineSpacing(dots))
        lineSpacing = dots
    }

    private mutating func cut() {
        switch profile.cutter {
        case .partial: send(Command.feedAndCutPartially)
        case .full: send(Command.feedAndCut)
        case .none(let lines): send(Command.feed(lines: lines))
        }
    }

    // MARK: Text

    private mutating func add(_ row: TextRow) {
        setLineSpacing(outsideFrame: row.frame == nil)
        let start = bytes.count
        var position = 0
        if let frame = row.frame {
            add(row, in: frame, from: &position)
        } else {
            for piece in row.pieces { add(document.pieces[piece], from: &position) }
        }
        endRow(isEmpty: bytes.count == start)
    }

    private mutating func add(_ row: TextRow, in frame: FrameOutline, from position: inout Int) {
        let bars = frame.bars
        for (index, piece) in row.pieces.enumerated() {
            if index < bars.count { add(bar: bars[index], height: row.height, from: &position) }
            add(document.pieces[piece], from: &position)
        }
        for bar in bars.dropFirst(row.pieces.count) {
            add(bar: bar, height: row.height, from: &position)
        }
    }

    private mutating func add(bar column: Int, height: Int, from position: inout Int) {
        move(to: 2 * column, from: position)
        set(.plain)
        if height > 1 { send(Command.size(width: 1, height: height)) }
        bytes.append(UInt8(ascii: "|"))
        if height > 1 { send(Command.size(width: 1, height: 1)) }
        position = 2 * column + 2
    }

    private mutating func add(_ piece: TextPiece, from position: inout Int) {
        // White on white, unless it makes the row taller.
        if document.glyphs[piece.glyphs].allSatisfy({ $0 == .space }) { return }
        move(to: piece.halfColumn, from: position)
        position = piece.halfColumn
        for glyph in document.glyphs[piece.glyphs] {
            if glyph.style != style { set(glyph.style) }
            if glyph.character.isASCII {
                bytes.append(UInt8(truncatingIfNeeded: glyph.character.value))
                position += 2 * glyph.style.size.width
            } else {
                let columns = document.measure.columns(of: glyph.character)
                add(glyph.character, columns: columns)
                position += 2 * columns * glyph.style.size.width
            }
        }
    }

    private mutating func move(to halfColumn: Int, from position: Int) {
        guard halfColumn != position else { return }
        send(Command.absolutePosition(UInt16(halfColumn * profile.columnDots / 2)))
    }

    private mutating func add(plain text: [Unicode.Scalar], at column: Int) {
        move(to: 2 * column, from: 0)
        for character in text { bytes.append(UInt8(truncatingIfNeeded: character.value)) }
        endRow(isEmpty: text.isEmpty)
    }

    private mutating func endRow(isEmpty: Bool) {
        if style != .plain { set(.plain) }
        endChinese()
        // An empty line has no height of its own.
        if isEmpty { bytes.append(0x20) }
        bytes.append(0x0A)
    }

    // MARK: Characters

    private mutating func add(_ character: Unicode.Scalar, columns: Int) {
        if character == "\u{A0}", columns == 1 {
            // A space that keeps a line together, which is done when it is laid out.
            bytes.append(0x20)
        } else if let code = twoByteCode(of: character) {
            beginChinese()
            bytes.append(UInt8(code >> 8))
            bytes.append(UInt8(code & 0xFF))
        } else if let (page, byte) = singleByte(of: character) {
            if !isSingleByte { endChinese() }
            if self.page != page { switchPage(to: page) }
            bytes.append(byte)
            if columns == 2 { bytes.append(0x20) }
        } else {
            substitutions.insert(character)
            if !draw(character, columns: columns) { substitute(columns: columns) }
        }
    }

    private func twoByteCode(of character: Unicode.Scalar) -> UInt16? {
        guard character.value < twoByteCodes.count else { return nil }
        let code = twoByteCodes[Int(character.value)]
        guard code != 0 else { return nil }
        if profile.encoding == .gb18030, profile.chineseFont == .gb2312 {
            // Its 94 rows of 94; GBK filled what is around them, and the rows 10 to 15.
            let (lead, trail) = (code >> 8, code & 0xFF)
            guard trail >= 0xA1, (0xA1...0xA9).contains(lead) || (0xB0...0xF7).contains(lead) else {
                return nil
            }
        }
        return code
    }

    private func singleByte(of character: Unicode.Scalar) -> (CodePage, UInt8)? {
        switch profile.encoding {
        case .shiftJIS:
            // The two places in which its first half is not ASCII.
            if character == "¥" { return (.katakana, 0x5C) }
            if character == "\u{203E}" { return (.katakana, 0x7E) }
            return CodePage.katakana.byte(of: character).map { (.katakana, $0) }
        case .multilingual, .gb18030, .big5, .cp949:
            if let page, let byte = page.byte(of: character) { return (page, byte) }
            for page in CodePage.allCases where profile.codePages[page] != nil {
                if let byte = page.byte(of: character) { return (page, byte) }
            }
            return nil
        default:
            guard let page = CodePage(rawValue: profile.encoding.rawValue),
                profile.codePages[page] != nil
            else { return nil }
            return page.byte(of: character).map { (page, $0) }
        }
    }

    private mutating func switchPage(to page: CodePage) {
        guard let number = profile.codePages[page] else { return }
        send(Command.codePage(number))
        self.page = page
    }

    private mutating func beginChinese() {
        guard !isChinese, profile.encoding != .shiftJIS else { return }
        send(Command.beginChinese)
        isChinese = true
    }

    private mutating func endChinese() {
        guard isChinese else { return }
        send(Command.endChinese)
        isChinese = false
    }

    /// Draws what the font lacks into its place in the row, at the row's foot.
    private mutating func draw(_ character: Unicode.Scalar, columns: Int) -> Bool {
        let width = columns * style.size.width * profile.columnDots
        let height = Int(PrinterProfile.characterHeightDots)
        guard let bitmap = glyphSource?.bitmap(of: character, width: width, height: height),
            bitmap.width == width, bitmap.height == height
        else { return false }
        var data = bitmap.columnBytes
        RasterStrips.hideRealTimeCommands(in: &data, from: 0)
        send(Command.columnImage(width: width))
        bytes += data
        return true
    }

    private mutating func substitute(columns: Int) {
        guard columns == 2 else { return bytes.append(UInt8(ascii: "?")) }
        // U+3013, the mark that stands for a character a font lacks.
        guard let mark = twoByteCode(of: "〓") else { return bytes += [0x3F, 0x3F] }
        beginChinese()
        bytes.append(UInt8(mark >> 8))
        bytes.append(UInt8(mark & 0xFF))
    }

    /// Sends what differs from the style in force.
    private mutating func set(_ new: TextStyle) {
        if new.isEmphasized != style.isEmphasized { send(Command.emphasis(new.isEmphasized)) }
        if new.isReversed != style.isReversed { send(Command.reverse(new.isReversed)) }
        if new.isUnderlined != style.isUnderlined { send(Command.underline(new.isUnderlined)) }
        let hasNewSize = new.size != style.size
        if !isSingleByte, hasNewSize || new.isUnderlined != style.isUnderlined {
            // One command holds the Chinese underline and size together.
            send(Command.chineseMode(size: new.size, isUnderlined: new.isUnderlined))
            send(Command.chineseUnderline(new.isUnderlined))
        }
        // Last, as models that know both take the latest, and this one knows the larger sizes.
        if hasNewSize {
            send(Command.size(width: new.size.width, height: new.size.height))
        }
        style = new
    }

    // MARK: Pictures and codes

    private mutating func add(_ bitmap: Bitmap, at x: Int) {
        RasterStrips(profile: profile).append(bitmap, x: dots(of: x), to: &bytes)
    }

    /// The printer's dots from the left edge; what is too wide begins there.
    private func dots(of x: Int) -> Int {
        max(0, x) * profile.columnDots / ReceiptGeometry.columnDots
    }

    private mutating func add(_ code: ReceiptCode, at x: Int) {
        if let native = NativeCode(code, for: profile) {
            // The margin holds for the code alone; it is exact to the dot, other than centring.
            send(Command.leftMargin(UInt16(dots(of: x))))
            send(native.bytes)
            send(Command.leftMargin(0))
        } else {
            add(Bitmap(drawing: code), at: x)
            if case .bars(let barcode, _, _, true) = code { addText(of: barcode, code, at: x) }
        }
    }

    private mutating func addText(of barcode: Barcode, _ code: ReceiptCode, at x: Int) {
        setLineSpacing(UInt8(ReceiptGeometry.codeTextDots))
        let cells = ReceiptGeometry.textCells(
            of: barcode.text,
            widthDots: code.widthDots,
            left: x,
            bottom: 0
        )
        send(Command.absolutePosition(UInt16(dots(of: cells.first?.left ?? 0))))
        // A barcode's text is ASCII, since its data is; it may be longer than a line.
        bytes += Array(barcode.text.utf8.prefix(profile.columns))
        bytes.append(0x0A)
    }
}

extension PrintedLine {
    /// It is more than bytes that the template sends.
    fileprivate var isPrinted: Bool { if case .command = self { false } else { true } }
}
