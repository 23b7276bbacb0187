import Foundation
import Symbols

/// What a printer prints for a stream of ESC/POS, as far as the encoder and the reference program
/// use it: where each character, dot and code stands.
///
/// It is written from the commands' descriptions and shares no code with the encoder.
struct ESCPOSPicture {
    struct Cell: Hashable, Comparable, CustomStringConvertible {
        let y: Int
        let x: Int
        let character: String
        let width: Int
        let height: Int
        let style: String

        static func < (left: Cell, right: Cell) -> Bool {
            (left.y, left.x, left.character) < (right.y, right.x, right.character)
        }
        var description: String { "\(character) at \(x),\(y) \(width)x\(height)\(style)" }
    }

    struct Code: Hashable {
        let x: Int
        let y: Int
        let kind: String
        let data: String
        let module: Int
        let height: Int
        let showsText: Bool
    }

    private(set) var cells: [Cell] = []
    /// Black dots of each row, from left to right.
    private(set) var dots: [Int: Set<Int>] = [:]
    private(set) var codes: [Code] = []
    /// Rows above which the paper was cut.
    private(set) var cuts: [Int] = []
    private(set) var unknown: [[UInt8]] = []

    private var bytes: ArraySlice<UInt8>
    private var y = 0
    private var x = 0
    private var lineHeight = 0
    private var isEmptyLine = true
    private var spacing = 30
    private var margin = 0
    private var area = 576
    private var alignment = 0
    private var size = (width: 1, height: 1)
    private var isBold = false
    private var isUnderlined = false
    private var isReversed = false
    private var isChinese = false
    private var isShiftJIS = false
    private var page = 0
    private var international = 0
    private var barcode = (height: 162, module: 3, text: 0)
    private var stored: (width: Int, rows: Int, data: [UInt8])?

    init(_ data: [UInt8]) {
        bytes = data[...]
        while let byte = bytes.popFirst() { take(byte) }
        cells.sort()
    }

    private mutating func next() -> Int { Int(bytes.popFirst() ?? 0) }
    private mutating func word() -> Int { next() | next() << 8 }
    private mutating func data(_ count: Int) -> [UInt8] {
        let data = Array(bytes.prefix(count))
        bytes = bytes.dropFirst(count)
        return data
    }

    private mutating func take(_ byte: UInt8) {
        switch byte {
        case 0x0A: endLine()
        case 0x1B: takeEscape()
        case 0x1C: takeChinese()
        case 0x1D: takeGroup()
        default: takeText(byte)
        }
    }

    private mutating func endLine() {
        y += max(spacing, lineHeight)
        (x, lineHeight, isEmptyLine) = (0, 0, true)
    }

    private mutating func takeEscape() {
        let command = UInt8(next())
        switch command {
        case 0x40: break
        case 0x24: x = word()
        case 0x5C: x += word()
        case 0x61: alignment = next() & 3
        case 0x33: spacing = next()
        case 0x32: spacing = 30
        case 0x45: isBold = next() & 1 == 1
        case 0x2D: isUnderlined = next() & 3 != 0
        case 0x74: page = next()
        case 0x52: international = next()
        case 0x64: y += next() * max(spacing, 24)
        case 0x4D, 0x20, 0x7B: _ = next()
        case 0x2A: takeColumns()
        default: unknown.append([0x1B, command])
        }
    }

    private mutating func takeColumns() {
        _ = next()
        let count = word()
        for column in data(count * 3).enumerated() {
            for bit in 0..<8 where column.element >> (7 - bit) & 1 == 1 {
                let row = y + column.offset % 3 * 8 + bit
                dots[row, default: []].insert(margin + x + column.offset / 3)
            }
        }
        x += count
        lineHeight = max(lineHeight, 24)
    }

    private mutating func takeChinese() {
        let command = UInt8(next())
        switch command {
        case 0x26: isChinese = true
        case 0x2E: isChinese = false
        case 0x2D, 0x21: _ = next()
        case 0x43: isShiftJIS = next() & 1 == 1
        case 0x53: _ = word()
        case 0x28:
            _ = next()
            _ = data(word())
        default: unknown.append([0x1C, command])
        }
    }

    private mutating func takeGroup() {
        let command = UInt8(next())
        switch command {
        case 0x21:
            let value = next()
            size = (value >> 4 + 1, value & 0xF + 1)
        case 0x42: isReversed = next() & 1 == 1
        case 0x4C: margin = word()
        case 0x57: area = word()
        case 0x68: barcode.height = next()
        case 0x77: barcode.module = next()
        case 0x48: barcode.text = next() & 3
        case 0x6B: takeBarcode()
        case 0x56:
            cuts.append(y)
            if next() >= 0x41 { _ = next() }
        case 0x61, 0x72: _ = next()
        case 0x76: takeRaster()
        case 0x28: takeFunction(length: 2)
        case 0x38: takeFunction(length: 4)
        default: unknown.append([0x1D, command])
        }
    }

    // MARK: Pictures and codes

    private mutating func takeRaster() {
        _ = data(2)
        let (rowBytes, rows) = (word(), word())
        draw(data(rowBytes * rows), width: rowBytes * 8, rows: rows)
    }

    /// `GS ( L` and `GS 8 L`, which store a picture and print it.
    private mutating func takeFunction(length: Int) {
        let group = next()
        let count = length == 2 ? word() : word() | word() << 16
        let content = data(count)
        guard group == 0x4C else { return unknown.append([0x1D, 0x28, UInt8(group)]) }
        if content[1] == 0x70 {
            let head = content.map(Int.init)
            stored = (head[6] | head[7] << 8, head[8] | head[9] << 8, Array(content.dropFirst(10)))
        } else if let picture = stored {
            draw(picture.data, width: picture.width, rows: picture.rows)
        }
    }

