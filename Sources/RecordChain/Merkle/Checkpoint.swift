internal import Cryptography

/// A Merkle tree at one moment (c2sp.org/tlog-checkpoint): three lines that are signed as a note.
///
///     the origin: which tree
///     the number of leaves, decimal
///     the root, base64
public struct Checkpoint: Hashable, Sendable {
    /// Of which tree.
    public let origin: String
    /// How many leaves it has.
    public let size: UInt64
    /// Its root, 32 bytes.
    public let root: [UInt8]

    /// Takes the three. An origin that is no line, or a root that is no hash, traps.
    public init(origin: String, size: UInt64, root: [UInt8]) {
        precondition(!origin.isEmpty && !origin.utf8.contains(0x0A), "an origin is one line")
        precondition(root.count == SHA256.byteCount, "a root is a SHA-256")
        (self.origin, self.size, self.root) = (origin, size, root)
    }

    /// What is signed.
    public var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }

    /// Reads the text of a note; nil for what is no checkpoint. Lines behind the third are passed over:
    /// the format leaves them to extensions.
    public init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last == "", !lines.dropLast().contains("") else { return nil }
        // Only the shortest spelling: one tree has one text.
        guard let size = UInt64(lines[1]), String(size) == lines[1],
            let root = [UInt8](base64: String(lines[2])), root.count == SHA256.byteCount
        else { return nil }
        self.init(origin: String(lines[0]), size: size, root: root)
    }
}
