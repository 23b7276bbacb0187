internal import Drawing

/// A barcode of `GS k`.
struct Barcode: Equatable {
    /// Its bars and spaces in turn, beginning with a bar.
    enum Elements: Equatable {
        /// In modules.
        case modules([Int])
        /// Wide ones and narrow ones.
        case twoWidths([Bool])
    }

    let elements: Elements
    /// What may be printed beside it.
    let text: String

    /// Nil when the data is none of this type: the printer prints nothing.
    init?(type: UInt8, data: [UInt8]) {
        // The old forms have the numbers 0 to 6.
        let symbology = type <= 6 ? type + 65 : type
        let characters = data.map { Character(Unicode.Scalar($0)) }
        let barcode: Barcode? =
            switch symbology {
            case 65: .ean13("0" + String(characters), isUPC: true)
            case 66: .upcE(String(characters))
            case 67: .ean13(String(characters), isUPC: false)
            case 68: .ean8(String(characters))
            case 69: .code39(characters)
            case 70: .interleaved(characters)
            case 71: .codabar(characters)
            case 72: Code93.barcode(data)
            case 73: Code128.barcode(data)
            default: nil
            }
        guard let barcode else { return nil }
        self = barcode
    }

    init(elements: Elements, text: String) {
        (self.elements, self.text) = (elements, text)
    }

    /// Wide elements are 2.5 times as wide as narrow ones, rounded up.
    func bitmap(moduleDots: Int, height: Int) -> Bitmap {
        let widths =
            switch elements {
            case .modules(let modules): modules.map { $0 * moduleDots }
            case .twoWidths(let wide): wide.map { $0 ? (5 * moduleDots + 1) / 2 : moduleDots }
            }
        var bitmap = Bitmap(width: widths.reduce(0, +), height: height)
        var x = 0
        for (index, width) in widths.enumerated() {
            if index.isMultiple(of: 2) {
                for y in 0..<height {
                    for column in x..<x + width { bitmap[column, y] = true }
                }
            }
            x += width
        }
        return bitmap
    }

    // MARK: Wide and narrow

    /// The printer adds the stars.
    private static func code39(_ characters: [Character]) -> Barcode? {
        let text = "*" + String(characters.filter { $0 != "*" }) + "*"
        let patterns = text.compactMap { BarcodePatterns.code39[$0] }
        guard patterns.count == text.count else { return nil }
        // A narrow space between characters.
        return Barcode(elements: .twoWidths(Array(patterns.joined(separator: [false]))), text: text)
    }

    private static func codabar(_ characters: [Character]) -> Barcode? {
        let text = String(characters)
        let patterns = text.uppercased().compactMap { BarcodePatterns.codabar[$0] }
        guard patterns.count == text.count, let first = text.first, let last = text.last,
            text.count >= 2, "ABCDabcd".contains(first), "ABCDabcd".contains(last)
        else { return nil }
        return Barcode(elements: .twoWidths(Array(patterns.joined(separator: [false]))), text: text)
    }

    /// Digits in pairs: one in the bars, one in the spaces between.
    private static func interleaved(_ characters: [Character]) -> Barcode? {
        guard let digits = digits(String(characters)), digits.count >= 2 else { return nil }
        let pairs = digits.count / 2
        var elements = [false, false, false, false]
        for pair in 0..<pairs {
            let bars = BarcodePatterns.interleaved[digits[2 * pair]]
            let spaces = BarcodePatterns.interleaved[digits[2 * pair + 1]]
            for (bar, space) in zip(bars, spaces) { elements += [bar, space] }
        }
        return Barcode(
            elements: .twoWidths(elements + [true, false, false]),
            text: String(characters.prefix(2 * pairs))
        )
    }

    // MARK: EAN and UPC

    private static let guardBars = [1, 1, 1]
    private static let middle = [1, 1, 1, 1, 1]

