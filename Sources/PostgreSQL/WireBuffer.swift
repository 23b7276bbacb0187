internal import Relational

/// Bytes for the server in the binary format: big endian, a length before each field.
///
/// One piece of memory that grows and is used again: an array of arrays would cost more than what is
/// sent.
struct WireBuffer: ~Copyable {
    private(set) var start: UnsafeMutableRawPointer
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        start = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit { start.deallocate() }

    /// Forgets what is in it, and keeps the memory.
    mutating func removeAll() { count = 0 }

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        reserve(MemoryLayout<Number>.size)
        (start + count).storeBytes(of: number.bigEndian, as: Number.self)
        count += MemoryLayout<Number>.size
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        (start + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    /// A value without its length; NULL has no bytes.
    mutating func appendPayload(_ value: SQLValue) {
        switch value {
        case .null: break
        case .integer(let number): append(number)
        case .text(var text): text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
        case .bytes(let bytes): bytes.withUnsafeBytes { append($0) }
        }
    }

    /// A value behind its length; NULL has the length -1.
    private mutating func appendField(_ value: SQLValue) {
        let place = count
        append(Int32(-1))
        if case .null = value { return }
        appendPayload(value)
        let length = Int32(count - place - MemoryLayout<Int32>.size)
        (start + place).storeBytes(of: length.bigEndian, as: Int32.self)
    }

    /// A value of a column. In the binary format nothing but its type says how to read it.
    mutating func appendField(_ value: SQLValue, as column: SQLTable.Column) {
        switch (value, column.kind) {
        case (.null, _), (.integer, .integer), (.text, .text), (.bytes, .bytes): appendField(value)
        default: preconditionFailure("a value of another type than column \(column.name)")
        }
    }

    private mutating func reserve(_ extra: Int) {
        guard count + extra > capacity else { return }
        let larger = max(capacity * 2, count + extra)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 1)
        moved.copyMemory(from: start, byteCount: count)
        start.deallocate()
        (start, capacity) = (moved, larger)
    }
}
