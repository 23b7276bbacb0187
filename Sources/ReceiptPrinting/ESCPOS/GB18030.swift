internal import Glibc

/// The two-byte codes of GB18030: what a Chinese printer's font has.
///
/// GB18030 also has four-byte codes, for everything else in Unicode. A printer without them prints
/// their second and fourth byte as digits, so they are never sent.
enum GB18030 {
    /// U+3013, the mark that stands for a character a font lacks.
    static let substitute: UInt16 = 0xA1FE

    /// The code of a character, lead byte high; nil where only a four-byte code exists.
    static func code(of character: Unicode.Scalar) -> UInt16? {
        guard character.value < codes.count else { return nil }
        let code = codes[Int(character.value)]
        return code == 0 ? nil : code
    }

    /// The codes of the Basic Multilingual Plane by code point, 0 where there is none.
    private static let codes: [UInt16] = {
        // WCHAR_T is glibc's name for code points of 32 bits in the machine's byte order.
        let converter = iconv_open("GB18030", "WCHAR_T")
        precondition(converter != iconv_t(bitPattern: -1), "glibc has no GB18030 converter")
        defer { iconv_close(converter) }
        var codes = [UInt16](repeating: 0, count: 0x10000)
        for value in UInt32(0x80)...0xFFFF {
            // Private characters have two-byte codes too, but no printer agrees on their shape.
            guard let character = Unicode.Scalar(value),
                character.properties.generalCategory != .privateUse
            else { continue }
            codes[Int(value)] = twoByteCode(of: character, with: converter) ?? 0
        }
        return codes
    }()

    private static func twoByteCode(
        of character: Unicode.Scalar,
        with converter: iconv_t?
    ) -> UInt16? {
        var source = character.value
        var target: UInt32 = 0
        var sourceLength = MemoryLayout.size(ofValue: source)
        var targetLength = MemoryLayout.size(ofValue: target)
        let result = withUnsafeMutableBytes(of: &source) { source in
            withUnsafeMutableBytes(of: &target) { target in
                var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var into = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                return iconv(converter, &from, &sourceLength, &into, &targetLength)
            }
        }
        guard result == 0, targetLength == 2 else { return nil }
        return UInt16(truncatingIfNeeded: target).byteSwapped
    }
}
