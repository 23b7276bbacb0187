/// The kinds of barcodes that are drawn.
public enum BarcodeKind: Sendable, Hashable, CaseIterable {
    case upcA, upcE, ean13, ean8, code39, itf, codabar, code93, code128
}

/// A barcode: data that is valid for its kind, and the bars that say it.
///
/// No quiet zone is part of it.
public struct Barcode: Sendable, Hashable {
    /// Which one.
    public let kind: BarcodeKind
    /// What is encoded, check digits and stars included.
    public let data: String
    /// What is written below the bars.
    public let text: String
    /// Symbols of Code 128, start, check and stop included; empty for other kinds.
    public let code128: [Code128Symbol]
    /// Bar, space, bar and so on, in elements; the first is a bar.
    private let elements: [BarElement]

    private init(
        _ kind: BarcodeKind,
        data: String,
        text: String? = nil,
        code128: [Code128Symbol] = [],
        elements: [BarElement]
    ) {
        self.kind = kind
        self.data = data
        self.text = text ?? data
        self.code128 = code128
        self.elements = elements
    }

    /// Widths in dots of bar, space, bar and so on, where the narrowest is `module` dots.
    public func widths(module: Int) -> [Int] { elements.map { $0.dots(module: module) } }

    /// One or more characters of ASCII, in the shortest symbol.
    public static func code128(_ data: String) -> Barcode? {
        guard let symbols = Code128.symbols(for: data) else { return nil }
        return Barcode(
            .code128,
            data: data,
            text: visible(data),
            code128: symbols,
            elements: Code128.elements(of: symbols)
        )
    }

    /// One or more characters of ASCII.
    public static func code93(_ data: String) -> Barcode? {
        guard let elements = Code93.elements(of: data) else { return nil }
        return Barcode(.code93, data: data, text: visible(data), elements: elements)
    }

    /// Digits, capital letters and `-. $/+%`; the stars at the ends are added where they lack.
    public static func code39(_ data: String) -> Barcode? {
        guard let (starred, elements) = Code39.encode(data) else { return nil }
        return Barcode(.code39, data: starred, elements: elements)
    }

    /// An even number of digits.
    public static func itf(_ data: String) -> Barcode? {
        guard let elements = InterleavedTwoOfFive.elements(of: data) else { return nil }
        return Barcode(.itf, data: data, elements: elements)
    }

    /// Digits and `-$:/.+` between two of `ABCD`.
    public static func codabar(_ data: String) -> Barcode? {
        guard let elements = Codabar.elements(of: data) else { return nil }
        return Barcode(.codabar, data: data, elements: elements)
    }

    /// 12 or 13 digits, or 7 or 8 for EAN-8; the check digit is always computed.
    public static func ean(_ data: String) -> Barcode? {
        guard let digits = RetailCode.digits(of: data) else { return nil }
        switch digits.count {
        case 7, 8:
            let checked = RetailCode.checked(digits.prefix(7))
            return Barcode(
                .ean8,
                data: RetailCode.text(checked),
                elements: RetailCode.ean8(checked)
            )
        case 12, 13:
            let checked = RetailCode.checked(digits.prefix(12))
            return Barcode(
                .ean13,
                data: RetailCode.text(checked),
                elements: RetailCode.ean13(checked)
            )
        default: return nil
        }
    }

    /// 11 or 12 digits, or 0 and 6 or 7 more for UPC-E; the check digit is always computed.
    public static func upc(_ data: String) -> Barcode? {
        guard let digits = RetailCode.digits(of: data) else { return nil }
        switch digits.count {
        case 7, 8:
            guard digits[0] == 0 else { return nil }
            let body = Array(digits[1..<7])
            let check = RetailCode.checked(RetailCode.expanded(body)[...])[11]
            return Barcode(
                .upcE,
                data: RetailCode.text([0] + body + [check]),
                elements: RetailCode.upcE(body, check: check)
            )
        case 11, 12:
            let checked = RetailCode.checked(digits.prefix(11))
            return Barcode(
                .upcA,
                data: RetailCode.text(checked),
                elements: RetailCode.ean13([0] + checked)
            )
        default: return nil
        }
    }

    /// Control characters show as spaces.
    private static func visible(_ data: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in data.unicodeScalars {
            text.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
        }
        return String(text)
    }
}

/// A bar or a space.
enum BarElement: Hashable {
    /// So many modules.
    case modules(Int)
    case narrow
    case wide

    func dots(module: Int) -> Int {
        switch self {
        case .modules(let count): count * module
        case .narrow: module
        // Two and a half modules, rounded up.
        case .wide: (5 * module + 1) / 2
        }
    }

    /// A pattern of narrow (0) and wide (1) elements, the first in the highest of `count` bits.
    static func widths(_ bits: Int, count: Int) -> [BarElement] {
        (0..<count).reversed().map { bits >> $0 & 1 == 1 ? .wide : .narrow }
    }

    /// Dark (1) and light (0) modules, the first in the highest of `count` bits, as runs.
    static func runs(_ bits: Int, count: Int) -> [BarElement] {
        var runs: [Int] = []
        var previous = -1
        for index in (0..<count).reversed() {
            let bit = bits >> index & 1
            if bit == previous { runs[runs.count - 1] += 1 } else { runs.append(1) }
            previous = bit
        }
        return runs.map(BarElement.modules)
    }
}
