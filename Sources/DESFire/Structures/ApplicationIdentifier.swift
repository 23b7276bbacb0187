/// The number of an application on the card, 24 bits; zero is the card itself (the PICC level).
public struct ApplicationIdentifier: Sendable, Hashable {
    /// The number as people write it: F53042 hexadecimal is sent as `42 30 F5`.
    public let number: UInt32

    /// The card itself, above all applications.
    public static let picc = ApplicationIdentifier(bytes: (0, 0, 0))

    /// Nil for a number of more than 24 bits.
    public init?(number: UInt32) {
        guard number <= 0xFF_FFFF else { return nil }
        self.number = number
    }

    /// The three bytes in the order of transmission, lowest first.
    public var bytes: [UInt8] { number.littleEndianBytes(3) }

    init(bytes: (UInt8, UInt8, UInt8)) {
        number = UInt32(bytes.0) | UInt32(bytes.1) << 8 | UInt32(bytes.2) << 16
    }

    /// Parses the answer of GetApplicationIDs.
    static func list(_ answer: [UInt8]) throws(MalformedAnswer) -> [ApplicationIdentifier] {
        guard answer.count.isMultiple(of: 3) else { throw .wrongLength(byteCount: answer.count) }
        return stride(from: 0, to: answer.count, by: 3).map {
            ApplicationIdentifier(bytes: (answer[$0], answer[$0 + 1], answer[$0 + 2]))
        }
    }
}

extension ApplicationIdentifier: ExpressibleByIntegerLiteral {
    /// For constants in a program; a literal of more than 24 bits traps.
    public init(integerLiteral value: UInt32) {
        precondition(value <= 0xFF_FFFF, "an application number has 24 bits")
        number = value
    }
}
