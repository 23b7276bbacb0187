internal import Glibc

/// The paper of a virtual printer: what was printed, as text.
struct VirtualPrinterPaper {
    /// One printed character and the dot where its cell begins.
    private struct Cell {
        let dots: Int
        let width: Int
        let text: String
    }

    private static let columnDots = 12

    private let dotsPerLine: Int
    private var cells: [Cell] = []
    private var position = 0
    private var size = (width: 1, height: 1)
    private var chineseWidth = 1
    private(set) var text = ""

    init(dotsPerLine: Int) { self.dotsPerLine = dotsPerLine }

    /// Anything printed since the last cut.
    var isBlank: Bool { text.isEmpty && cells.isEmpty }

    mutating func print(_ command: VirtualPrinterCommand) {
        switch command {
        case .character(let byte):
            // Above ASCII the code page decides, and no two models agree: what comes out is wrong.
            let text = byte < 0x80 ? String(Unicode.Scalar(byte)) : "\u{FFFD}"
            add(text, columns: 1, scale: size.width)
        case .chineseCharacter(let lead, let trail):
            add(
                Self.character(lead, trail) ?? "\u{FFFD}",
                columns: 2,
                scale: max(size.width, chineseWidth)
            )
        case .printLine: endLine()
        case .initialise:
            size = (1, 1)
            chineseWidth = 1
            cells = []
            position = 0
        case .size(let width, let height): size = (width, height)
        case .chineseSize(let width, _): chineseWidth = width
        case .position(let dots): position = dots
        case .chineseMode, .appearance, .askRealTime, .askPaperInTurn, .processIdentifier, .cut,
            .unknown:
            break
        }
    }

    /// A new sheet, after a cut.
    mutating func tearOff() -> String {
        if !cells.isEmpty { endLine() }
        defer { text = "" }
        return text
    }

    /// A character that does not fit begins a new line, as printers do.
    private mutating func add(_ text: String, columns: Int, scale: Int) {
        let width = columns * scale * Self.columnDots
        if position + width > dotsPerLine { endLine() }
        cells.append(
            Cell(
                dots: position,
                width: width,
                text: text + String(repeating: " ", count: columns * (scale - 1))
            )
        )
        position += width
    }

    /// A position within a column counts for the next one.
    private mutating func endLine() {
        var line = ""
        var column = 0
        for cell in cells.sorted(by: { $0.dots < $1.dots }) {
            let start = (cell.dots + Self.columnDots / 2) / Self.columnDots
            line += String(repeating: " ", count: max(0, start - column)) + cell.text
            column = start + cell.width / Self.columnDots
        }
        text += line + "\n"
        cells = []
        position = 0
    }

    /// The character of a two-byte code; nil for the first half of a four-byte code and for none.
    private static func character(_ lead: UInt8, _ trail: UInt8) -> String? {
        let converter = iconv_open("UTF-8", "GB18030")
        defer { iconv_close(converter) }
        var source = [CChar(bitPattern: lead), CChar(bitPattern: trail)]
        var target = [CChar](repeating: 0, count: 8)
        var sourceLength = source.count
        var targetLength = target.count
        let result = source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var into = target.baseAddress
                return iconv(converter, &from, &sourceLength, &into, &targetLength)
            }
        }
        guard result == 0, sourceLength == 0 else { return nil }
        let bytes = target.prefix(target.count - targetLength).map { UInt8(bitPattern: $0) }
        return String(validating: bytes, as: UTF8.self)
    }
}
