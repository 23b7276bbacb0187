/// The content of files. `mode` is the file's, or plain where the right is free and the session's
/// key is named in no right that permits the command.
extension DESFireCard {
    /// ReadData: so many bytes from the offset; a length of zero reads to the end.
    public func readData(
        _ file: UInt8,
        offset: Int = 0,
        length: Int,
        mode: CommunicationMode
    ) throws(DESFireError) -> [UInt8] {
        try run(.readData(file, offset: offset, length: length, mode: mode))
    }

    /// WriteData: a backup file takes it with Commit, a standard file at once.
    public func writeData(
        _ file: UInt8,
        offset: Int = 0,
        _ data: [UInt8],
        mode: CommunicationMode,
        kind: DataFileKind
    ) throws(DESFireError) {
        _ = try run(.writeData(file, offset: offset, data, mode: mode, kind: kind))
    }

    /// GetValue: the committed value.
    public func getValue(_ file: UInt8, mode: CommunicationMode) throws(DESFireError) -> Int32 {
        try parsed(.getValue(file, mode: mode)) { answer throws(MalformedAnswer) in
            var reader = ByteReader(answer)
            return try reader.signedNumber()
        }
    }

    /// Credit, valid with Commit.
    ///
    /// The amount is not negative.
    public func credit(
        _ file: UInt8,
        amount: Int32,
        mode: CommunicationMode
    ) throws(DESFireError) {
        _ = try run(.credit(file, amount: amount, mode: mode))
    }

    /// Debit, valid with Commit.
    ///
    /// The amount is not negative.
    public func debit(
        _ file: UInt8,
        amount: Int32,
        mode: CommunicationMode
    ) throws(DESFireError) {
        _ = try run(.debit(file, amount: amount, mode: mode))
    }

    /// LimitedCredit, valid with Commit.
    ///
    /// The amount is not negative.
    public func limitedCredit(
        _ file: UInt8,
        amount: Int32,
        mode: CommunicationMode
    ) throws(DESFireError) {
        _ = try run(.limitedCredit(file, amount: amount, mode: mode))
    }

    /// WriteRecord: the new record of this transaction, valid with Commit.
    public func writeRecord(
        _ file: UInt8,
        offset: Int = 0,
        _ data: [UInt8],
        mode: CommunicationMode
    ) throws(DESFireError) {
        _ = try run(.writeRecord(file, offset: offset, data, mode: mode))
    }

    /// UpdateRecord (EV2 and later), valid with Commit; record 0 is the newest.
    public func updateRecord(
        _ file: UInt8,
        record: Int,
        offset: Int = 0,
        _ data: [UInt8],
        mode: CommunicationMode
    ) throws(DESFireError) {
        _ = try run(.updateRecord(file, record: record, offset: offset, data, mode: mode))
    }

    /// ReadRecords: oldest first, ending at `record` counted back from the newest, which is 0.
    ///
    /// A count of zero reads all that are older. A file without records refuses, and that ends the
    /// session.
    public func readRecords(
        _ file: UInt8,
        from record: Int = 0,
        count: Int,
        recordByteCount: Int,
        mode: CommunicationMode
    ) throws(DESFireError) -> [[UInt8]] {
        precondition(recordByteCount > 0, "a record has bytes")
        let command = NativeCommand.readRecords(
            file,
            from: record,
            count: count,
            recordByteCount: recordByteCount,
            mode: mode
        )
        return try parsed(command) { answer throws(MalformedAnswer) in
            guard answer.count.isMultiple(of: recordByteCount) else {
                throw .wrongLength(byteCount: answer.count)
            }
            return stride(from: 0, to: answer.count, by: recordByteCount).map {
                Array(answer[$0..<($0 + recordByteCount)])
            }
        }
    }

    /// ClearRecordFile, valid with Commit.
    public func clearRecordFile(_ file: UInt8) throws(DESFireError) {
        _ = try run(.clearRecordFile(file))
    }

    /// CommitTransaction: everything staged in this application, or nothing.
    ///
    /// Any failure but `notSent` and a command that could not be made leaves the outcome unknown.
    public func commitTransaction() throws(DESFireError) { _ = try run(.commitTransaction) }

    /// AbortTransaction: everything staged is dropped.
    public func abortTransaction() throws(DESFireError) { _ = try run(.abortTransaction) }
}
