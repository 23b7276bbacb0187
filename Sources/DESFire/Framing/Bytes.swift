extension FixedWidthInteger {
    /// The lowest bytes of a number, least significant first: DESFire's order.
    func littleEndianBytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
    }
}

extension Int {
    /// Three bytes, least significant first.
    ///
    /// A number that does not fit is a programming error.
    var threeBytes: [UInt8] {
        precondition((0...0xFF_FFFF).contains(self), "\(self) does not fit three bytes")
        return littleEndianBytes(3)
    }
}

/// Takes fields from an answer in order; the end must be reached exactly.
struct ByteReader {
    private var rest: ArraySlice<UInt8>
    private let byteCount: Int

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
        byteCount = bytes.count
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func bytes(_ count: Int) throws(MalformedAnswer) -> [UInt8] {
        guard rest.count >= count else { throw .wrongLength(byteCount: byteCount) }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func byte() throws(MalformedAnswer) -> UInt8 { try bytes(1)[0] }

    /// A number of up to four bytes, least significant first.
    mutating func number(_ count: Int) throws(MalformedAnswer) -> Int {
        try bytes(count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// A signed number of four bytes, least significant first.
    mutating func signedNumber() throws(MalformedAnswer) -> Int32 {
        Int32(truncatingIfNeeded: try number(4))
    }

    func finish() throws(MalformedAnswer) {
        guard isAtEnd else { throw .wrongLength(byteCount: byteCount) }
    }
}
