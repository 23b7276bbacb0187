/// WriteRecord, UpdateRecord, ReadRecords and ClearRecordFile.
extension VirtualCard {
    private static let writeHeadBytes = 7
    private static let updateHeadBytes = 10
    private static let readHeadBytes = 7

    /// `3B` and `8B`, `no offset3 length3 data`: the first makes a new record of zeros, which
    /// further ones of the same transaction modify.
    mutating func writeRecord(_ command: Command) throws(Status) -> Answer {
        let target = try newRecordTarget(of: command)
        let written = try open(command, target.layout).protected
        let size = try records(of: try file(target.fileNumber)).recordBytes
        var record =
            transaction.newRecord(target.fileNumber) ?? [UInt8](repeating: 0, count: size)
        record.replaceSubrange(target.range, with: written)
        transaction.shadows[target.fileNumber] = .records(.append(record))
        return Answer(mode: target.layout.mode.ofAcknowledgement)
    }

    /// Checks the head of a WriteRecord before all of its data need be there.
    func newRecordTarget(of command: Command) throws(Status) -> WriteTarget {
        let target = try recordTarget(of: command, headBytes: Self.writeHeadBytes)
        let file = try file(target.fileNumber)
        switch transaction.records(target.fileNumber) {
        case .clear, .update: throw .permissionDenied
        case .append: break
        case nil:
            if case .linear(let records) = file.content, records.records.count >= records.limit {
                throw .boundaryError
            }
        }
        return target
    }

    /// `DB` and `BA`, `no record3 offset3 length3 data`: changes one record, 0 the newest.
    ///
    /// There is one shadow record, so a transaction may change a single one, and not beside a new
    /// one.
    mutating func updateRecord(_ command: Command) throws(Status) -> Answer {
        let target = try updatedRecordTarget(of: command)
        let written = try open(command, target.layout).protected
        let (age, committed) = try updatedRecord(of: command)
        var record = transaction.updatedRecord(target.fileNumber)?.bytes ?? committed
        record.replaceSubrange(target.range, with: written)
        transaction.shadows[target.fileNumber] = .records(.update(age: age, record))
        return Answer(mode: target.layout.mode.ofAcknowledgement)
    }

    /// Checks the head of an UpdateRecord before all of its data need be there.
    func updatedRecordTarget(of command: Command) throws(Status) -> WriteTarget {
        let target = try recordTarget(of: command, headBytes: Self.updateHeadBytes)
        let age = try updatedRecord(of: command).age
        switch transaction.records(target.fileNumber) {
        case nil: break
        case .update(age, _): break
        case .update, .append, .clear: throw .permissionDenied
        }
        return target
    }

    private func updatedRecord(of command: Command) throws(Status) -> (age: Int, [UInt8]) {
        var fields = FieldReader(command.data)
        let file = try file(fields.byte())
        let age = fields.three()
        let records = try records(of: file).records
        guard age < records.count else { throw .boundaryError }
        return (age, records[records.count - 1 - age])
    }

    private func recordTarget(
        of command: Command,
        headBytes: Int
    ) throws(Status) -> WriteTarget {
        guard command.data.count >= headBytes else { throw .lengthError }
        var fields = FieldReader(command.data)
        let number = fields.byte()
        if headBytes == Self.updateHeadBytes { _ = fields.three() }
        let (offset, length) = (fields.three(), fields.three())
        let file = try file(number)
        let mode = try mode(for: .write, on: file)
        let size = try records(of: file).recordBytes
        guard length > 0 else { throw .parameterError }
        guard offset + length <= size else { throw .boundaryError }
        return WriteTarget(
            fileNumber: number,
            range: offset..<offset + length,
            layout: CommandLayout(clear: headBytes, protected: length, mode: mode)
        )
    }

    /// `BB` and `AB`, `no record3 count3`: committed records, oldest first; record 0 is the newest,
    /// count 0 means from there back to the oldest.
    mutating func readRecords(_ command: Command) throws(Status) -> Answer {
        guard let number = command.data.first else { throw .lengthError }
        let file = try file(number)
        let mode = try mode(for: .read, on: file)
        let head = try open(command, CommandLayout(clear: Self.readHeadBytes, mode: mode)).clear
        let records = try records(of: file).records
        var fields = FieldReader(Array(head.dropFirst()))
        let (age, count) = (fields.three(), fields.three())
        guard age < records.count, age + count <= records.count else { throw .boundaryError }
        let newest = records.count - age
        let oldest = count == 0 ? 0 : newest - count
        return Answer(
            data: records[oldest..<newest].flatMap { $0 },
            mode: mode,
            isLengthKnown: count > 0
        )
    }

    /// `EB`: empties the file at commit.
    mutating func clearRecordFile(_ command: Command) throws(Status) -> Answer {
        let number = try openClear(command, byteCount: 1)[0]
        let file = try file(number)
        _ = try mode(for: .clear, on: file)
        _ = try records(of: file)
        transaction.shadows[number] = .records(.clear)
        return Answer()
    }

    private func records(of file: CardFile) throws(Status) -> RecordFile {
        switch file.content {
        case .linear(let records), .cyclic(let records): records
        case .standard, .backup, .value: throw .parameterError
        }
    }
}
