/// The answer of GetVersion: three frames, 28 bytes.
public struct CardVersion: Sendable, Hashable {
    /// The generation of a DESFire card; their order is that of their appearance.
    public enum Generation: Sendable, Hashable {
        /// EV1: no EV2 channel.
        case ev1
        /// EV2, EV2 XL.
        case ev2
        /// EV3.
        case ev3
        /// Not a DESFire EV1 to EV3, by the type and hardware version given.
        case other(type: UInt8, majorVersion: UInt8)
    }

    /// Seven bytes that describe hardware or software alike.
    public struct Part: Sendable, Hashable {
        /// 04 for NXP.
        public let vendor: UInt8
        /// 01 for DESFire; the upper nibble tells implementations and applets apart.
        public let type: UInt8
        /// The subtype.
        public let subtype: UInt8
        /// Major version.
        public let majorVersion: UInt8
        /// Minor version.
        public let minorVersion: UInt8
        /// The storage as coded: 2 to the power of half of it, the lowest bit for "or more".
        public let storage: UInt8
        /// The protocol byte.
        public let linkProtocol: UInt8

        init(from reader: inout ByteReader) throws(MalformedAnswer) {
            vendor = try reader.byte()
            type = try reader.byte()
            subtype = try reader.byte()
            majorVersion = try reader.byte()
            minorVersion = try reader.byte()
            storage = try reader.byte()
            linkProtocol = try reader.byte()
        }

        /// Bytes of storage, rounded down to a power of two; nil for a code beyond any card.
        public var storageByteCount: Int? { storage >> 1 < 32 ? 1 << Int(storage >> 1) : nil }
    }

    /// The chip.
    public let hardware: Part
    /// The program on it.
    public let software: Part
    /// Seven bytes; zeros where the card hides its number (random UID).
    public let uid: [UInt8]
    /// Five bytes of the production batch.
    public let batch: [UInt8]
    /// Production week, BCD as on the card.
    public let productionWeek: UInt8
    /// Production year, BCD as on the card.
    public let productionYear: UInt8

    /// Parses exactly 28 bytes.
    public init(answer: [UInt8]) throws(MalformedAnswer) {
        var reader = ByteReader(answer)
        hardware = try Part(from: &reader)
        software = try Part(from: &reader)
        uid = try reader.bytes(7)
        batch = try reader.bytes(5)
        productionWeek = try reader.byte()
        productionYear = try reader.byte()
        try reader.finish()
    }

    /// What the hardware part says.
    public var generation: Generation {
        guard hardware.type & 0x0F == 1 else {
            return .other(type: hardware.type, majorVersion: hardware.majorVersion)
        }
        switch hardware.majorVersion {
        case 0x01: return .ev1
        case 0x12, 0x22: return .ev2
        case 0x33: return .ev3
        case let major: return .other(type: hardware.type, majorVersion: major)
        }
    }
}
