/// Who may do one kind of thing with a file.
public enum AccessRight: Sendable, Hashable {
    /// The holder of this key, 0 to 13.
    case key(UInt8)
    /// Everybody.
    case free
    /// Nobody.
    case never

    /// Four bits: the key's number, 14 for free, 15 for never.
    public var nibble: UInt8 {
        switch self {
        case .key(let number):
            precondition(number <= 13, "there is no key \(number)")
            return number
        case .free: return 14
        case .never: return 15
        }
    }

    /// From the low four bits of a byte.
    public init(nibble: UInt8) {
        switch nibble & 0xF {
        case 14: self = .free
        case 15: self = .never
        case let number: self = .key(number)
        }
    }
}

/// The access rights of a file: one 16-bit word, sent low byte first.
public struct AccessRights: Sendable, Hashable {
    /// May read; of a value file also debit.
    public var read: AccessRight
    /// May write; of a value file debit and use the limited credit.
    public var write: AccessRight
    /// May read and write; of a value file also credit, of a record file also clear.
    public var readWrite: AccessRight
    /// May change these rights.
    public var change: AccessRight

    /// Names the four rights in the order of the word, highest first.
    public init(
        read: AccessRight,
        write: AccessRight,
        readWrite: AccessRight,
        change: AccessRight
    ) {
        self.read = read
        self.write = write
        self.readWrite = readWrite
        self.change = change
    }

    /// The two bytes as sent: readWrite and change first, then read and write.
    public var bytes: [UInt8] {
        [readWrite.nibble << 4 | change.nibble, read.nibble << 4 | write.nibble]
    }

    init(from reader: inout ByteReader) throws(MalformedAnswer) {
        let low = try reader.byte()
        let high = try reader.byte()
        self.init(
            read: AccessRight(nibble: high >> 4),
            write: AccessRight(nibble: high),
            readWrite: AccessRight(nibble: low >> 4),
            change: AccessRight(nibble: low)
        )
    }
}

/// How the content of a file travels.
public enum CommunicationMode: UInt8, Sendable, CaseIterable {
    /// Readable, without a code of its own.
    case plain = 0x00
    /// Readable, with a MAC.
    case mac = 0x01
    /// Enciphered.
    case full = 0x03
}
