/// GetValue, Credit, Debit and LimitedCredit.
extension VirtualCard {
    /// `6C`: the committed value, four bytes, signed.
    mutating func getValue(_ command: Command) throws(Status) -> Answer {
        guard let number = command.data.first else { throw .lengthError }
        let file = try file(number)
        let mode = try mode(for: .getValue, on: file)
        _ = try open(command, CommandLayout(clear: 1, mode: mode))
        return Answer(data: try Self.value(of: file).value.littleEndianBytes(), mode: mode)
    }

    /// `0C`, `DC` and `1C`: an amount of zero or more, added up in the shadow until commit.
    mutating func changeValue(_ command: Command) throws(Status) -> Answer {
        guard let number = command.data.first else { throw .lengthError }
        let operation = Self.operation(of: command.instruction)
        let file = try file(number)
        let mode = try mode(for: operation, on: file)
        let value = try Self.value(of: file)
        if operation == .limitedCredit, !value.isLimitedCreditEnabled { throw .permissionDenied }
        let layout = CommandLayout(clear: 1, protected: 4, mode: mode)
        let amount = Int32(littleEndianBytes: try open(command, layout).protected)
        guard amount >= 0 else { throw .parameterError }
        var shadow = transaction.value(number) ?? ValueShadow(of: value)
        try shadow.apply(operation, Int64(amount), within: value.lowerLimit...value.upperLimit)
        transaction.shadows[number] = .value(shadow)
        return Answer(mode: mode.ofAcknowledgement)
    }

    private static func operation(of instruction: Instruction) -> FileOperation {
        switch instruction {
        case .debit: .debit
        case .limitedCredit: .limitedCredit
        default: .credit
        }
    }

    private static func value(of file: CardFile) throws(Status) -> ValueFile {
        guard case .value(let value) = file.content else { throw .parameterError }
        return value
    }
}

/// A value file as it will be after commit.
struct ValueShadow {
    private(set) var value: Int32
    /// The sum of this transaction's debits.
    private var debits: Int64 = 0
    private var limitedCredit: Int32

    init(of file: ValueFile) { (value, limitedCredit) = (file.value, file.limitedCredit) }

    mutating func apply(
        _ operation: FileOperation,
        _ amount: Int64,
        within limits: ClosedRange<Int32>
    ) throws(Status) {
        let new = Int64(value) + (operation == .debit ? -amount : amount)
        guard Int64(limits.lowerBound) <= new, new <= Int64(limits.upperBound) else {
            throw .boundaryError
        }
        if operation == .limitedCredit {
            guard amount <= limitedCredit else { throw .boundaryError }
            limitedCredit = 0
        }
        if operation == .debit { debits += amount }
        value = Int32(new)
    }

    /// The file after commit.
    ///
    /// A transaction with debits sets the allowance to their sum.
    func committed(_ file: ValueFile) -> ValueFile {
        var file = file
        file.value = value
        file.limitedCredit =
            debits > 0 ? Int32(clamping: debits) : limitedCredit
        return file
    }
}
