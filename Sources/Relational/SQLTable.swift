/// A table in the part of SQL that SQLite and the databases behind PostgreSQL's protocol share: three
/// types, a primary key, no foreign keys, sequences or triggers.
public struct SQLTable: Sendable {
    /// A column.
    public struct Column: Sendable {
        /// What it holds.
        public enum Kind: Sendable {
            /// 64-bit integers.
            case integer
            /// Text.
            case text
            /// Bytes.
            case bytes
        }

        /// Its name.
        public let name: String
        /// What it holds.
        public let kind: Kind
        /// Whether it may hold NULL.
        public let isOptional: Bool

        /// A column of integers.
        public static func integer(_ name: String, optional: Bool = false) -> Column {
            Column(name: name, kind: .integer, isOptional: optional)
        }

        /// A column of texts.
        public static func text(_ name: String, optional: Bool = false) -> Column {
            Column(name: name, kind: .text, isOptional: optional)
        }

        /// A column of bytes.
        public static func bytes(_ name: String, optional: Bool = false) -> Column {
            Column(name: name, kind: .bytes, isOptional: optional)
        }
    }

    /// Its name.
    public let name: String
    /// Its columns, in order.
    public let columns: [Column]
    /// The names of the columns of its primary key, by the first of which a distributed store may cut.
    public let key: [String]

    /// Describes a table.
    public init(_ name: String, _ columns: [Column], key: [String]) {
        (self.name, self.columns, self.key) = (name, columns, key)
    }
}

/// The rows of values for a statement that runs once for each, or for a table that they go into: one
/// array, because millions of small ones cost more than what they hold.
public struct SQLRows: Sendable {
    /// How many values make a row.
    public let columnCount: Int
    /// All values, row after row.
    public var values: [SQLValue] { cells }
    @usableFromInline var cells: [SQLValue] = []

    /// None yet.
    public init(columnCount: Int) {
        precondition(columnCount > 0)
        self.columnCount = columnCount
    }

    /// Makes room for so many rows more.
    public mutating func reserve(_ count: Int) {
        cells.reserveCapacity(cells.count + count * columnCount)
    }

    /// How many rows there are.
    public var count: Int { cells.count / columnCount }
    /// Whether there is none.
    public var isEmpty: Bool { cells.isEmpty }

    /// The values of a row.
    public subscript(row: Int) -> ArraySlice<SQLValue> {
        cells[row * columnCount..<(row + 1) * columnCount]
    }

    /// Adds a row.
    @inlinable
    public mutating func append<each Value: SQLBindable>(_ row: repeat each Value) {
        for value in repeat each row { cells.append(value.sqlValue) }
        precondition(cells.count % columnCount == 0, "a row of another length")
    }

    /// Adds a row.
    public mutating func append(_ row: [SQLValue]) {
        precondition(row.count == columnCount, "a row of another length")
        cells += row
    }
}
