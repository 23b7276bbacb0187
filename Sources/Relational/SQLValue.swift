/// A value as a relational database stores it.
///
/// There is no floating point: money and quantities are integers.
public enum SQLValue: Sendable, Hashable {
    /// SQL NULL.
    case null
    /// A signed 64-bit integer.
    case integer(Int64)
    /// Text in UTF-8.
    case text(String)
    /// Bytes as they are.
    case bytes([UInt8])
}

/// What can be bound to a `?` of a statement. Inlinable, as are those who ask for it: millions of rows
/// are made of integers, each of a known type.
public protocol SQLBindable {
    /// The value in the form in which it is stored.
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
    /// Itself.
    @inlinable public var sqlValue: SQLValue { self }
}

extension Int64: SQLBindable {
    /// An integer.
    @inlinable public var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLBindable {
    /// An integer.
    @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension UInt32: SQLBindable {
    /// An integer.
    @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension UInt16: SQLBindable {
    /// An integer.
    @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension UInt8: SQLBindable {
    /// An integer.
    @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Bool: SQLBindable {
    /// 1 or 0.
    @inlinable public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension String: SQLBindable {
    /// Text.
    @inlinable public var sqlValue: SQLValue { .text(self) }
}

extension [UInt8]: SQLBindable {
    /// Bytes.
    @inlinable public var sqlValue: SQLValue { .bytes(self) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    /// NULL for nil.
    @inlinable public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
