/// The kinds of keys that a card holds.
public enum KeyType: Sendable, Hashable, CaseIterable {
    /// Single DES, stored as two equal halves.
    case des
    /// Triple DES with two keys, 16 bytes.
    case twoKeyTripleDES
    /// Triple DES with three keys, 24 bytes.
    case threeKeyTripleDES
    /// AES-128.
    case aes

    /// Bytes of a key as ChangeKey carries it.
    public var byteCount: Int { self == .threeKeyTripleDES ? 24 : 16 }

    /// Bits 7 and 6 of an application's second settings byte, and of ChangeKey's key number where
    /// the card's own key is changed.
    var bits: UInt8 {
        switch self {
        case .des, .twoKeyTripleDES: 0x00
        case .threeKeyTripleDES: 0x40
        case .aes: 0x80
        }
    }
}

/// The first settings byte of an application, or of the card itself.
public struct KeySettings: Sendable, Hashable {
    /// Who may change the keys other than the master key.
    public enum KeyChanger: Sendable, Hashable {
        /// The master key.
        case master
        /// This key, 1 to 13.
        case key(UInt8)
        /// Each key itself.
        case each
        /// Nobody.
        case nobody
    }

    /// Who may change keys (bits 7 to 4).
    public var keyChanger: KeyChanger
    /// These settings may be changed (bit 3).
    public var settingsAreChangeable: Bool
    /// Files, or applications, may be created and deleted without the master key (bit 2).
    public var creationIsFree: Bool
    /// Lists and settings may be read without the master key (bit 1).
    public var listingIsFree: Bool
    /// The master key may be changed (bit 0).
    public var masterKeyIsChangeable: Bool

    /// Names every setting.
    public init(
        keyChanger: KeyChanger,
        settingsAreChangeable: Bool,
        creationIsFree: Bool,
        listingIsFree: Bool,
        masterKeyIsChangeable: Bool
    ) {
        self.keyChanger = keyChanger
        self.settingsAreChangeable = settingsAreChangeable
        self.creationIsFree = creationIsFree
        self.listingIsFree = listingIsFree
        self.masterKeyIsChangeable = masterKeyIsChangeable
    }

    /// From the byte on the card.
    public init(byte: UInt8) {
        let changer: KeyChanger =
            switch byte >> 4 {
            case 0: .master
            case 14: .each
            case 15: .nobody
            case let number: .key(number)
            }
        self.init(
            keyChanger: changer,
            settingsAreChangeable: byte & 8 != 0,
            creationIsFree: byte & 4 != 0,
            listingIsFree: byte & 2 != 0,
            masterKeyIsChangeable: byte & 1 != 0
        )
    }

    /// The byte on the card.
    public var byte: UInt8 {
        let changer: UInt8 =
            switch keyChanger {
            case .master: 0
            case .key(let number): number
            case .each: 14
            case .nobody: 15
            }
        precondition(changer <= 15, "there is no key \(changer)")
        return changer << 4 | (settingsAreChangeable ? 8 : 0) | (creationIsFree ? 4 : 0)
            | (listingIsFree ? 2 : 0) | (masterKeyIsChangeable ? 1 : 0)
    }

    /// Everything open: 0F.
    public static let factory = KeySettings(byte: 0x0F)
    /// As the factory leaves it, but creating and deleting needs the master key: 0B.
    public static let masterCreates = KeySettings(byte: 0x0B)
}

/// The answer of GetKeySettings.
public struct KeyOverview: Sendable, Hashable {
    /// The first settings byte.
    public let settings: KeySettings
    /// The kind of all keys; DES and two-key triple DES look alike and are given as `des`.
    public let keyType: KeyType
    /// The number of keys.
    public let keyCount: Int

    /// Parses exactly two bytes.
    public init(answer: [UInt8]) throws(MalformedAnswer) {
        var reader = ByteReader(answer)
        settings = KeySettings(byte: try reader.byte())
        let second = try reader.byte()
        try reader.finish()
        switch second >> 6 {
        case 0: keyType = .des
        case 1: keyType = .threeKeyTripleDES
        case 2: keyType = .aes
        default: throw .meaninglessField("key type")
        }
        keyCount = Int(second & 0xF)
    }
}
