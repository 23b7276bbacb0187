public import Cryptography

/// Keys in this program's memory: for a desk, a pilot, and wherever no key store in hardware is.
public struct SoftwareKeyProvider: KeyProvider, SecretBearing {
    private let masters: [KeyRole: [UInt8]]
    private let shared: [KeyRole: [UInt8]]
    private let systemIdentifier: [UInt8]
    private let random: @Sendable (Int) -> [UInt8]

    /// Takes AES-128 master keys by role, keys that are the same on every card, and the text that
    /// tells this estate from others (6 to 21 bytes of UTF-8 with a UID of 7 bytes).
    ///
    /// `random` gives the terminal's random numbers; only a test that replays a recording puts
    /// something else there.
    public init(
        masters: [KeyRole: [UInt8]],
        shared: [KeyRole: [UInt8]] = [:],
        systemIdentifier: String,
        random: @escaping @Sendable (Int) -> [UInt8] = { SecureRandom.bytes($0) }
    ) throws(KeyProviderError) {
        for (role, key) in Array(masters) + Array(shared) where key.count != 16 {
            throw .keyLength(role, byteCount: key.count)
        }
        self.masters = masters
        self.shared = shared
        self.systemIdentifier = Array(systemIdentifier.utf8)
        self.random = random
    }

    /// See `KeyProvider`.
    public func respond(
        to challenge: AuthenticationChallenge
    ) throws(KeyProviderError) -> any PendingAuthentication {
        try MutualAuthentication(challenge, key: try key(challenge.key), random: random)
    }

    /// See `KeyProvider`.
    public func newKeyCryptogram(_ change: KeyChange) throws(KeyProviderError) -> [UInt8] {
        let new = try key(change.newKey)
        var old: [UInt8]?
        if let reference = change.oldKey { old = try key(reference) }
        guard old == nil || old?.count == new.count else { throw .keysDoNotCombine }
        let version = change.newKey.type == .aes ? change.newVersion : nil
        return KeyChangePlaintext(newKey: new, version: version, oldKey: old).enciphered(change)
    }

    private func key(_ reference: KeyReference) throws(KeyProviderError) -> [UInt8] {
        switch reference {
        case .factory(let type):
            return [UInt8](repeating: 0, count: type.byteCount)
        case .shared(let role):
            guard let key = shared[role] else { throw .noKey(role) }
            return key
        case .diversified(let role, let uid, let application):
            guard let master = masters[role] else { throw .noKey(role) }
            let input = uid + application.bytes + systemIdentifier
            guard (16...AN10922.aesInputLimitByteCount).contains(input.count) else {
                throw .diversificationLength(byteCount: input.count)
            }
            return AN10922.aes128(master: master, input: input)
        }
    }
}
