/// Builds a binary layout field by field: fixed widths, high byte first.
public struct ByteWriter: Sendable {
    /// What was written so far.
    public var bytes: [UInt8] { buffer }
    @usableFromInline var buffer: [UInt8] = []

    /// Starts empty, with room for so many bytes.
    public init(capacity: Int = 0) { buffer.reserveCapacity(capacity) }

    /// Appends an integer in its own width, high byte first. Inlinable, so that other modules write
    /// each width with code of its own.
    @inlinable
    public mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) }
    }

    /// Appends bytes as they are; the reader must know how many.
    public mutating func write(_ field: [UInt8]) { buffer += field }

    /// Appends a length of two bytes and then the field. A field beyond 65 535 bytes traps.
    public mutating func writeCounted(_ field: [UInt8]) {
        write(UInt16(field.count))
        buffer += field
    }

    /// Fills with zeros up to a length that the fields must not have passed.
    public mutating func pad(to count: Int) {
        precondition(buffer.count <= count, "\(buffer.count) bytes do not fit a field of \(count)")
        buffer += [UInt8](repeating: 0, count: count - buffer.count)
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

/// Takes a binary layout apart, field by field, without a copy of the whole.
public struct ByteReader: Sendable {
    @usableFromInline let bytes: [UInt8]
    @usableFromInline var position: Int
    @usableFromInline let end: Int

    /// Starts at the first byte.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        (position, end) = (0, bytes.count)
    }

    /// Starts at the first byte of the slice, of which it makes a copy.
    public init(_ bytes: ArraySlice<UInt8>) { self.init(Array(bytes)) }

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        (position, end) = (range.lowerBound, range.upperBound)
    }

    /// An integer in its own width, high byte first. Inlinable, so that other modules read each width
    /// with code of its own.
    @inlinable
    public mutating func read<Value: FixedWidthInteger>(
        _ field: String,
        as type: Value.Type = Value.self
    ) throws(LayoutError) -> Value {
        let next = position + Value.bitWidth / 8
        guard next <= end else { throw .truncated(field: field) }
        var value: Value = 0
        for index in position..<next {
            value = value << 8 | Value(truncatingIfNeeded: bytes[index])
        }
        position = next
        return value
    }

    /// So many bytes.
    public mutating func bytes(_ count: Int, _ field: String) throws(LayoutError) -> [UInt8] {
        Array(try slice(count, field))
    }

    /// A field behind its two-byte length.
    public mutating func countedBytes(_ field: String) throws(LayoutError) -> [UInt8] {
        Array(try countedSlice(field))
    }

    /// A reader of the next bytes alone; this one goes on behind them.
    mutating func part(_ count: Int, _ field: String) throws(LayoutError) -> ByteReader {
        ByteReader(bytes, try slice(count, field).indices)
    }

    /// As `bytes`, without a copy.
    public mutating func slice(
        _ count: Int,
        _ field: String
    ) throws(LayoutError) -> ArraySlice<UInt8> {
        guard count <= end - position else { throw .truncated(field: field) }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// As `countedBytes`, without a copy.
    mutating func countedSlice(_ field: String) throws(LayoutError) -> ArraySlice<UInt8> {
        let count: UInt16 = try read(field)
        return try slice(Int(count), field)
    }

    /// A value that has a number of its own.
    @inlinable
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
        guard position == end else { throw .trailingBytes(count: end - position) }
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
        let digits = try slice(6, field)
        guard let value = TwelveDigits(binaryCodedDecimal: digits) else {
            throw .unknownValue(field: field, value: digits.reduce(0) { $0 << 8 | UInt64($1) })
        }
        return value
    }

    mutating func seconds(_ field: String) throws(LayoutError) -> WallTime {
        WallTime(secondsSince1970: Int64(try read(field, as: UInt32.self)))
    }
}
