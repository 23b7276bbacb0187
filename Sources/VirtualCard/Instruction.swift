/// The native commands that this card knows, by their command byte.
///
/// Not offered, and answered 1C: the legacy authentication 0A with its old messaging, SetConfiguration
/// 5C, key sets (C6 and their kin), transaction MAC files CE with CommitReaderID C8, and delegated
/// applications.
enum Instruction: UInt8 {
    case authenticateISO = 0x1A
    case authenticateAES = 0xAA
    case authenticateEV2First = 0x71
    case authenticateEV2NonFirst = 0x77
    case additionalFrame = 0xAF

    case selectApplication = 0x5A
    case createApplication = 0xCA
    case deleteApplication = 0xDA
    case getApplicationIdentifiers = 0x6A
    case getApplicationNames = 0x6D

    case formatCard = 0xFC
    case getFreeMemory = 0x6E
    case getVersion = 0x60
    case getCardUID = 0x51

    case getKeySettings = 0x45
    case changeKeySettings = 0x54
    case getKeyVersion = 0x64
    case changeKey = 0xC4

    case createStandardFile = 0xCD
    case createBackupFile = 0xCB
    case createValueFile = 0xCC
    case createLinearRecordFile = 0xC1
    case createCyclicRecordFile = 0xC0
    case deleteFile = 0xDF
    case getFileIdentifiers = 0x6F
    case getISOFileIdentifiers = 0x61
    case getFileSettings = 0xF5
    case changeFileSettings = 0x5F

    case readData = 0xBD
    case readDataISOChained = 0xAD
    case writeData = 0x3D
    case writeDataISOChained = 0x8D

    case getValue = 0x6C
    case credit = 0x0C
    case debit = 0xDC
    case limitedCredit = 0x1C

    case writeRecord = 0x3B
    case writeRecordISOChained = 0x8B
    case updateRecord = 0xDB
    case updateRecordISOChained = 0xBA
    case readRecords = 0xBB
    case readRecordsISOChained = 0xAB
    case clearRecordFile = 0xEB

    case commitTransaction = 0xC7
    case abortTransaction = 0xA7

    /// EV1 answers 1C to these.
    var needsEV2: Bool {
        switch self {
        case .authenticateEV2First, .authenticateEV2NonFirst, .updateRecord: true
        default: isISOChained
        }
    }

    /// Long data travels in one frame that ISO 14443-4 splits, not in AF frames.
    var isISOChained: Bool {
        switch self {
        case .readDataISOChained, .writeDataISOChained, .writeRecordISOChained,
            .updateRecordISOChained, .readRecordsISOChained:
            true
        default: false
        }
    }
}

/// A native command, put together from all of its frames.
struct Command {
    var instruction: Instruction
    var data: [UInt8]
}
