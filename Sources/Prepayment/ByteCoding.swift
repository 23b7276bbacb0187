/// Builds a binary layout field by field: fixed widths, high byte first.
public struct ByteWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// Starts empty.
    public init() {}

    /// Appends an integer in its own width, high byte first.
    public mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes as they are; the reader must know how many.
    public mutating func write(_ field: [UInt8]) { bytes += field }

    /// Appends a length of two bytes and then the field. A field beyond 65 535 bytes traps.
    public mutating func writeCounted(_ field: [UInt8]) {
        write(UInt16(field.count))
        bytes += field
    }

    /// Fills with zeros up to a length that the fields must not have passed.
    public mutating func pad(to count: Int) {
        precondition(bytes.count <= count, "\(bytes.count) bytes do not fit a field of \(count)")
        bytes += [UInt8](repeating: 0, count: count - bytes.count)
    }
}

/// What is wrong with bytes that should follow a layout.
public enum LayoutError: Error, Sendable, Hashable {
    /// They end too early.
    case truncated(field: String)
    /// A field holds what the layout does not know.
    case unknownValue(field: String, value: UInt64)
    /// Bytes follow where none belong.
    case trailingBytes(count: Int)

    /// What is wrong.
    public var sentence: String {
        switch self {
        case .truncated(let field): "The data ends before the field “\(field)”."
        case .unknownValue(let field, let value):
            "The field “\(field)” holds \(value), which this version does not know."
        case .trailingBytes(let count): "\(count) bytes follow where the data should end."
        }
    }
}

/// Takes a binary layout apart, field by field.
public struct ByteReader: Sendable {
    private var rest: ArraySlice<UInt8>

    /// Starts at the first byte.
    public init(_ bytes: some Collection<UInt8>) { rest = ArraySlice(Array(bytes)) }

    /// An integer in its own width, high byte first.
    public mutating func read<Value: FixedWidthInteger>(
        _ field: String,
        as type: Value.Type = Value.self
    ) throws(LayoutError) -> Value {
        let width = Value.bitWidth / 8
        guard rest.count >= width else { throw .truncated(field: field) }
        var value: Value = 0
        withUnsafeMutableBytes(of: &value) { $0.copyBytes(from: rest.prefix(width)) }
        rest = rest.dropFirst(width)
        return Value(bigEndian: value)
    }

    /// So many bytes.
    public mutating func bytes(_ count: Int, _ field: String) throws(LayoutError) -> [UInt8] {
        guard rest.count >= count else { throw .truncated(field: field) }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// A field behind its two-byte length.
    public mutating func countedBytes(_ field: String) throws(LayoutError) -> [UInt8] {
        let count: UInt16 = try read(field)
        return try bytes(Int(count), field)
    }

    /// A value that has a number of its own.
    public mutating func choice<Choice: RawRepresentable>(
        _ field: String,
        as type: Choice.Type = Choice.self
    ) throws(LayoutError) -> Choice where Choice.RawValue: FixedWidthInteger {
        let number: Choice.RawValue = try read(field)
        guard let value = Choice(rawValue: number) else {
            throw .unknownValue(field: field, value: UInt64(truncatingIfNeeded: number))
        }
        return value
    }

    /// Refuses what is left over.
    public func finish() throws(LayoutError) {
        guard rest.isEmpty else { throw .trailingBytes(count: rest.count) }
    }
}

extension ByteWriter {
    /// Ten bytes: kiosk, epoch, sequence.
    mutating func write(_ sale: SaleIdentifier) {
        write(sale.kiosk.number)
        write(sale.epoch)
        write(sale.sequence)
    }

    /// Six bytes of BCD.
    mutating func write(_ digits: TwelveDigits) { write(digits.binaryCodedDecimal) }

    /// Four bytes of seconds: enough until 2106, and what a meter's clock can hold.
    mutating func writeSeconds(_ time: WallTime) { write(UInt32(clamping: time.secondsSince1970)) }
}

extension ByteReader {
    mutating func saleIdentifier(_ field: String) throws(LayoutError) -> SaleIdentifier {
        SaleIdentifier(
            kiosk: KioskIdentifier(try read(field)),
            epoch: try read(field),
            sequence: try read(field)
        )
    }

    mutating func twelveDigits(_ field: String) throws(LayoutError) -> TwelveDigits {
        let digits = try bytes(6, field)
        guard let value = TwelveDigits(binaryCodedDecimal: digits) else {
            throw .unknownValue(field: field, value: digits.reduce(0) { $0 << 8 | UInt64($1) })
        }
        return value
    }

    mutating func seconds(_ field: String) throws(LayoutError) -> WallTime {
        WallTime(secondsSince1970: Int64(try read(field, as: UInt32.self)))
    }
}
