/// A row or column of modules, the first in the lowest bit: a whole line is looked at in a few steps.
///
/// A shift brings in zeros, so that light modules surround a symbol, as its quiet zone does.
protocol QRRow: Sendable, Hashable {
    static var zero: Self { get }
    static func & (left: Self, right: Self) -> Self
    static func | (left: Self, right: Self) -> Self
    static func ^ (left: Self, right: Self) -> Self
    static func << (row: Self, count: Int) -> Self
    static func >> (row: Self, count: Int) -> Self
    static prefix func ~ (row: Self) -> Self
    var nonzeroBitCount: Int { get }
    /// The bit of one place.
    static func bit(_ place: Int) -> Self

    /// What is the same in all symbols of rows of this kind.
    static var patterns: QRPatternStore<Self> { get }
}

extension QRRow {
    /// The lowest bits.
    static func ones(_ count: Int) -> Self { ~(~zero << count) }
}

/// Up to version 11.
extension UInt64: QRRow {
    static let patterns = QRPatternStore<UInt64>()
    static func bit(_ place: Int) -> UInt64 { 1 << UInt64(place) }
}

/// The larger versions, with up to 177 modules in a row.
struct WideQRRow: QRRow {
    private var low: UInt128
    private var high: UInt128

    static let patterns = QRPatternStore<WideQRRow>()
    static let zero = WideQRRow(low: 0, high: 0)

    static func bit(_ place: Int) -> WideQRRow {
        place < 128
            ? WideQRRow(low: 1 << UInt128(place), high: 0)
            : WideQRRow(low: 0, high: 1 << UInt128(place - 128))
    }

    static func & (left: WideQRRow, right: WideQRRow) -> WideQRRow {
        WideQRRow(low: left.low & right.low, high: left.high & right.high)
    }
    static func | (left: WideQRRow, right: WideQRRow) -> WideQRRow {
        WideQRRow(low: left.low | right.low, high: left.high | right.high)
    }
    static func ^ (left: WideQRRow, right: WideQRRow) -> WideQRRow {
        WideQRRow(low: left.low ^ right.low, high: left.high ^ right.high)
    }
    static prefix func ~ (row: WideQRRow) -> WideQRRow {
        WideQRRow(low: ~row.low, high: ~row.high)
    }
    // A shift by less than nothing is one in the other direction, and one by too much leaves zeros.
    static func << (row: WideQRRow, count: Int) -> WideQRRow {
        WideQRRow(low: row.low << count, high: row.high << count | row.low << (count - 128))
    }
    static func >> (row: WideQRRow, count: Int) -> WideQRRow {
        WideQRRow(low: row.low >> count | row.high << (128 - count), high: row.high >> count)
    }
    var nonzeroBitCount: Int { low.nonzeroBitCount + high.nonzeroBitCount }
}
