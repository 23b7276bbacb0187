internal import Glibc

/// Turns codes of a printer into Unicode; wraps `iconv(3)`.
enum TextConverter {
    /// The character of a code; nil when the character set has none there.
    static func character(_ code: [UInt8], in characterSet: String) -> Character? {
        let converter = iconv_open("UTF-8", characterSet)
        precondition(
            converter != iconv_t(bitPattern: -1),
            "glibc has no converter: \(characterSet)"
        )
        defer { iconv_close(converter) }
        var source = code.map { CChar(bitPattern: $0) }
        var target = [CChar](repeating: 0, count: 16)
        var sourceLength = source.count
        var targetLength = target.count
        let result = source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var into = target.baseAddress
                return iconv(converter, &from, &sourceLength, &into, &targetLength)
            }
        }
        guard result == 0, sourceLength == 0 else { return nil }
        let bytes = target.prefix(target.count - targetLength).map { UInt8(bitPattern: $0) }
        return String(validating: bytes, as: UTF8.self).flatMap { $0.count == 1 ? $0.first : nil }
    }
}
