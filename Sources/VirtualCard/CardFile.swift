/// A file of an application.
struct CardFile: Equatable {
    let number: UInt8
    let isoIdentifier: UInt16?
    /// As it was given; 02 means plain like 00.
    var modeByte: UInt8
    var rights: AccessRights
    var content: FileContent

    /// Numbers go from 0 to 31.
    static let highestNumber: UInt8 = 0x1F

    var mode: CommunicationMode { CommunicationMode(byte: modeByte) ?? .plain }
}

/// What a file holds, by its type.
enum FileContent: Equatable {
    /// Written at once, without protection against a tear.
    case standard([UInt8])
    /// Written to a shadow that commit makes valid.
    case backup([UInt8])
    case value(ValueFile)
    case linear(RecordFile)
    case cyclic(RecordFile)

    /// The type byte of the file settings.
    var typeByte: UInt8 {
        switch self {
        case .standard: 0
        case .backup: 1
        case .value: 2
        case .linear: 3
        case .cyclic: 4
        }
    }

    /// Memory that the file takes: a backup file has its shadow beside it.
    var byteCount: Int {
        switch self {
        case .standard(let data): data.count
        case .backup(let data): 2 * data.count
        case .value: CardMemory.blockBytes
        case .linear(let file), .cyclic(let file): file.recordBytes * file.limit
        }
    }
}

/// A number between limits that is credited and debited.
struct ValueFile: Equatable {
    let lowerLimit: Int32
    let upperLimit: Int32
    var value: Int32
    /// What LimitedCredit may still give back: the debits of the last transaction that had any.
    var limitedCredit: Int32 = 0
    let flags: UInt8

    var isLimitedCreditEnabled: Bool { flags & 0x01 != 0 }
    var isReadingFree: Bool { flags & 0x02 != 0 }
}

/// Records of one size.
struct RecordFile: Equatable {
    let recordBytes: Int
    /// As the file was created; a cyclic file shows one fewer, for one is its shadow.
    let limit: Int
    /// Oldest first.
    var records: [[UInt8]] = []
}
