internal import Symbols

/// What `{option:…}` says of the codes that follow. Words stand in any order; what is not said is
/// at its default.
struct CodeOptions: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case upc, ean, jan, code39, itf, codabar, nw7, code93, code128, qrcode
    }

    var kind = Kind.code128
    /// Dots of the narrowest bar.
    var moduleDots = 2
    /// Dots of the bars' height.
    var heightDots = 72
    /// Dots of a QR module's side.
    var cellDots = 3
    /// The data stands below the bars.
    var showsText = false
    var correction = QRCorrection.low

    /// The defaults of the language.
    init() {}

    init(_ words: [String]) {
        kind = words.lazy.compactMap(Kind.init).first ?? .code128
        moduleDots = Self.number(in: 2...4, of: words) ?? 2
        heightDots = Self.number(in: 24...240, of: words) ?? 72
        cellDots = Self.number(in: 3...8, of: words) ?? 3
        showsText = words.contains("hri")
        correction = words.lazy.compactMap { Self.corrections[$0] }.first ?? .low
    }

    static let expected =
        "a kind of code, a module of 2 to 4 dots, a height of 24 to 240, hri, or l, m, q, h"

    static func isKnown(_ word: String) -> Bool {
        word.isEmpty || word == "hri" || Kind(rawValue: word) != nil || corrections[word] != nil
            || number(in: 2...8, of: [word]) != nil || number(in: 24...240, of: [word]) != nil
    }

    /// The code that the data makes; nil when it is not valid for its kind.
    func code(_ data: String) -> ReceiptCode? {
        switch kind {
        case .qrcode:
            QRCode(Array(data.utf8), correction: correction).map {
                .qr($0, cellDots: cellDots)
            }
        case .upc: bars(.upc(data))
        case .ean, .jan: bars(.ean(data))
        case .code39: bars(.code39(data))
        case .itf: bars(.itf(data))
        case .codabar, .nw7: bars(.codabar(data))
        case .code93: bars(.code93(data))
        case .code128: bars(.code128(data))
        }
    }

    private func bars(_ barcode: Barcode?) -> ReceiptCode? {
        barcode.map {
            .bars($0, moduleDots: moduleDots, heightDots: heightDots, showsText: showsText)
        }
    }

    private static func number(in range: ClosedRange<Int>, of words: [String]) -> Int? {
        words.lazy.filter(PropertySyntax.isNumber).compactMap { Int($0) }
            .first { range.contains($0) }
    }

    private static let corrections: [String: QRCorrection] = [
        "l": .low, "m": .medium, "q": .quartile, "h": .high,
    ]
}
