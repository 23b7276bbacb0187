/// A value as SQLite stores it.
///
/// There is no floating point: money and quantities are integers.
public enum StorageCell: Sendable, Equatable {
    /// SQL NULL.
    case null
    /// A signed 64-bit integer.
    case integer(Int64)
    /// Text in UTF-8.
    case text(String)
    /// Bytes as they are.
    case blob([UInt8])
}

/// What can be bound to a `?` of a statement.
public protocol StorageValue {
    /// The value in the form in which it is stored.
    var storageCell: StorageCell { get }
}

extension StorageCell: StorageValue {
    /// Itself.
    public var storageCell: StorageCell { self }
}

extension Int64: StorageValue {
    /// An integer.
    public var storageCell: StorageCell { .integer(self) }
}

extension Int: StorageValue {
    /// An integer.
    public var storageCell: StorageCell { .integer(Int64(self)) }
}

extension UInt32: StorageValue {
    /// An integer.
    public var storageCell: StorageCell { .integer(Int64(self)) }
}

extension Bool: StorageValue {
    /// 1 or 0.
    public var storageCell: StorageCell { .integer(self ? 1 : 0) }
}

extension String: StorageValue {
    /// Text.
    public var storageCell: StorageCell { .text(self) }
}

extension [UInt8]: StorageValue {
    /// Bytes.
    public var storageCell: StorageCell { .blob(self) }
}

extension Optional: StorageValue where Wrapped: StorageValue {
    /// NULL for nil.
    public var storageCell: StorageCell { self?.storageCell ?? .null }
}
