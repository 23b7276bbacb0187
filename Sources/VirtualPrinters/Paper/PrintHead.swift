internal import Drawing

/// The head over the paper: what was printed since the last cut.
struct PrintHead {
    private let model: PrinterModel
    private let characters: TwoByteCharacters
    private var modes = PrintModes()
    private var line = PrintLine()
    private var stored: Bitmap?
    private var qrData: [UInt8] = []

    /// Two-byte mode as the commands printed so far have chosen it.
    private(set) var codes = CommandScanner.TwoByteCodes.none

    private var paper: PaperStrip
    /// Dots that the paper has moved, ever.
    private(set) var fedDots = 0

    init(_ model: PrinterModel) {
        self.model = model
        characters = TwoByteCharacters(model.repertoire)
        paper = PaperStrip(width: model.dotsPerLine)
    }

    /// Nothing was printed since the last cut.
    var isBlank: Bool { line.isEmpty && paper.isBlank }

    private var area: PrintArea { PrintArea(modes, paperWidth: model.dotsPerLine) }

    /// Prints or sets what a command says; false when it means nothing to this printer.
    mutating func execute(_ command: PrinterCommand) -> Bool {
        if modes.apply(command) { return true }
        switch command {
        case .character(let code): print(code)
        case .printLine: endLine(feed: modes.lineSpacing)
        case .feed(let dots): feed(dots)
        case .feedLines(let count): feed(count * modes.lineSpacing)
        case .tab: moveIfInside(to: modes.tabStop(after: line.position))
        case .absolutePosition(let dots): moveIfInside(to: dots)
        case .relativePosition(let dots): moveIfInside(to: line.position + dots)
        case .initialise: initialise()
        case .alignment(let alignment) where line.isAtStart: modes.alignment = alignment
        case .upsideDown(let isOn) where line.isAtStart: modes.isUpsideDown = isOn
        case .leftMargin(let dots) where line.isAtStart: modes.leftMargin = dots
        case .areaWidth(let dots) where line.isAtStart: modes.areaWidth = dots
        case .alignment, .upsideDown, .leftMargin, .areaWidth: break
        case .codePage(let number):
            modes.codePage = number
            return CodePage.exists(number)
        case .twoByteMode(let isOn): codes = Self.codes(of: model, isOn: isOn)
        case .codeSystem(let number):
            guard model.repertoire == .japanese else { return false }
            if codes != .none { codes = number == 1 ? .shiftJIS : .jis }
        case .raster(let bitmap): printBlock(bitmap.cropped(width: min(bitmap.width, area.width)))
        case .columns(let bitmap): line.add(bitmap)
        case .storeGraphics(let bitmap): stored = bitmap
        case .printGraphics: return printStored()
        case .qrData(let data): qrData = data
        case .barcode(let type, let data): return printBarcode(type, data)
        case .printQR: return printQR()
        case .accepted: break
        default: return false
        }
        return true
    }

    /// What the two-byte mode means in a printer when it is switched on or off.
    static func codes(of model: PrinterModel, isOn: Bool) -> CommandScanner.TwoByteCodes {
        guard isOn else { return .none }
        return switch model.repertoire {
        case .none: .none
        case .gb2312, .gbk: .gb18030
        case .gb18030: .gb18030WithFourBytes
        case .japanese: .jis
        }
    }

    /// Cuts; with `feed` after it has brought what was printed to the cutter.
    mutating func cut(feed: Int?) -> PaperStrip.Piece {
        if !line.isAtStart { endLine(feed: modes.lineSpacing) }
        if let feed { advance(feed + model.cutterDistanceDots) }
        return paper.cut(keepingLast: model.cutterDistanceDots)
    }

    /// Pulls out all that was printed.
    mutating func tearOff() -> PaperStrip.Piece {
        if !line.isEmpty { endLine(feed: modes.lineSpacing) }
        return paper.cut(keepingLast: 0)
    }

    private mutating func initialise() {
        modes = PrintModes()
        line = PrintLine()
        stored = nil
        codes = .none
    }

    private mutating func moveIfInside(to position: Int?) {
        guard let position, (0...area.width).contains(position) else { return }
        line.move(to: position)
    }

    // MARK: Lines

    private mutating func endLine(feed: Int) {
        paper.add(
            line.marks(
                area: area,
                alignment: modes.alignment,
                y: paper.height,
                isUpsideDown: modes.isUpsideDown
            )
        )
        paper.add(textLine: line.text)
        advance(max(feed, line.height))
        line = PrintLine()
    }

    /// A feed prints the line; one of an empty line only moves the paper.
    private mutating func feed(_ dots: Int) {
        if line.isEmpty {
            advance(dots)
            line = PrintLine()
        } else {
            endLine(feed: dots)
        }
    }

