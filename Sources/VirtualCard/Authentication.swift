internal import Cryptography

/// An authentication whose challenge is out.
struct PendingAuthentication {
    enum Kind {
        /// AA and 1A: cipher blocks chain through all three messages; EV1 messaging follows.
        case ev1
        /// 71: the vector is zero each time; the capabilities are returned under encryption.
        case ev2First(terminalCapabilities: [UInt8])
        /// 77: new keys for a session whose identifier and counter go on.
        case ev2NonFirst(EV2Channel)
    }

    let kind: Kind
    let keyNumber: UInt8
    let key: CardKey
    let challenge: [UInt8]
    let cryptogram: [UInt8]

    init(kind: Kind, keyNumber: UInt8, key: CardKey, challenge: [UInt8]) {
        (self.kind, self.keyNumber, self.key, self.challenge) = (kind, keyNumber, key, challenge)
        cryptogram = key.cipher.encrypt(challenge, iv: key.cipher.zeroBlock)
    }

    /// The vector for the message behind `bytes`.
    private func vector(after bytes: [UInt8]) -> [UInt8] {
        guard case .ev1 = kind else { return key.cipher.zeroBlock }
        return Array(bytes.suffix(key.cipher.blockSize))
    }

    /// The terminal's random number, if its proof shows that it knows the key.
    func terminalChallenge(in proof: [UInt8]) throws(Status) -> [UInt8] {
        guard proof.count == 2 * challenge.count else { throw .lengthError }
        let plain = key.cipher.decrypt(proof, iv: vector(after: cryptogram))
        let returned = Array(plain.suffix(challenge.count))
        guard equalInConstantTime(returned, Self.rotated(challenge)) else {
            throw .authenticationError
        }
        return Array(plain.prefix(challenge.count))
    }

    /// The card's proof behind the terminal's; `prefix` and `suffix` stand around the number.
    func answer(
        to terminal: [UInt8],
        proof: [UInt8],
        prefix: [UInt8] = [],
        suffix: [UInt8] = []
    ) -> [UInt8] {
        let plain = prefix + Self.rotated(terminal) + suffix
        return key.cipher.encrypt(plain, iv: vector(after: proof))
    }

    private static func rotated(_ bytes: [UInt8]) -> [UInt8] {
        Array(bytes.dropFirst() + bytes.prefix(1))
    }
}

extension VirtualCard {
    /// Capability bytes on each side of an EV2 authentication.
    static let capabilityBytes = 6
    private static let transactionIdentifierBytes = 4

    /// Gives the challenge of an authentication command; nil for other commands.
    ///
    /// The session ends here, a pending transaction only if the authentication fails.
    mutating func beginAuthentication(_ command: Command) throws(Status) -> Frame? {
        let types: [KeyType]
        let kind: PendingAuthentication.Kind
        switch command.instruction {
        case .authenticateISO: (types, kind) = ([.tripleDES, .threeKeyTripleDES], .ev1)
        case .authenticateAES: (types, kind) = ([.aes], .ev1)
        case .authenticateEV2First:
            types = [.aes]
            kind = .ev2First(terminalCapabilities: try terminalCapabilities(in: command.data))
        case .authenticateEV2NonFirst:
            guard let channel = session?.channel as? EV2Channel else {
                throw .authenticationError
            }
            (types, kind) = ([.aes], .ev2NonFirst(channel))
        default: return nil
        }
        guard let keyNumber = command.data.first,
            command.data.count == 1 || command.instruction == .authenticateEV2First
        else { throw .lengthError }
        let key = try key(keyNumber)
        guard types.contains(key.type) else { throw .authenticationError }
        session = nil
        let pending = PendingAuthentication(
            kind: kind,
            keyNumber: keyNumber,
            key: key,
            challenge: random(key.type.challengeBytes)
        )
        chain = .authenticating(pending)
        return Frame(data: pending.cryptogram, isLast: false)
    }

    /// `keyNo length capabilities`, filled up with zeros to six.
    private func terminalCapabilities(in data: [UInt8]) throws(Status) -> [UInt8] {
        guard data.count >= 2, data[1] <= Self.capabilityBytes, data.count == 2 + Int(data[1])
        else { throw .lengthError }
        let missing = Self.capabilityBytes - Int(data[1])
        return data.dropFirst(2) + [UInt8](repeating: 0, count: missing)
    }

    /// Checks the terminal's proof, opens the session and gives the card's own proof.
    mutating func finishAuthentication(
        _ pending: PendingAuthentication,
        proof: [UInt8]
    ) throws(Status) -> Frame {
        let terminal = try pending.terminalChallenge(in: proof)
        let channel: any SecureChannel
        let answer: [UInt8]
        switch pending.kind {
        case .ev1:
            channel = EV1Channel(
                EV1SessionKey.cipher(for: pending.key, terminal: terminal, card: pending.challenge)
            )
            answer = pending.answer(to: terminal, proof: proof)
        case .ev2First(let capabilities):
            transaction = Transaction()
            let identifier = random(Self.transactionIdentifierBytes)
            channel = EV2Channel(
                keys: EV2SessionKeys(key: pending.key, terminal: terminal, card: pending.challenge),
                transactionIdentifier: identifier
            )
            let own = [UInt8](repeating: 0, count: Self.capabilityBytes)
            answer = pending.answer(
                to: terminal,
                proof: proof,
                prefix: identifier,
                suffix: own + capabilities
            )
        case .ev2NonFirst(let former):
            channel = EV2Channel(
                keys: EV2SessionKeys(key: pending.key, terminal: terminal, card: pending.challenge),
                transactionIdentifier: former.transactionIdentifier,
                counter: former.counter
            )
            answer = pending.answer(to: terminal, proof: proof)
        }
        session = Session(keyNumber: pending.keyNumber, channel: channel)
        return Frame(data: answer, isLast: true)
    }
}
