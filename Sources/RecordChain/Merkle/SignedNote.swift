public import Cryptography
internal import FoundationEssentials

/// A text and signatures under it, for people and programs alike (c2sp.org/signed-note):
///
///     text, one line or more
///                                              a line without anything
///     — name base64(key identifier ‖ signature)
///
/// Rules: the text is UTF-8, ends in a line feed and holds no other control characters. It ends at
/// the last empty line. Signatures of keys that the reader does not know are passed over.
public struct SignedNote: Hashable, Sendable, CustomStringConvertible {
    /// One signature.
    public struct Signature: Hashable, Sendable {
        /// The name of the key.
        public let keyName: String
        /// Which key of that name: 4 bytes.
        public let keyIdentifier: [UInt8]
        /// What the key made of the text.
        public let bytes: [UInt8]
    }

    /// What is signed, with its last line feed.
    public let text: String
    /// By whom.
    public let signatures: [Signature]

    private static let dash = "\u{2014} "
    /// Enough for the text and some witnesses; a bound on a reader's work.
    private static let byteLimit = 1 << 16

    /// Signs a text. One that is no note's text traps.
    public init(_ text: String, signedBy key: Ed25519.PrivateKey, named name: NoteKey.Name) {
        precondition(Self.isText(text), "a note is lines of text")
        self.text = text
        signatures = [
            Signature(
                keyName: name.text,
                keyIdentifier: NoteKey(name, key.publicKey).identifier,
                bytes: key.signature(of: Array(text.utf8))
            )
        ]
    }

    /// Whether this key signed the text.
    public func isSigned(by key: NoteKey) -> Bool {
        signatures.contains { signature in
            signature.keyName == key.name.text && signature.keyIdentifier == key.identifier
                && key.key.verifies(signature.bytes, of: Array(text.utf8))
        }
    }

    /// The note as it is kept and sent.
    public var description: String {
        text + "\n"
            + signatures.map { signature in
                let bytes = Data(signature.keyIdentifier + signature.bytes)
                return "\(Self.dash)\(signature.keyName) \(bytes.base64EncodedString())\n"
            }.joined()
    }

    /// Reads a note; nil for what is none. Whether a signature is good is another question:
    /// `isSigned(by:)`.
    public init?(_ note: String) {
        // By Unicode scalars: two notes that look alike and differ in their bytes must differ here.
        let scalars = note.unicodeScalars
        guard note.utf8.count <= Self.byteLimit, Self.isText(note) else { return nil }
        guard let split = Self.lastEmptyLine(of: Array(scalars)) else { return nil }
        let text = String(String.UnicodeScalarView(scalars.prefix(split)))
        let block = String(String.UnicodeScalarView(scalars.dropFirst(split + 1)))
        let lines = block.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let signatures = lines.compactMap { Self.signature(String($0)) }
        guard !signatures.isEmpty, signatures.count == lines.count, Self.isText(text) else {
            return nil
        }
        (self.text, self.signatures) = (text, signatures)
    }

    /// The index of the line feed that is the last empty line.
    private static func lastEmptyLine(of scalars: [Unicode.Scalar]) -> Int? {
        scalars.indices.dropFirst().last { scalars[$0] == "\n" && scalars[$0 - 1] == "\n" }
    }

    private static func isText(_ text: String) -> Bool {
        text.unicodeScalars.last == "\n"
            && text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7F }
    }

    private static func signature(_ line: String) -> Signature? {
        guard line.hasPrefix(dash) else { return nil }
        let parts = line.dropFirst(dash.count).split(
            separator: " ",
            omittingEmptySubsequences: false
        )
        guard parts.count == 2, let name = NoteKey.Name(String(parts[0])),
            let bytes = [UInt8](base64: String(parts[1])), bytes.count > NoteKey.identifierByteCount
        else { return nil }
        return Signature(
            keyName: name.text,
            keyIdentifier: Array(bytes.prefix(NoteKey.identifierByteCount)),
            bytes: Array(bytes.dropFirst(NoteKey.identifierByteCount))
        )
    }
}

extension [UInt8] {
    /// Bytes from base64 with its padding; nil for any other spelling of them.
    init?(base64 text: String) {
        guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else {
            return nil
        }
        self = [UInt8](data)
    }

    /// In base64, with padding.
    var base64: String { Data(self).base64EncodedString() }
}
