/// What all files have in common when they are made.
public struct FileCreation: Sendable, Hashable {
    /// The file's number in its application, 0 to 31.
    public var number: UInt8
    /// The ISO file identifier, where the application uses them; value files have none.
    public var isoIdentifier: UInt16?
    /// How the content travels.
    public var mode: CommunicationMode
    /// Who may do what.
    public var rights: AccessRights

    /// A file without an ISO identifier unless it is given.
    public init(
        number: UInt8,
        isoIdentifier: UInt16? = nil,
        mode: CommunicationMode,
        rights: AccessRights
    ) {
        self.number = number
        self.isoIdentifier = isoIdentifier
        self.mode = mode
        self.rights = rights
    }

    var bytes: [UInt8] {
        [number] + (isoIdentifier?.littleEndianBytes(2) ?? []) + [mode.rawValue] + rights.bytes
    }
}

/// Commands that make, describe and remove files. Sizes and counts must fit three bytes.
extension NativeCommand {
    /// CreateStdDataFile.
    public static func createStandardDataFile(
        _ file: FileCreation,
        byteCount: Int
    ) -> NativeCommand {
        create(.createStandardDataFile, file.bytes + byteCount.threeBytes)
    }

    /// CreateBackupDataFile: takes twice its size.
    public static func createBackupDataFile(_ file: FileCreation, byteCount: Int) -> NativeCommand {
        create(.createBackupDataFile, file.bytes + byteCount.threeBytes)
    }

    /// CreateValueFile.
    public static func createValueFile(
        _ file: FileCreation,
        _ settings: ValueFileSettings
    ) -> NativeCommand {
        precondition(file.isoIdentifier == nil, "a value file has no ISO identifier")
        return create(.createValueFile, file.bytes + settings.bytes)
    }

    /// CreateLinearRecordFile.
    public static func createLinearRecordFile(
        _ file: FileCreation,
        recordByteCount: Int,
        recordLimit: Int
    ) -> NativeCommand {
        create(
            .createLinearRecordFile,
            file.bytes + recordByteCount.threeBytes + recordLimit.threeBytes
        )
    }

    /// CreateCyclicRecordFile: one record of the limit is the shadow and cannot be read.
    public static func createCyclicRecordFile(
        _ file: FileCreation,
        recordByteCount: Int,
        recordLimit: Int
    ) -> NativeCommand {
        create(
            .createCyclicRecordFile,
            file.bytes + recordByteCount.threeBytes + recordLimit.threeBytes
        )
    }

    /// DeleteFile: does not give the memory back.
    public static func deleteFile(_ file: UInt8) -> NativeCommand {
        NativeCommand(.deleteFile, header: [file], effect: .immediate)
    }

    /// GetFileIDs.
    public static let getFileIDs = NativeCommand(.getFileIDs, effect: .none, answer: .any)

    /// GetFileSettings.
    public static func getFileSettings(_ file: UInt8) -> NativeCommand {
        NativeCommand(.getFileSettings, header: [file], effect: .none, answer: .any)
    }

    /// ChangeFileSettings; where the change right is free, the request travels in plain.
    public static func changeFileSettings(
        _ file: UInt8,
        mode: CommunicationMode,
        rights: AccessRights,
        changeIsFree: Bool = false
    ) -> NativeCommand {
        NativeCommand(
            .changeFileSettings,
            header: [file],
            data: [mode.rawValue] + rights.bytes,
            protection: changeIsFree ? .writing(.plain) : .enciphered,
            effect: .immediate
        )
    }

    private static func create(_ instruction: Instruction, _ header: [UInt8]) -> NativeCommand {
        NativeCommand(instruction, header: header, effect: .immediate)
    }
}
