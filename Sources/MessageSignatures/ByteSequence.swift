internal import FoundationEssentials

/// Byte sequences of structured fields: `:base64:` (RFC 8941, 3.3.5).
enum ByteSequence {
    static func text(_ bytes: [UInt8]) -> String {
        ":" + Data(bytes).base64EncodedString() + ":"
    }

    /// Reads the one form that `text` writes; nil for any other.
    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        guard text.count >= 2, text.hasPrefix(":"), text.hasSuffix(":"),
            let data = Data(base64Encoded: String(text.dropFirst().dropLast()))
        else { return nil }
        let bytes = [UInt8](data)
        return Self.text(bytes) == text ? bytes : nil
    }
}
