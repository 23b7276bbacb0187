/// Commands that create files. Each begins `no [isoId2] mode rights2`.
extension VirtualCard {
    /// `CD` and `CB`: then `size3`.
    mutating func createDataFile(_ command: Command) throws(Status) -> Answer {
        let isBackup = command.instruction == .createBackupFile
        return try createFile(command, tailBytes: 3) { fields throws(Status) in
            let size = fields.three()
            guard size > 0 else { throw .parameterError }
            // Larger than the card: refused before so much is set aside here.
            guard size <= CardMemory.capacityBytes else { throw .outOfMemory }
            let data = [UInt8](repeating: 0, count: size)
            return isBackup ? .backup(data) : .standard(data)
        }
    }

    /// `CC`: then `lower4 upper4 value4 flags`; a value file has no ISO identifier.
    mutating func createValueFile(_ command: Command) throws(Status) -> Answer {
        try createFile(command, tailBytes: 13, mayHaveISOIdentifier: false) {
            fields throws(Status) in
            let (lower, upper, value) = (fields.four(), fields.four(), fields.four())
            let flags = fields.byte()
            let knownFlags: UInt8 = 0x03
            guard lower <= upper, (lower...upper).contains(value), flags <= knownFlags else {
                throw .parameterError
            }
            return .value(
                ValueFile(lowerLimit: lower, upperLimit: upper, value: value, flags: flags)
            )
        }
    }

    /// `C1` and `C0`: then `recordSize3 max3`.
    mutating func createRecordFile(_ command: Command) throws(Status) -> Answer {
        let isCyclic = command.instruction == .createCyclicRecordFile
        return try createFile(command, tailBytes: 6) { fields throws(Status) in
            let file = RecordFile(recordBytes: fields.three(), limit: fields.three())
            guard file.recordBytes > 0, file.limit >= (isCyclic ? 2 : 1) else {
                throw .parameterError
            }
            return isCyclic ? .cyclic(file) : .linear(file)
        }
    }

    private mutating func createFile(
        _ command: Command,
        tailBytes: Int,
        mayHaveISOIdentifier: Bool = true,
        content: (inout FieldReader) throws(Status) -> FileContent
    ) throws(Status) -> Answer {
        let data = try openClear(command, byteCount: nil)
        let index = try applicationIndex()
        let application = memory.applications[index]
        try requireCreation()
        let hasISOIdentifier = application.usesISOIdentifiers && mayHaveISOIdentifier
        guard data.count == 4 + (hasISOIdentifier ? 2 : 0) + tailBytes else { throw .lengthError }
        var fields = FieldReader(data)
        let number = fields.byte()
        let isoIdentifier = hasISOIdentifier ? fields.two() : nil
        let modeByte = fields.byte()
        let rights = AccessRights(word: fields.two())
        guard number <= CardFile.highestNumber, CommunicationMode(byte: modeByte) != nil,
            rights.areValid(keyCount: application.keys.count)
        else { throw .parameterError }
        let isTaken = application.files.contains {
            $0.number == number || isoIdentifier != nil && $0.isoIdentifier == isoIdentifier
        }
        if isTaken { throw .duplicate }
        let file = CardFile(
            number: number,
            isoIdentifier: isoIdentifier,
            modeByte: modeByte,
            rights: rights,
            content: try content(&fields)
        )
        try memory.allocate(byteCount: file.content.byteCount)
        let place = application.files.firstIndex { $0.number > number }
        memory.applications[index].files.insert(file, at: place ?? application.files.count)
        return Answer()
    }
}
