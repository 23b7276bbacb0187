/// The four ways to authenticate that lead to EV1 or EV2 messaging.
public enum AuthenticationScheme: Sendable, Hashable, CaseIterable {
    /// 1A: DES and triple DES, EV1 messaging.
    case iso
    /// AA: AES, EV1 messaging.
    case aes
    /// 71: AES, EV2 messaging, a new transaction identifier.
    case ev2First
    /// 77: AES, other keys for the EV2 session that runs.
    case ev2NonFirst

    /// The command that begins it.
    public var instruction: Instruction {
        switch self {
        case .iso: .authenticateISO
        case .aes: .authenticateAES
        case .ev2First: .authenticateEV2First
        case .ev2NonFirst: .authenticateEV2NonFirst
        }
    }
}

/// What a card asks of the holder of a key.
public struct AuthenticationChallenge: Sendable, Hashable {
    /// The key that the card asks for.
    public let key: KeyReference
    /// How the two sides talk.
    public let scheme: AuthenticationScheme
    /// The card's random number, enciphered: the answer to the first step.
    public let encryptedRndB: [UInt8]
    /// The terminal's capability bytes as sent with 71, at most six.
    public let capabilities: [UInt8]

    /// Capabilities are empty unless they were sent.
    public init(
        key: KeyReference,
        scheme: AuthenticationScheme,
        encryptedRndB: [UInt8],
        capabilities: [UInt8] = []
    ) {
        self.key = key
        self.scheme = scheme
        self.encryptedRndB = encryptedRndB
        self.capabilities = capabilities
    }
}

/// An authentication between its two steps.
///
/// Random numbers and key stay with whoever made it.
public protocol PendingAuthentication: Sendable {
    /// What goes to the card: E(RndA ‖ rotl(RndB)).
    var token: [UInt8] { get }

    /// Checks the card's proof, its last answer, and gives the keys of the session.
    func complete(cardProof: [UInt8]) throws(KeyProviderError) -> SessionKeys
}

/// The keys of a session, good until the card leaves the field.
public enum SessionKeys: Sendable, Hashable, SecretBearing {
    /// For `EV1Channel`.
    case ev1(type: KeyType, sessionKey: [UInt8])
    /// For a new `EV2Channel`, after 71.
    case ev2First(encipherment: [UInt8], mac: [UInt8], transactionIdentifier: [UInt8])
    /// For the `EV2Channel` that runs, after 77.
    case ev2NonFirst(encipherment: [UInt8], mac: [UInt8])
}

/// A key to be changed, and the session that carries the change.
public struct KeyChange: Sendable, Hashable {
    /// ChangeKey or ChangeKeyEV2.
    public let instruction: Instruction
    /// The bytes between instruction and cryptogram, as sent.
    public let header: [UInt8]
    /// The key to come.
    public let newKey: KeyReference
    /// Its version; only AES keys carry one.
    public let newVersion: UInt8
    /// The key that goes; nil where it is the key of the session itself.
    public let oldKey: KeyReference?
    /// How the session enciphers.
    public let encipherment: SessionEncipherment

    /// Names everything that the cryptogram is made of.
    public init(
        instruction: Instruction,
        header: [UInt8],
        newKey: KeyReference,
        newVersion: UInt8,
        oldKey: KeyReference?,
        encipherment: SessionEncipherment
    ) {
        self.instruction = instruction
        self.header = header
        self.newKey = newKey
        self.newVersion = newVersion
        self.oldKey = oldKey
        self.encipherment = encipherment
    }
}

/// Where keys live.
///
/// It does what needs a key and never hands one out, so that a module with the keys in hardware can
/// stand here.
public protocol KeyProvider: Sendable {
    /// Answers a card's challenge; throws where the key is not there or the challenge is no such.
    func respond(
        to challenge: AuthenticationChallenge
    ) throws(KeyProviderError) -> any PendingAuthentication

    /// The enciphered part of ChangeKey.
    func newKeyCryptogram(_ change: KeyChange) throws(KeyProviderError) -> [UInt8]
}

/// Why a key could not be used.
public enum KeyProviderError: Error, Sendable, Equatable {
    /// No key was given for the role.
    case noKey(KeyRole)
    /// A key given for the role has a wrong length.
    case keyLength(KeyRole, byteCount: Int)
    /// UID, application and system identifier do not make 16 to 31 bytes.
    case diversificationLength(byteCount: Int)
    /// The scheme and the kind of key do not go together.
    case schemeMismatch(AuthenticationScheme, KeyType)
    /// The challenge or the proof has a wrong length.
    case challengeLength(byteCount: Int)
    /// The card does not know the key: it, or somebody on the way to it, is not genuine.
    case cardNotGenuine
    /// The old and the new key are of different lengths, so that they cannot be combined.
    case keysDoNotCombine
    /// The place where the keys are does not answer.
    case unavailable

    /// What happened.
    public var sentence: String {
        switch self {
        case .noKey(let role): "There is no \(role.rawValue) key."
        case .keyLength(let role, let count):
            "The \(role.rawValue) key has \(count) bytes instead of 16."
        case .diversificationLength(let count):
            "Card number, application and system identifier make \(count) bytes, not 16 to 31."
        case .schemeMismatch(let scheme, let type):
            "A key of kind \(type) cannot be used for authentication \(scheme)."
        case .challengeLength(let count):
            "The card's part in the authentication has a wrong length of \(count) bytes."
        case .cardNotGenuine: "The card could not prove that it knows the key."
        case .keysDoNotCombine: "The old and the new key are of different lengths."
        case .unavailable: "The key store does not answer."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .noKey, .keyLength: "Check the key file."
        case .diversificationLength: "Choose a system identifier of 6 to 21 bytes."
        case .schemeMismatch, .keysDoNotCombine:
            "Check that the card was issued for this layout."
        case .challengeLength, .cardNotGenuine: "Do not accept this card; use another."
        case .unavailable: "Check that the key store runs and is reachable."
        }
    }
}
