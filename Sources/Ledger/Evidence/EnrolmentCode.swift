internal import Cryptography

/// What the office tells the person at a new kiosk: once, for one kiosk, for a time.
///
/// 100 random bits as five groups of four signs, `7QK2-M9XD-…`. Letters and digits that are mistaken
/// for one another are read as the same (Crockford's base 32). The ledger keeps its hash alone.
public struct EnrolmentCode: Hashable, Sendable, CustomStringConvertible {
    private static let signs = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let signCount = 20
    private static let groupLength = 4

    private let text: String

    /// A new one.
    public init() {
        // Of each random byte five bits are taken: every sign is as likely as any other.
        text = String(
            SecureRandom.bytes(Self.signCount).map { Self.signs[Int($0 & 0x1F)] }
        )
    }

    /// Reads what a person typed; nil for what cannot be a code.
    public init?(_ typed: String) {
        let text = typed.uppercased().filter { $0 != "-" && $0 != " " }.map { sign in
            switch sign {
            case "O": Character("0")
            case "I", "L": Character("1")
            default: sign
            }
        }
        guard text.count == Self.signCount, text.allSatisfy(Self.signs.contains) else {
            return nil
        }
        self.text = String(text)
    }

    /// In groups, as it is told.
    public var description: String {
        let signs = Array(text)
        return stride(from: 0, to: signs.count, by: Self.groupLength).map { start in
            String(signs[start..<start + Self.groupLength])
        }.joined(separator: "-")
    }

    /// What the ledger keeps.
    var hash: [UInt8] { SHA256.digest(Array("kioske1".utf8) + Array(text.utf8)) }
}
