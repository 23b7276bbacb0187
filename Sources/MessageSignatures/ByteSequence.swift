internal import FoundationEssentials

/// Byte sequences of structured fields: `:base64:` (RFC 8941, 3.3.5).
enum ByteSequence {
    static func text(_ bytes: [UInt8]) -> String {
        ":" + Data(bytes).base64EncodedString() + ":"
    }

    /// Reads the one form that `text` writes; nil for any other.
    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let signs = Array(text.utf8)
        guard signs.count >= 2, signs.first == UInt8(ascii: ":"), signs.last == UInt8(ascii: ":"),
            let data = Data(base64Encoded: Data(signs.dropFirst().dropLast()))
        else { return nil }
        let bytes = [UInt8](data)
        return Self.text(bytes) == text ? bytes : nil
    }
}
