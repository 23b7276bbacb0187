extension VirtualCard {
    /// Executes a complete command.
    ///
    /// Authentication, which is a dialogue, has its own way.
    mutating func execute(_ command: Command) throws(Status) -> Answer {
        switch command.instruction {
        case .authenticateISO, .authenticateAES, .authenticateEV2First, .authenticateEV2NonFirst,
            .additionalFrame:
            throw .illegalCommand

        case .selectApplication: try selectApplication(command)
        case .createApplication: try createApplication(command)
        case .deleteApplication: try deleteApplication(command)
        case .getApplicationIdentifiers: try getApplicationIdentifiers(command)
        case .getApplicationNames: try getApplicationNames(command)

        case .formatCard: try formatCard(command)
        case .getFreeMemory: try getFreeMemory(command)
        case .getVersion: try getVersion(command)
        case .getCardUID: try getCardUID(command)

        case .getKeySettings: try getKeySettings(command)
        case .changeKeySettings: try changeKeySettings(command)
        case .getKeyVersion: try getKeyVersion(command)
        case .changeKey: try changeKey(command)

        case .createStandardFile, .createBackupFile: try createDataFile(command)
        case .createValueFile: try createValueFile(command)
        case .createLinearRecordFile, .createCyclicRecordFile: try createRecordFile(command)
        case .deleteFile: try deleteFile(command)
        case .getFileIdentifiers: try getFileIdentifiers(command)
        case .getISOFileIdentifiers: try getISOFileIdentifiers(command)
        case .getFileSettings: try getFileSettings(command)
        case .changeFileSettings: try changeFileSettings(command)

        case .readData, .readDataISOChained: try readData(command)
        case .writeData, .writeDataISOChained: try writeData(command)

        case .getValue: try getValue(command)
        case .credit, .debit, .limitedCredit: try changeValue(command)

        case .writeRecord, .writeRecordISOChained: try writeRecord(command)
        case .updateRecord, .updateRecordISOChained: try updateRecord(command)
        case .readRecords, .readRecordsISOChained: try readRecords(command)
        case .clearRecordFile: try clearRecordFile(command)

        case .commitTransaction: try commitTransaction(command)
        case .abortTransaction: try abortTransaction(command)
        }
    }

    /// The full length of a command whose data may fill several frames; nil where one must do.
    ///
    /// The first frame holds the header, so a wrong file, right or range is refused at once.
    func chainedByteCount(of command: Command) throws(Status) -> Int? {
        switch command.instruction {
        case .writeData, .writeDataISOChained:
            channel.byteCount(of: try dataTarget(of: command).layout)
        case .writeRecord, .writeRecordISOChained:
            channel.byteCount(of: try newRecordTarget(of: command).layout)
        case .updateRecord, .updateRecordISOChained:
            channel.byteCount(of: try updatedRecordTarget(of: command).layout)
        default: nil
        }
    }
}