    private static func ean13(_ text: String, isUPC: Bool) -> Barcode? {
        guard let digits = withCheckDigit(text, count: 13) else { return nil }
        var elements = guardBars
        for (digit, form) in zip(digits[1...6], BarcodePatterns.eanParity[digits[0]]) {
            elements += leftDigit(digit, isMirrored: form == "G")
        }
        elements += middle + digits[7...].flatMap { BarcodePatterns.ean[$0] } + guardBars
        let printed = digits.dropFirst(isUPC ? 1 : 0).map(String.init).joined()
        return Barcode(elements: .modules(elements), text: printed)
    }

    private static func ean8(_ text: String) -> Barcode? {
        guard let digits = withCheckDigit(text, count: 8) else { return nil }
        let left = digits[..<4].flatMap { BarcodePatterns.ean[$0] }
        let right = digits[4...].flatMap { BarcodePatterns.ean[$0] }
        return Barcode(
            elements: .modules(guardBars + left + middle + right + guardBars),
            text: digits.map(String.init).joined()
        )
    }

    /// Six digits, perhaps with the leading 0 and the check digit, or the eleven or twelve of UPC-A
    /// that they stand for.
    private static func upcE(_ text: String) -> Barcode? {
        guard let given = digits(text) else { return nil }
        let six: [Int]
        switch given.count {
        case 6: six = given
        case 7 where given[0] == 0, 8 where given[0] == 0: six = Array(given[1...6])
        case 11, 12:
            guard given[0] == 0, let short = shortened(given) else { return nil }
            six = short
        default: return nil
        }
        let long = [0] + lengthened(six)
        let check = checkDigit(of: long)
        let parity = upcEParity[check]
        var elements = guardBars
        for (digit, form) in zip(six, parity) {
            elements += leftDigit(digit, isMirrored: form == "G")
        }
        return Barcode(
            elements: .modules(elements + [1, 1, 1, 1, 1, 1]),
            text: ([0] + six + [check]).map(String.init).joined()
        )
    }

    private static let upcEParity =
        "GGGLLL GGLGLL GGLLGL GGLLLG GLGGLL GLLGGL GLLLGG GLGLGL GLGLLG GLLGLG"
        .split(separator: " ").map(Array.init)

    /// The ten digits between number system and check digit.
    private static func lengthened(_ six: [Int]) -> [Int] {
        let last = six[5]
        let zeros = { (count: Int) in [Int](repeating: 0, count: count) }
        return switch last {
        case 0...2: six[..<2] + [last] + zeros(4) + six[2..<5]
        case 3: six[..<3] + zeros(5) + six[3..<5]
        case 4: six[..<4] + zeros(5) + six[4..<5]
        default: six[..<5] + zeros(4) + [last]
        }
    }

    private static func shortened(_ upcA: [Int]) -> [Int]? {
        let ten = Array(upcA[1...10])
        // Of the shapes that fit, the first is the one to take.
        let candidates: [[Int]] = [
            Array(ten[..<2]) + ten[7...9] + [ten[2]], Array(ten[..<3]) + ten[8...9] + [3],
            Array(ten[..<4]) + [ten[9], 4], Array(ten[..<5]) + [ten[9]],
        ]
        return candidates.first { lengthened($0) == ten }
    }

    private static func leftDigit(_ digit: Int, isMirrored: Bool) -> [Int] {
        isMirrored ? BarcodePatterns.ean[digit].reversed() : BarcodePatterns.ean[digit]
    }

    private static func digits(_ text: String) -> [Int]? {
        let digits = text.compactMap(\.wholeNumberValue)
        return digits.count == text.count ? digits : nil
    }

    /// One digit may be missing; the last is always computed anew.
    private static func withCheckDigit(_ text: String, count: Int) -> [Int]? {
        guard let digits = digits(text), digits.count == count || digits.count == count - 1 else {
            return nil
        }
        let data = Array(digits.prefix(count - 1))
        return data + [checkDigit(of: data)]
    }

    /// Weights 3 and 1 in turn, from the right.
    private static func checkDigit(of digits: [Int]) -> Int {
        let sum = digits.reversed().enumerated().reduce(0) { sum, item in
            sum + item.element * (item.offset.isMultiple(of: 2) ? 3 : 1)
        }
        return (10 - sum % 10) % 10
    }
}
