extension FixedWidthInteger {
    /// A number from its bytes, lowest first.
    init(littleEndianBytes bytes: some Collection<UInt8>) {
        self = bytes.reversed().reduce(0) { $0 << 8 | Self(truncatingIfNeeded: $1) }
    }

    /// The lowest `count` bytes, lowest first.
    func littleEndianBytes(_ count: Int = Self.bitWidth / 8) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: self >> Self($0 * 8)) }
    }
}

/// Takes the fields of a command apart, front to back.
///
/// The length was checked before.
struct FieldReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func byte() -> UInt8 { rest.removeFirst() }
    mutating func two() -> UInt16 { UInt16(littleEndianBytes: take(2)) }
    mutating func three() -> Int { Int(littleEndianBytes: take(3)) }
    mutating func four() -> Int32 { Int32(littleEndianBytes: take(4)) }
    var remainder: [UInt8] { Array(rest) }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
