internal import Glibc

/// How a printer is sent one character.
enum CharacterCode: Equatable {
    /// The lead byte is the high one.
    case twoBytes(UInt16)
    /// One byte, whatever the code page.
    case single(UInt8)
    case page(CodePage, UInt8)
}

/// The two-byte codes of an encoding, for the Basic Multilingual Plane.
///
/// GB18030 also has four-byte codes, for everything else in Unicode. A printer without them prints
/// their second and fourth byte as digits, so they are never sent.
final class TwoByteCodes: Sendable {
    static let gb18030 = TwoByteCodes("GB18030")
    static let big5 = TwoByteCodes("BIG5")
    static let cp949 = TwoByteCodes("CP949")
    static let shiftJIS = TwoByteCodes("CP932")

    /// Codes by code point, 0 where there is none.
    let codes: [UInt16]

    private init(_ name: String) {
        var codes = [UInt16](repeating: 0, count: 0x10000)
        let converter = Converter(from: name)
        for lead in UInt16(0x81)...0xFE {
            for trail in UInt16(0x40)...0xFE where trail != 0x7F {
                let code = lead << 8 | trail
                // Private characters have two-byte codes too, but no printer agrees on their shape.
                guard let character = converter.character(of: [UInt8(lead), UInt8(trail)]),
                    character.value < 0x10000,
                    !(0xE000...0xF8FF).contains(character.value)
                else { continue }
                // Of two codes for one character printers are sure to have the older, lower one.
                if codes[Int(character.value)] == 0 { codes[Int(character.value)] = code }
            }
        }
        self.codes = codes
    }

    subscript(character: Unicode.Scalar) -> UInt16? {
        guard character.value < 0x10000 else { return nil }
        let code = codes[Int(character.value)]
        return code == 0 ? nil : code
    }
}

extension CodePage {
    /// The byte of a character from U+0080 up; nil where the page lacks it.
    func byte(of character: Unicode.Scalar) -> UInt8? {
        if self == .katakana {
            guard (0xFF61...0xFF9F).contains(character.value) else { return nil }
            return UInt8(character.value - 0xFF61 + 0xA1)
        }
        return Self.bytes[self]?[character]
    }

    private static let bytes: [CodePage: [Unicode.Scalar: UInt8]] = {
        var bytes: [CodePage: [Unicode.Scalar: UInt8]] = [:]
        for page in allCases where page != .katakana {
            let name = page == .windows1252 ? "CP1252" : page.rawValue.uppercased()
            let converter = Converter(from: name)
            var table: [Unicode.Scalar: UInt8] = [:]
            for byte in UInt8(0x80)...0xFF {
                if let character = converter.character(of: [byte]) { table[character] = byte }
            }
            bytes[page] = table
        }
        return bytes
    }()
}

/// glibc's converter from an encoding to code points.
private final class Converter {
    private let descriptor: iconv_t?

    init(from name: String) {
        // WCHAR_T is glibc's name for code points of 32 bits in the machine's byte order.
        descriptor = iconv_open("WCHAR_T", name)
        precondition(descriptor != iconv_t(bitPattern: -1), "glibc has no converter for \(name)")
    }

    deinit { iconv_close(descriptor) }

    /// The one character that these bytes are; nil where they are none, or the start of more.
    func character(of bytes: [UInt8]) -> Unicode.Scalar? {
        var source = bytes
        var target: [UInt32] = [0, 0]
        var sourceLeft = source.count
        var targetLeft = 8
        // Forgets what a character before it began.
        iconv(descriptor, nil, nil, nil, nil)
        let result = source.withUnsafeMutableBytes { source in
            target.withUnsafeMutableBytes { target in
                var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var into = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                return iconv(descriptor, &from, &sourceLeft, &into, &targetLeft)
            }
        }
        guard result != -1, sourceLeft == 0, targetLeft == 4 else { return nil }
        return Unicode.Scalar(target[0])
    }
}
