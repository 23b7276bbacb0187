internal import Cryptography

/// The generation of a card.
public enum CardModel: UInt8, Sendable, Equatable {
    /// EV1 messaging only, frames of 60 bytes, 28 applications.
    case ev1 = 1
    /// EV1 and EV2 messaging.
    case ev2 = 2
}

/// The number of an application, F53042 for example; zero is the card itself.
struct ApplicationIdentifier: Hashable {
    let number: UInt32
    static let card = Self(number: 0)
}

/// Everything that a card keeps without power.
public struct CardMemory: Equatable, Sendable {
    /// Kinds of master key that a blank card may come with.
    public enum MasterKey: Sendable, Equatable {
        /// Single DES, as cards leave the factory.
        case des
        /// AES, as some issuers order them.
        case aes
    }

    /// Bytes that files and applications share.
    public static let capacityBytes = 8192
    /// Memory is given out in blocks of so many bytes.
    static let blockBytes = 32
    /// Bytes of a card's unique identifier.
    public static let uidBytes = 7
    /// Unique identifiers of this maker's cards start so.
    private static let maker: UInt8 = 0x04

    /// The generation of this card.
    public let model: CardModel
    /// The unique identifier, 7 bytes, the first 04.
    public let uid: [UInt8]
    /// The unique identifier in hexadecimal digits.
    public var uidHexadecimal: String { uid.hexadecimal }
    var masterKey: CardKey
    var settings = KeySettings.factory
    var freeBytes = CardMemory.capacityBytes
    /// In the order of their creation.
    var applications: [Application] = []

    /// A card as it leaves the factory: master key all zero, everything allowed.
    ///
    /// Without a `uid` a random one is made.
    public init(blank model: CardModel, masterKey: MasterKey = .des, uid: [UInt8]? = nil) {
        let uid = uid ?? [Self.maker] + SecureRandom.bytes(Self.uidBytes - 1)
        precondition(uid.count == Self.uidBytes && uid[0] == Self.maker, "not a UID of such a card")
        self.init(model: model, uid: uid, masterKey: .zero(masterKey == .aes ? .aes : .tripleDES))
    }

    init(model: CardModel, uid: [UInt8], masterKey: CardKey) {
        (self.model, self.uid, self.masterKey) = (model, uid, masterKey)
    }

    /// Takes memory, block by block.
    ///
    /// Only formatting gives it back.
    mutating func allocate(byteCount: Int) throws(Status) {
        let taken = (byteCount + Self.blockBytes - 1) / Self.blockBytes * Self.blockBytes
        guard taken <= freeBytes else { throw .outOfMemory }
        freeBytes -= taken
    }

    /// Removes all applications; the master key, its settings and the identity stay.
    mutating func format() {
        applications = []
        freeBytes = Self.capacityBytes
    }
}

/// An application: its own keys, settings and files.
struct Application: Equatable {
    let identifier: ApplicationIdentifier
    var settings: KeySettings
    let keyType: KeyType
    /// Files carry a two-byte ISO identifier beside their number.
    let usesISOIdentifiers: Bool
    var keys: [CardKey]
    let isoIdentifier: UInt16?
    let name: [UInt8]
    /// In the order of their numbers.
    var files: [CardFile] = []

    static let keyLimit = 14
    static let nameLimitBytes = 16

    /// A directory entry and the keys.
    var byteCount: Int { CardMemory.blockBytes + keys.count * keyType.keyBytes }
}
