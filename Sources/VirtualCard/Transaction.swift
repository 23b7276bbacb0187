/// What the files of the selected application will hold after commit.
struct Transaction {
    var shadows: [UInt8: Shadow] = [:]

    func backup(_ number: UInt8) -> [UInt8]? {
        guard case .backup(let data) = shadows[number] else { return nil }
        return data
    }

    func value(_ number: UInt8) -> ValueShadow? {
        guard case .value(let shadow) = shadows[number] else { return nil }
        return shadow
    }

    func records(_ number: UInt8) -> RecordShadow? {
        guard case .records(let shadow) = shadows[number] else { return nil }
        return shadow
    }

    func newRecord(_ number: UInt8) -> [UInt8]? {
        guard case .append(let record) = records(number) else { return nil }
        return record
    }

    func updatedRecord(_ number: UInt8) -> (age: Int, bytes: [UInt8])? {
        guard case .update(let age, let record) = records(number) else { return nil }
        return (age, record)
    }
}

/// The pending state of one file.
enum Shadow {
    case backup([UInt8])
    case value(ValueShadow)
    case records(RecordShadow)

    /// What the file holds once this is valid.
    func committed(_ content: FileContent) -> FileContent {
        switch (self, content) {
        case (.backup(let data), .backup): return .backup(data)
        case (.value(let shadow), .value(let file)): return .value(shadow.committed(file))
        case (.records(let shadow), .linear(let file)):
            return .linear(shadow.committed(file, capacity: file.limit))
        case (.records(let shadow), .cyclic(let file)):
            return .cyclic(shadow.committed(file, capacity: file.limit - 1))
        default: preconditionFailure("a shadow of another type than its file")
        }
    }
}

/// The pending change of a record file.
enum RecordShadow {
    case append([UInt8])
    /// Replaces a record; age 0 is the newest.
    case update(age: Int, [UInt8])
    case clear

    /// The file after commit; a record above the capacity pushes out the oldest.
    func committed(_ file: RecordFile, capacity: Int) -> RecordFile {
        var file = file
        switch self {
        case .append(let record): file.records = (file.records + [record]).suffix(capacity)
        case .update(let age, let record): file.records[file.records.count - 1 - age] = record
        case .clear: file.records = []
        }
        return file
    }
}

/// CommitTransaction and AbortTransaction.
extension VirtualCard {
    /// `C7`: all shadows of the application become valid together.
    ///
    /// The option asks for the values of a transaction MAC file, which this card does not have.
    mutating func commitTransaction(_ command: Command) throws(Status) -> Answer {
        let option = try openClear(command, byteCount: nil)
        guard option.isEmpty || memory.model == .ev2 && option.count == 1 else {
            throw .lengthError
        }
        guard option.isEmpty || option == [0x00] else { throw .parameterError }
        guard !transaction.shadows.isEmpty else { throw .noChanges }
        for (number, shadow) in transaction.shadows {
            try updateFile(number) { $0.content = shadow.committed($0.content) }
        }
        transaction = Transaction()
        return Answer()
    }

    /// `A7`: discards all shadows.
    mutating func abortTransaction(_ command: Command) throws(Status) -> Answer {
        _ = try openClear(command, byteCount: 0)
        guard !transaction.shadows.isEmpty else { throw .noChanges }
        transaction = Transaction()
        return Answer()
    }
}
