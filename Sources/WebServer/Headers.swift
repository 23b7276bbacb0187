/// Header fields in their order.
///
/// Names are compared without regard to case (RFC 9110, 5.1).
public struct Headers: Sendable, ExpressibleByDictionaryLiteral {
    /// All of them.
    public private(set) var fields: [(name: String, value: String)]

    /// Fields in their order; a name may come more than once.
    public init(dictionaryLiteral fields: (String, String)...) { self.fields = fields }

    /// The first value of the field, nil when there is none.
    public subscript(name: String) -> String? {
        fields.first { equalIgnoringCase($0.name, name) }?.value
    }

    /// Adds a field at the end.
    public mutating func append(_ name: String, _ value: String) { fields.append((name, value)) }
}

private func equalIgnoringCase(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count
        && zip(left.utf8, right.utf8).allSatisfy { lowercase($0) == lowercase($1) }
}

private func lowercase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
