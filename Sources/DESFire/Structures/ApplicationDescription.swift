/// Everything CreateApplication says about an application.
public struct ApplicationDescription: Sendable, Hashable {
    /// EV2's key sets (the third settings byte and what follows it).
    public struct KeySets: Sendable, Hashable {
        /// Version of the set in use.
        public var version: UInt8
        /// Number of sets, 2 to 16.
        public var count: UInt8
        /// Bytes of the longest key: 16 or 24.
        public var keyLimitByteCount: UInt8
        /// The settings byte for rolling over to another set.
        public var rollSettings: UInt8

        /// Names the four bytes in the order of transmission.
        public init(version: UInt8, count: UInt8, keyLimitByteCount: UInt8, rollSettings: UInt8) {
            self.version = version
            self.count = count
            self.keyLimitByteCount = keyLimitByteCount
            self.rollSettings = rollSettings
        }
    }

    /// The application's number.
    public var identifier: ApplicationIdentifier
    /// What may be done without which key.
    public var keySettings: KeySettings
    /// The kind of all its keys.
    public var keyType: KeyType
    /// The number of keys, 0 to 14.
    public var keyCount: UInt8
    /// Present where the application takes several key sets (EV2).
    public var keySets: KeySets?
    /// The ISO file identifier; where it is present, the files have theirs too.
    public var isoIdentifier: UInt16?
    /// The ISO name (DF name), up to 16 bytes.
    public var isoName: [UInt8]

    /// An application without key sets and ISO names unless they are given.
    public init(
        identifier: ApplicationIdentifier,
        keySettings: KeySettings,
        keyType: KeyType,
        keyCount: UInt8,
        keySets: KeySets? = nil,
        isoIdentifier: UInt16? = nil,
        isoName: [UInt8] = []
    ) {
        precondition(keyCount <= 14, "an application has at most 14 keys")
        precondition(isoName.count <= 16, "an ISO name has at most 16 bytes")
        self.identifier = identifier
        self.keySettings = keySettings
        self.keyType = keyType
        self.keyCount = keyCount
        self.keySets = keySets
        self.isoIdentifier = isoIdentifier
        self.isoName = isoName
    }

    var bytes: [UInt8] {
        let second =
            keyType.bits | (isoIdentifier == nil ? 0 : 0x20) | (keySets == nil ? 0 : 0x10)
            | keyCount
        var bytes = identifier.bytes + [keySettings.byte, second]
        if let keySets {
            bytes += [0x01, keySets.version, keySets.count]
            bytes += [keySets.keyLimitByteCount, keySets.rollSettings]
        }
        return bytes + (isoIdentifier?.littleEndianBytes(2) ?? []) + isoName
    }
}
