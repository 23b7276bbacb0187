/// The native commands that this terminal sends, by their instruction byte.
public enum Instruction: UInt8, Sendable, CaseIterable {
    case authenticateISO = 0x1A
    case authenticateAES = 0xAA
    case authenticateEV2First = 0x71
    case authenticateEV2NonFirst = 0x77
    case additionalFrame = 0xAF

    case selectApplication = 0x5A
    case createApplication = 0xCA
    case deleteApplication = 0xDA
    case getApplicationIDs = 0x6A
    case formatPICC = 0xFC
    case freeMemory = 0x6E
    case getVersion = 0x60
    case getCardUID = 0x51

    case getKeySettings = 0x45
    case changeKeySettings = 0x54
    case getKeyVersion = 0x64
    case changeKey = 0xC4
    case changeKeyEV2 = 0xC6

    case createStandardDataFile = 0xCD
    case createBackupDataFile = 0xCB
    case createValueFile = 0xCC
    case createLinearRecordFile = 0xC1
    case createCyclicRecordFile = 0xC0
    case deleteFile = 0xDF
    case getFileIDs = 0x6F
    case getFileSettings = 0xF5
    case changeFileSettings = 0x5F

    case readData = 0xBD
    case writeData = 0x3D
    case getValue = 0x6C
    case credit = 0x0C
    case debit = 0xDC
    case limitedCredit = 0x1C
    case writeRecord = 0x3B
    case updateRecord = 0xDB
    case readRecords = 0xBB
    case clearRecordFile = 0xEB
    case commitTransaction = 0xC7
    case abortTransaction = 0xA7
}
