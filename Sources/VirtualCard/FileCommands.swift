/// Commands about files as such, and the way to one file.
extension VirtualCard {
    /// A file of the selected application.
    func file(_ number: UInt8) throws(Status) -> CardFile {
        let files = memory.applications[try applicationIndex()].files
        guard let file = files.first(where: { $0.number == number }) else { throw .fileNotFound }
        return file
    }

    /// Changes a file that was found before.
    mutating func updateFile(
        _ number: UInt8,
        _ change: (inout CardFile) -> Void
    ) throws(Status) {
        let index = try applicationIndex()
        guard
            let place = memory.applications[index].files.firstIndex(where: { $0.number == number })
        else { throw .fileNotFound }
        change(&memory.applications[index].files[place])
    }

    /// `DF`: the memory is not given back.
    mutating func deleteFile(_ command: Command) throws(Status) -> Answer {
        let number = try openClear(command, byteCount: 1)[0]
        let index = try applicationIndex()
        try requireCreation()
        _ = try file(number)
        memory.applications[index].files.removeAll { $0.number == number }
        transaction.shadows[number] = nil
        return Answer()
    }

    /// `6F`: the numbers of all files.
    mutating func getFileIdentifiers(_ command: Command) throws(Status) -> Answer {
        _ = try openClear(command, byteCount: 0)
        let files = memory.applications[try applicationIndex()].files
        try requireListing()
        return Answer(data: files.map(\.number))
    }

    /// `61`: the ISO identifiers of the files that have one.
    mutating func getISOFileIdentifiers(_ command: Command) throws(Status) -> Answer {
        _ = try openClear(command, byteCount: 0)
        let files = memory.applications[try applicationIndex()].files
        try requireListing()
        return Answer(data: files.compactMap(\.isoIdentifier).flatMap { $0.littleEndianBytes() })
    }

    /// `F5`: `type mode rights2`, then what the type has.
    mutating func getFileSettings(_ command: Command) throws(Status) -> Answer {
        let number = try openClear(command, byteCount: 1)[0]
        _ = try applicationIndex()
        try requireListing()
        let file = try file(number)
        return Answer(
            data: [file.content.typeByte, file.modeByte] + file.rights.word.littleEndianBytes()
                + file.content.settings
        )
    }

    /// `5F`: `mode rights2`, enciphered unless everybody may change them.
    mutating func changeFileSettings(_ command: Command) throws(Status) -> Answer {
        guard let number = command.data.first else { throw .lengthError }
        let file = try file(number)
        let mode = try mode(for: .changeSettings, on: file)
        let opened = try open(command, CommandLayout(clear: 1, protected: 3, mode: mode))
        var fields = FieldReader(opened.protected)
        let modeByte = fields.byte()
        let rights = AccessRights(word: fields.two())
        let keyCount = memory.applications[try applicationIndex()].keys.count
        guard CommunicationMode(byte: modeByte) != nil, rights.areValid(keyCount: keyCount) else {
            throw .parameterError
        }
        try updateFile(number) { ($0.modeByte, $0.rights) = (modeByte, rights) }
        return Answer(mode: mode.ofAcknowledgement)
    }
}

extension FileContent {
    /// The part of the file settings that depends on the type.
    fileprivate var settings: [UInt8] {
        switch self {
        case .standard(let data), .backup(let data):
            data.count.littleEndianBytes(3)
        case .value(let file):
            file.lowerLimit.littleEndianBytes() + file.upperLimit.littleEndianBytes()
                + file.limitedCredit.littleEndianBytes() + [file.flags]
        case .linear(let file), .cyclic(let file):
            file.recordBytes.littleEndianBytes(3) + file.limit.littleEndianBytes(3)
                + file.records.count.littleEndianBytes(3)
        }
    }
}
