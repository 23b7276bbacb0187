public import Cryptography
public import Prepayment

/// The signed root over all heads that a ledger accepted on one day, by the day of receipt. Its origin is
/// `prepaid-kiosk-ledger/<ledger>/2026-11-23`.
///
/// A leaf is the bytes of a `SignedHead`. The leaves stand in the order of kiosk, epoch and last
/// sequence, so that the tree follows from the heads alone. A day whose root was printed or sent
/// away cannot be changed afterwards without showing.
public struct DayCheckpoint: Hashable, Sendable {
    /// The day of receipt.
    public let day: BusinessDay
    /// The tree.
    public let checkpoint: Checkpoint
    /// The signed form, to be kept and handed out.
    public let note: SignedNote

    /// Signs the tree of a day.
    public init(
        of tree: MerkleFrontier,
        on day: BusinessDay,
        signedBy key: Ed25519.PrivateKey,
        named name: NoteKey.Name
    ) {
        self.day = day
        checkpoint = Checkpoint(
            origin: Self.origin(of: day, named: name),
            size: tree.size,
            root: tree.root
        )
        note = SignedNote(checkpoint.text, signedBy: key, named: name)
    }

    /// Reads a note and verifies it; nil for anything but this ledger's word on a day.
    public init?(_ text: String, verifiedBy key: NoteKey) {
        guard let note = SignedNote(text), note.isSigned(by: key),
            let checkpoint = Checkpoint(text: note.text),
            let day = BusinessDay(String(checkpoint.origin.suffix(Self.dayLength))),
            checkpoint.origin == Self.origin(of: day, named: key.name)
        else { return nil }
        (self.day, self.checkpoint, self.note) = (day, checkpoint, note)
    }

    /// The name of a ledger's key: one for all days, so that whoever verifies keeps one key. The format
    /// would rather have key and origin bear one name; then every day had a key of its own.
    public static func keyName(ofLedger ledger: String) -> NoteKey.Name? {
        NoteKey.Name("prepaid-kiosk-ledger/\(ledger)")
    }

    /// The leaf of an accepted head.
    public static func leafHash(of head: SignedHead) -> [UInt8] {
        MerkleTree.leafHash(of: head.bytes)
    }

    /// `2026-11-23`.
    private static let dayLength = 10

    private static func origin(of day: BusinessDay, named name: NoteKey.Name) -> String {
        "\(name.text)/\(day)"
    }
}
