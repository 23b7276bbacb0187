internal import Cryptography

/// Commands about keys and key settings of the selected level.
extension VirtualCard {
    private static let isoIdentifiersBit: UInt8 = 0x20

    /// A key of the selected level.
    func key(_ number: UInt8) throws(Status) -> CardKey {
        if selected == .card, number == 0 { return memory.masterKey }
        guard selected != .card else { throw .noSuchKey }
        let keys = memory.applications[try applicationIndex()].keys
        guard number < keys.count else { throw .noSuchKey }
        return keys[Int(number)]
    }

    private func settings() throws(Status) -> KeySettings {
        if selected == .card { return memory.settings }
        return memory.applications[try applicationIndex()].settings
    }

    /// Refuses who may not see lists and settings of the selected level.
    func requireListing() throws(Status) {
        guard try settings().mayAnybodyList || hasMasterSession else { throw .authenticationError }
    }

    /// Refuses who may not create or delete files in the selected application.
    func requireCreation() throws(Status) {
        guard try settings().mayAnybodyCreate || hasMasterSession else {
            throw .authenticationError
        }
    }

    /// `45`: settings, then key type and number of keys.
    mutating func getKeySettings(_ command: Command) throws(Status) -> Answer {
        _ = try openClear(command, byteCount: 0)
        try requireListing()
        if selected == .card {
            return Answer(data: [memory.settings.byte, memory.masterKey.type.rawValue | 1])
        }
        let application = memory.applications[try applicationIndex()]
        let isoBit = application.usesISOIdentifiers ? Self.isoIdentifiersBit : 0
        let kind = application.keyType.rawValue | isoBit | UInt8(application.keys.count)
        return Answer(data: [application.settings.byte, kind])
    }

    /// `54`: the new settings byte, enciphered, by the master key.
    mutating func changeKeySettings(_ command: Command) throws(Status) -> Answer {
        guard hasMasterSession else { throw .authenticationError }
        guard try settings().maySettingsChange else { throw .permissionDenied }
        let layout = CommandLayout(clear: 0, protected: 1, mode: .full)
        let new = KeySettings(byte: try open(command, layout).protected[0])
        if selected == .card {
            // The upper half speaks of keys that the card's own level does not have.
            guard new.byte & 0xF0 == 0 else { throw .parameterError }
            memory.settings = new
        } else {
            memory.applications[try applicationIndex()].settings = new
        }
        return Answer()
    }

    /// `64`: one byte.
    mutating func getKeyVersion(_ command: Command) throws(Status) -> Answer {
        let number = try openClear(command, byteCount: 1)[0]
        return Answer(data: [try key(number).version])
    }

    /// `C4`: a new key, enciphered; for another key than the session's, combined with the old one.
    ///
    /// Changing the session's own key ends the session, and the answer is the status alone.
    mutating func changeKey(_ command: Command) throws(Status) -> Answer {
        guard let byte = command.data.first else { throw .lengthError }
        let (number, type) = try keyToChange(byte)
        let old = try key(number)
        try settings().authorize(changeOf: number, by: session?.keyNumber)
        let isOwn = session?.keyNumber == number
        let checkBytes = 4
        let opened = try open(
            command,
            CommandLayout(
                clear: 1,
                protected: type.keyBytes + (type == .aes ? 1 : 0),
                trailer: isOwn ? 0 : checkBytes,
                mode: .full
            )
        )
        var bytes = Array(opened.protected.prefix(type.keyBytes))
        if !isOwn {
            bytes = zip(bytes, old.bytes).map { $0 ^ $1 }
            guard CRC32.desfire(bytes) == opened.trailer else { throw .integrityError }
        }
        let version = type == .aes ? opened.protected[type.keyBytes] : 0
        try store(CardKey(type: type, bytes: bytes, version: version), number)
        if isOwn { session = nil }
        return Answer()
    }

    /// At the level of the card the upper bits of the key number give the new key's type.
    private func keyToChange(_ byte: UInt8) throws(Status) -> (number: UInt8, type: KeyType) {
        guard selected == .card else {
            return (byte, memory.applications[try applicationIndex()].keyType)
        }
        guard let type = KeyType(rawValue: byte & 0xC0) else { throw .parameterError }
        return (byte & 0x3F, type)
    }

    private mutating func store(_ key: CardKey, _ number: UInt8) throws(Status) {
        if selected == .card {
            memory.masterKey = key
        } else {
            memory.applications[try applicationIndex()].keys[Int(number)] = key
        }
    }
}
