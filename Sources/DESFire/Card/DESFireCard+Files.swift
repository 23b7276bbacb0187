/// The files of the selected application.
extension DESFireCard {
    /// CreateStdDataFile.
    public func createStandardDataFile(
        _ file: FileCreation,
        byteCount: Int
    ) throws(DESFireError) {
        _ = try run(.createStandardDataFile(file, byteCount: byteCount))
    }

    /// CreateBackupDataFile.
    public func createBackupDataFile(_ file: FileCreation, byteCount: Int) throws(DESFireError) {
        _ = try run(.createBackupDataFile(file, byteCount: byteCount))
    }

    /// CreateValueFile.
    public func createValueFile(
        _ file: FileCreation,
        _ settings: ValueFileSettings
    ) throws(DESFireError) {
        _ = try run(.createValueFile(file, settings))
    }

    /// CreateLinearRecordFile.
    public func createLinearRecordFile(
        _ file: FileCreation,
        recordByteCount: Int,
        recordLimit: Int
    ) throws(DESFireError) {
        _ = try run(
            .createLinearRecordFile(
                file,
                recordByteCount: recordByteCount,
                recordLimit: recordLimit
            )
        )
    }

    /// CreateCyclicRecordFile: one record of the limit cannot be read.
    public func createCyclicRecordFile(
        _ file: FileCreation,
        recordByteCount: Int,
        recordLimit: Int
    ) throws(DESFireError) {
        _ = try run(
            .createCyclicRecordFile(
                file,
                recordByteCount: recordByteCount,
                recordLimit: recordLimit
            )
        )
    }

    /// DeleteFile.
    public func deleteFile(_ file: UInt8) throws(DESFireError) { _ = try run(.deleteFile(file)) }

    /// GetFileIDs.
    public func getFileIDs() throws(DESFireError) -> [UInt8] { try run(.getFileIDs) }

    /// GetFileSettings.
    public func getFileSettings(_ file: UInt8) throws(DESFireError) -> FileSettings {
        try parsed(.getFileSettings(file), FileSettings.init(answer:))
    }

    /// ChangeFileSettings.
    ///
    /// Needs a session unless the change right is free.
    public func changeFileSettings(
        _ file: UInt8,
        mode: CommunicationMode,
        rights: AccessRights,
        changeIsFree: Bool = false
    ) throws(DESFireError) {
        _ = try run(
            .changeFileSettings(file, mode: mode, rights: rights, changeIsFree: changeIsFree)
        )
    }
}
