/// One row of an answer, valid only inside the closure that is given it.
///
/// Columns count from 0. A column of another type than the one asked for is an error, as nothing of
/// ours wrote it.
public protocol SQLRow {
    /// The integer in `column`.
    func integer(_ column: Int) throws -> Int64
    /// The text in `column`.
    func text(_ column: Int) throws -> String
    /// The bytes in `column`.
    func bytes(_ column: Int) throws -> [UInt8]
    /// True when `column` holds NULL.
    func isNull(_ column: Int) -> Bool
}

extension SQLRow {
    /// The integer in `column`, nil for NULL.
    public func optionalInteger(_ column: Int) throws -> Int64? {
        isNull(column) ? nil : try integer(column)
    }

    /// The text in `column`, nil for NULL.
    public func optionalText(_ column: Int) throws -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// The bytes in `column`, nil for NULL.
    public func optionalBytes(_ column: Int) throws -> [UInt8]? {
        isNull(column) ? nil : try bytes(column)
    }
}