    private mutating func advance(_ dots: Int) {
        paper.height += dots
        fedDots += dots
    }

    // MARK: Characters

    private mutating func print(_ code: [UInt8]) {
        if code.count > 1 {
            printTwoByte(characters.character(code, in: codes))
        } else if code[0] < 0x80 {
            let ascii = Character(Unicode.Scalar(code[0]))
            printSingle(InternationalSet.character(ascii, set: modes.internationalSet))
        } else if codes == .shiftJIS, let katakana = CodePage.character(code[0], page: 1) {
            printSingle(katakana)
        } else if codes == .none {
            printSingle(CodePage.character(code[0], page: modes.codePage) ?? " ")
        } else {
            // The first byte of a code that broke off.
            printSingle(" ")
        }
    }

    private mutating func printSingle(_ character: Character) {
        let size = modes.cellSize
        var cell = styled(Cell(character, width: size.width, height: size.height))
        cell.timesWide = modes.width
        cell.timesHigh = modes.height
        cell.underlineDots = modes.underlineDots
        add(cell, before: 0, after: modes.characterSpacing * modes.width)
    }

    /// What the ROM lacks is a white space in the picture and U+FFFD in the text.
    private mutating func printTwoByte(_ character: Character?) {
        var cell = styled(Cell(character ?? "\u{FFFD}", width: 24, height: 24))
        cell.timesWide = max(modes.width, modes.twoByteWidth)
        cell.timesHigh = max(modes.height, modes.twoByteHeight)
        cell.underlineDots = modes.twoByteUnderlineDots
        add(cell, before: modes.twoByteSpacing.left, after: modes.twoByteSpacing.right)
    }

    private func styled(_ cell: Cell) -> Cell {
        var cell = cell
        cell.isBold = modes.isEmphasized
        cell.isReversed = modes.isReversed
        return cell
    }

    /// A character that does not fit begins a new line.
    private mutating func add(_ cell: Cell, before: Int, after: Int) {
        let width = before + cell.fullWidth + after
        if line.position + width > area.width, !line.isAtStart { endLine(feed: modes.lineSpacing) }
        if before > 0 { line.move(to: line.position + before) }
        let columns = cell.width * cell.timesWide / 12
        let text =
            String(cell.character)
            + String(
                repeating: " ",
                count: max(0, columns - (cell.width >= 24 ? 2 : 1))
            )
        line.add(cell, advance: cell.fullWidth + after, text: text)
    }

    // MARK: Blocks

    private mutating func printBlock(_ bitmap: Bitmap) {
        if !line.isAtStart { endLine(feed: modes.lineSpacing) }
        guard bitmap.width > 0, bitmap.height > 0 else { return }
        let x = area.left + area.indent(of: bitmap.width, modes.alignment)
        paper.add([.bitmap(bitmap, x: x, y: paper.height)])
        advance(bitmap.height)
    }

    /// Graphics that are wider than the print area are not printed, as Epson says.
    private mutating func printStored() -> Bool {
        guard let bitmap = stored else { return true }
        stored = nil
        guard bitmap.width <= area.width else { return false }
        printBlock(bitmap)
        return true
    }

    private mutating func printQR() -> Bool {
        guard !qrData.isEmpty else { return true }
        guard let symbol = QRSymbol.bitmap(of: qrData, level: modes.qrLevel) else { return false }
        printBlock(symbol.enlarged(width: modes.qrModule, height: modes.qrModule))
        paper.add(code: String(decoding: qrData, as: UTF8.self))
        return true
    }

    private mutating func printBarcode(_ type: UInt8, _ data: [UInt8]) -> Bool {
        guard let barcode = Barcode(type: type, data: data) else { return false }
        let bars = barcode.bitmap(moduleDots: modes.barcodeModule, height: modes.barcodeHeight)
        if modes.barcodeText.above { printText(barcode.text, over: bars.width) }
        printBlock(bars)
        if modes.barcodeText.below { printText(barcode.text, over: bars.width) }
        paper.add(code: barcode.text)
        return true
    }

    /// Text over or under bars, its middle at theirs.
    private mutating func printText(_ text: String, over barWidth: Int) {
        if !line.isAtStart { endLine(feed: modes.lineSpacing) }
        let size = PrintModes.cellSize(of: modes.barcodeFont)
        let width = max(barWidth, text.count * size.width)
        var x =
            area.left + area.indent(of: width, modes.alignment)
            + (width - text.count * size.width) / 2
        for character in text {
            paper.add([
                .cell(
                    Cell(
                        character,
                        x: x,
                        y: paper.height,
                        width: size.width,
                        height: size.height
                    )
                )
            ])
            x += size.width
        }
        advance(size.height)
    }
}
