/// What a key is for.
///
/// Each role has its own master key.
public enum KeyRole: String, Sendable, Hashable, CaseIterable {
    /// The card's own master key.
    case picc
    /// An application's master key.
    case master
    /// The kiosk's: it loads credit.
    case load
    /// The meter's: it takes credit.
    case meter
    /// Reading only.
    case read
}

/// Names a key without holding it.
public enum KeyReference: Sendable, Hashable {
    /// All zeros, version 00: how factory and CreateApplication leave a key.
    case factory(KeyType)
    /// The role's key for one application of one card, diversified by AN10922 over UID, application
    /// number as sent, and system identifier.
    case diversified(KeyRole, uid: [UInt8], application: ApplicationIdentifier)
    /// A key that is the same on every card, as a card that hides its number needs one.
    case shared(KeyRole)

    /// The kind of the key; every key that is not the factory's is AES.
    public var type: KeyType {
        switch self {
        case .factory(let type): type
        case .diversified, .shared: .aes
        }
    }
}
