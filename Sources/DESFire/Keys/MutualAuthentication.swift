internal import Cryptography

/// The terminal's half of an authentication with the key in hand: both random numbers, the token,
/// the check of the card's proof, the session keys.
///
/// Nothing here talks to a card.
///
/// Rules: the card sends E(RndB), the terminal E(RndA ‖ rotl(RndB)), the card E(rotl(RndA)), where
/// rotl is a rotation by one byte. In 1A and AA the vector chains through all three messages; in 71
/// and 77 it is zero each time, and the card's last message of 71 is E(TI ‖ rotl(RndA) ‖ PDcap2 ‖
/// PCDcap2). Sources: NXP AN0945 table 22, AN12343 table 16.
struct MutualAuthentication: PendingAuthentication, SecretBearing {
    let token: [UInt8]

    private let scheme: AuthenticationScheme
    private let cipher: BlockCipher
    private let key: [UInt8]
    private let type: KeyType
    private let capabilities: [UInt8]
    private let rndA: [UInt8]
    let rndB: [UInt8]

    /// Deciphers the challenge; `random` gives RndA, as many bytes as RndB has.
    init(
        _ challenge: AuthenticationChallenge,
        key: [UInt8],
        random: (Int) -> [UInt8]
    ) throws(KeyProviderError) {
        let type = challenge.key.type.effective(for: key)
        let isAES = type == .aes
        guard isAES == (challenge.scheme != .iso) else {
            throw .schemeMismatch(challenge.scheme, type)
        }
        let byteCount = isAES || type == .threeKeyTripleDES ? 16 : 8
        guard challenge.encryptedRndB.count == byteCount else {
            throw .challengeLength(byteCount: challenge.encryptedRndB.count)
        }
        precondition(challenge.capabilities.count <= 6, "71 carries at most six capability bytes")
        scheme = challenge.scheme
        cipher = BlockCipher(type.algorithm, key: key)
        self.key = key
        self.type = type
        capabilities = challenge.capabilities
        rndB = cipher.decrypt(challenge.encryptedRndB, iv: cipher.zeroBlock)
        rndA = random(byteCount)
        precondition(rndA.count == byteCount, "RndA has as many bytes as RndB")
        let iv =
            scheme.chains
            ? Array(challenge.encryptedRndB.suffix(cipher.blockSize)) : cipher.zeroBlock
        token = cipher.encrypt(rndA + rndB.rotatedLeft, iv: iv)
    }

    func complete(cardProof: [UInt8]) throws(KeyProviderError) -> SessionKeys {
        switch scheme {
        case .iso, .aes:
            try check(cardProof, iv: Array(token.suffix(cipher.blockSize)))
            return .ev1(type: type, sessionKey: ev1SessionKey)
        case .ev2First:
            let transactionIdentifier = try checkFirst(cardProof)
            let (encipherment, mac) = Self.ev2SessionKeys(key: key, rndA: rndA, rndB: rndB)
            return .ev2First(
                encipherment: encipherment,
                mac: mac,
                transactionIdentifier: transactionIdentifier
            )
        case .ev2NonFirst:
            try check(cardProof, iv: cipher.zeroBlock)
            let (encipherment, mac) = Self.ev2SessionKeys(key: key, rndA: rndA, rndB: rndB)
            return .ev2NonFirst(encipherment: encipherment, mac: mac)
        }
    }

    /// SesAuthENC and SesAuthMAC: CMAC over a label, the two random numbers mixed, and their rests.
    static func ev2SessionKeys(
        key: [UInt8],
        rndA: [UInt8],
        rndB: [UInt8]
    ) -> (encipherment: [UInt8], mac: [UInt8]) {
        let mixed = zip(rndA[2..<8], rndB[0..<6]).map { $0 ^ $1 }
        let context =
            [0x00, 0x01, 0x00, 0x80] + rndA[0..<2] + mixed + rndB[6..<16] + rndA[8..<16]
        let cmac = CMAC(BlockCipher(.aes128, key: key))
        return (cmac.code([0xA5, 0x5A] + context), cmac.code([0x5A, 0xA5] + context))
    }

    private func check(_ cardProof: [UInt8], iv: [UInt8]) throws(KeyProviderError) {
        guard cardProof.count == rndA.count else {
            throw .challengeLength(byteCount: cardProof.count)
        }
        let expected = cipher.encrypt(rndA.rotatedLeft, iv: iv)
        guard equalInConstantTime(cardProof, expected) else { throw .cardNotGenuine }
    }

    /// Gives TI.
    private func checkFirst(_ cardProof: [UInt8]) throws(KeyProviderError) -> [UInt8] {
        guard cardProof.count == 32 else { throw .challengeLength(byteCount: cardProof.count) }
        let plain = cipher.decrypt(cardProof, iv: cipher.zeroBlock)
        // PDcap2, bytes 20 to 25, is the card's own to choose.
        let echo = Array(plain[4..<20] + plain[26..<32])
        let sent = capabilities + [UInt8](repeating: 0, count: 6 - capabilities.count)
        guard equalInConstantTime(echo, rndA.rotatedLeft + sent) else { throw .cardNotGenuine }
        return Array(plain[0..<4])
    }

    private var ev1SessionKey: [UInt8] {
        let ranges: [Range<Int>] =
            switch type {
            case .des: [0..<4]
            case .twoKeyTripleDES: [0..<4, 4..<8]
            case .threeKeyTripleDES: [0..<4, 6..<10, 12..<16]
            case .aes: [0..<4, 12..<16]
            }
        return ranges.flatMap { rndA[$0] + rndB[$0] }
    }
}

extension AuthenticationScheme {
    fileprivate var chains: Bool { self == .iso || self == .aes }
}

extension KeyType {
    /// Two equal halves are single DES, whatever they are called; the lowest bits are parity.
    fileprivate func effective(for key: [UInt8]) -> KeyType {
        guard self == .des || self == .twoKeyTripleDES else { return self }
        let halves = (key.prefix(8).map { $0 & 0xFE }, key.suffix(8).map { $0 & 0xFE })
        return halves.0 == halves.1 ? .des : .twoKeyTripleDES
    }
}

extension [UInt8] {
    /// The first byte moved to the end.
    var rotatedLeft: [UInt8] { Array(dropFirst() + prefix(1)) }
}
