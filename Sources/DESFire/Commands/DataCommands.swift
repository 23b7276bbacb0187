/// The two kinds of files that WriteData writes to.
public enum DataFileKind: Sendable, Hashable {
    /// Changes at once, and can keep part of a write that was torn.
    case standard
    /// Changes with Commit.
    case backup

    var effect: CommandEffect { self == .standard ? .immediate : .staged }
}

/// Commands about the content of files.
///
/// `mode` is the file's, or plain where the right is free and the session's key is named in no
/// right that permits the command. Offsets, lengths and record numbers must fit three bytes.
extension NativeCommand {
    /// ReadData; a length of zero reads to the end.
    public static func readData(
        _ file: UInt8,
        offset: Int,
        length: Int,
        mode: CommunicationMode
    ) -> NativeCommand {
        NativeCommand(
            .readData,
            header: [file] + offset.threeBytes + length.threeBytes,
            protection: .reading(mode),
            effect: .none,
            answer: length == 0 ? .any : .exactly(length)
        )
    }

    /// WriteData; what a standard file is told it keeps at once, and in part if the field goes.
    public static func writeData(
        _ file: UInt8,
        offset: Int,
        _ data: [UInt8],
        mode: CommunicationMode,
        kind: DataFileKind
    ) -> NativeCommand {
        NativeCommand(
            .writeData,
            header: [file] + offset.threeBytes + data.count.threeBytes,
            data: data,
            protection: .writing(mode),
            effect: kind.effect
        )
    }

    /// GetValue: the committed value, also within the transaction that changes it.
    public static func getValue(_ file: UInt8, mode: CommunicationMode) -> NativeCommand {
        NativeCommand(
            .getValue,
            header: [file],
            protection: .reading(mode),
            effect: .none,
            answer: .exactly(4)
        )
    }

    /// Credit by an amount that is not negative.
    public static func credit(
        _ file: UInt8,
        amount: Int32,
        mode: CommunicationMode
    ) -> NativeCommand {
        change(.credit, file, amount, mode)
    }

    /// Debit by an amount that is not negative.
    public static func debit(
        _ file: UInt8,
        amount: Int32,
        mode: CommunicationMode
    ) -> NativeCommand {
        change(.debit, file, amount, mode)
    }

    /// LimitedCredit: at most the debits of the last transaction that had some.
    public static func limitedCredit(
        _ file: UInt8,
        amount: Int32,
        mode: CommunicationMode
    ) -> NativeCommand {
        change(.limitedCredit, file, amount, mode)
    }

    /// WriteRecord: the first of a transaction makes a record, later ones change the same.
    public static func writeRecord(
        _ file: UInt8,
        offset: Int,
        _ data: [UInt8],
        mode: CommunicationMode
    ) -> NativeCommand {
        NativeCommand(
            .writeRecord,
            header: [file] + offset.threeBytes + data.count.threeBytes,
            data: data,
            protection: .writing(mode),
            effect: .staged
        )
    }

    /// UpdateRecord (EV2 and later).
    public static func updateRecord(
        _ file: UInt8,
        record: Int,
        offset: Int,
        _ data: [UInt8],
        mode: CommunicationMode
    ) -> NativeCommand {
        NativeCommand(
            .updateRecord,
            header: [file] + record.threeBytes + offset.threeBytes + data.count.threeBytes,
            data: data,
            protection: .writing(mode),
            effect: .staged
        )
    }

    /// ReadRecords: from record 0, the newest, backwards; a count of zero reads them all.
    public static func readRecords(
        _ file: UInt8,
        from record: Int,
        count: Int,
        recordByteCount: Int,
        mode: CommunicationMode
    ) -> NativeCommand {
        NativeCommand(
            .readRecords,
            header: [file] + record.threeBytes + count.threeBytes,
            protection: .reading(mode),
            effect: .none,
            answer: count == 0 ? .any : .exactly(count * recordByteCount)
        )
    }

    /// ClearRecordFile.
    public static func clearRecordFile(_ file: UInt8) -> NativeCommand {
        NativeCommand(.clearRecordFile, header: [file], effect: .staged)
    }

    /// CommitTransaction: all that is staged in the application becomes valid together.
    public static let commitTransaction = NativeCommand(.commitTransaction, effect: .commits)

    /// AbortTransaction.
    public static let abortTransaction = NativeCommand(.abortTransaction, effect: .staged)

    private static func change(
        _ instruction: Instruction,
        _ file: UInt8,
        _ amount: Int32,
        _ mode: CommunicationMode
    ) -> NativeCommand {
        precondition(amount >= 0, "the command, not the sign, says the direction")
        return NativeCommand(
            instruction,
            header: [file],
            data: amount.littleEndianBytes(4),
            protection: .writing(mode),
            effect: .staged
        )
    }
}