    private mutating func draw(_ data: [UInt8], width: Int, rows: Int) {
        let rowBytes = (width + 7) / 8
        let left = place(width)
        for row in 0..<rows {
            for column in 0..<width
            where data[row * rowBytes + column / 8] >> UInt8(7 - column % 8) & 1 == 1 {
                dots[y + row, default: []].insert(left + column)
            }
        }
        y += rows
    }

    private func place(_ width: Int) -> Int { margin + (area - width) * alignment / 2 }

    private mutating func takeBarcode() {
        let number = next()
        let content = String(decoding: data(next()), as: UTF8.self)
        // A printer passes over data that is not valid.
        guard let symbol = symbol(number, content) else { return }
        let width = symbol.widths(module: barcode.module).reduce(0, +)
        codes.append(
            Code(
                x: alignment == 0 ? margin : place(width),
                y: y,
                kind: "\(symbol.kind)",
                data: symbol.data.uppercased(),
                module: barcode.module,
                height: barcode.height,
                showsText: barcode.text != 0
            )
        )
        y += barcode.height + (barcode.text != 0 ? 26 : 0)
    }

    private func symbol(_ number: Int, _ content: String) -> Barcode? {
        switch number {
        case 65: .upc(content)
        case 66: Self.shortUPC(content)
        case 67, 68: .ean(content)
        case 69: .code39(content)
        case 70: .itf(content)
        case 71: .codabar(content)
        case 72: .code93(content)
        default: Self.plainCode128(content).flatMap(Barcode.code128)
        }
    }

    /// UPC-E takes the long number too, and leaves its zeros out.
    private static func shortUPC(_ content: String) -> Barcode? {
        guard content.utf8.count > 8 else { return .upc(content) }
        let digits = Array(content.prefix(11))
        let (maker, item) = (String(digits[1...5]), String(digits[6...10]))
        let bodies = [
            "\(maker.prefix(2))\(item.suffix(3))\(digits[3])",
            "\(maker.prefix(3))\(item.suffix(2))3",
            "\(maker.prefix(4))\(item.suffix(1))4",
            "\(maker)\(item.suffix(1))",
        ]
        // The check digit is that of the long number, so that it tells which body is meant.
        guard let long = Barcode.upc(content) else { return nil }
        return bodies.lazy.compactMap { Barcode.upc("0\($0)") }
            .first { $0.data.last == long.data.last }
    }

    /// What the sets, shifts and pairs of digits say.
    private static func plainCode128(_ content: String) -> String? {
        var text = ""
        var set: Character = "B"
        var rest = Array(content.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "{") {
                let letter = Character(Unicode.Scalar(rest.popFirst() ?? 0))
                if letter == "{" { text.append("{") } else if letter != "S" { set = letter }
            } else if set == "C" {
                text += byte < 10 ? "0\(byte)" : "\(byte)"
            } else {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return text
    }

    // MARK: Text

    private mutating func takeText(_ byte: UInt8) {
        if isShiftJIS && page == 1, (0x81...0x9F).contains(byte) || (0xE0...0xFC).contains(byte) {
            return print([byte, UInt8(next())], .shiftJIS, columns: 2)
        }
        if isChinese, byte >= 0x81 {
            let second = UInt8(next())
            let isLong = (0x30...0x39).contains(second)
            let code = [byte, second] + (isLong ? data(2) : [])
            // The reference program sends U+00A0 as this and counts it as one column.
            if code == [0x81, 0x30, 0x84, 0x32] { return place(" ", columns: 1) }
            return print(code, String.Encoding(rawValue: 0x8000_0632), columns: 2)
        }
        if page == 1, byte >= 0x80 { return printKatakana(byte) }
        if byte == 0x5C, international == 8 { return place("¥", columns: 1) }
        print([byte], Self.pages[page] ?? .ascii, columns: 1)
    }

    private static let pages: [Int: String.Encoding] = [
        0: String.Encoding(rawValue: 0x8000_0400), 16: .windowsCP1252,
        17: String.Encoding(rawValue: 0x8000_0419), 18: String.Encoding(rawValue: 0x8000_0412),
    ]

    private mutating func print(_ code: [UInt8], _ encoding: String.Encoding, columns: Int) {
        place(String(bytes: code, encoding: encoding) ?? "\u{FFFD}", columns: columns)
    }

    /// Half-width kana, and the lines that the reference program draws.
    private mutating func printKatakana(_ byte: UInt8) {
        switch byte {
        case 0x95: place("-", columns: 1)
        case 0x96: place("|", columns: 1)
        case 0x8F...0x9F: place("+", columns: 1)
        case 0xA1...0xDF:
            place(String(UnicodeScalar(UInt32(byte) + 0xFEC0) ?? "?"), columns: 1)
        default: place("\u{FFFD}", columns: 1)
        }
    }

    private mutating func place(_ character: String, columns: Int) {
        lineHeight = max(lineHeight, 24 * size.height)
        let style = (isBold ? "b" : "") + (isUnderlined ? "u" : "") + (isReversed ? "r" : "")
        // A space that shows nothing may be sent or not.
        if character != " " || isUnderlined || isReversed {
            let cell = Cell(
                y: y,
                x: margin + x,
                character: character,
                width: size.width,
                height: size.height,
                style: style
            )
            cells.append(cell)
        }
        x += 12 * columns * size.width
    }
}
