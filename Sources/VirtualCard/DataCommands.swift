/// Where a command writes: the file, and the bytes in it or in one of its records.
struct WriteTarget {
    let fileNumber: UInt8
    let range: Range<Int>
    let layout: CommandLayout
}

/// ReadData and WriteData: `no offset3 length3 [data]`.
extension VirtualCard {
    private static let headBytes = 7

    /// `BD` and `AD`: committed data; length 0 reads to the end.
    mutating func readData(_ command: Command) throws(Status) -> Answer {
        guard let number = command.data.first else { throw .lengthError }
        let file = try file(number)
        let mode = try mode(for: .read, on: file)
        let head = try open(command, CommandLayout(clear: Self.headBytes, mode: mode)).clear
        let data = try Self.data(of: file)
        var fields = FieldReader(Array(head.dropFirst()))
        let (offset, length) = (fields.three(), fields.three())
        let end = length == 0 ? data.count : offset + length
        guard offset < data.count, end <= data.count else { throw .boundaryError }
        return Answer(data: Array(data[offset..<end]), mode: mode, isLengthKnown: length > 0)
    }

    /// `3D` and `8D`: a standard file at once, a backup file in its shadow.
    mutating func writeData(_ command: Command) throws(Status) -> Answer {
        let target = try dataTarget(of: command)
        let written = try open(command, target.layout).protected
        let file = try file(target.fileNumber)
        switch file.content {
        case .backup(let data):
            var shadow = transaction.backup(target.fileNumber) ?? data
            shadow.replaceSubrange(target.range, with: written)
            transaction.shadows[target.fileNumber] = .backup(shadow)
        case .standard(var data):
            data.replaceSubrange(target.range, with: written)
            try updateFile(target.fileNumber) { $0.content = .standard(data) }
        case .value, .linear, .cyclic:
            throw .parameterError
        }
        return Answer(mode: target.layout.mode.ofAcknowledgement)
    }

    /// Checks the head of a write before all of its data need be there.
    func dataTarget(of command: Command) throws(Status) -> WriteTarget {
        guard command.data.count >= Self.headBytes else { throw .lengthError }
        var fields = FieldReader(command.data)
        let number = fields.byte()
        let (offset, length) = (fields.three(), fields.three())
        let file = try file(number)
        let mode = try mode(for: .write, on: file)
        let size = try Self.data(of: file).count
        guard length > 0 else { throw .parameterError }
        guard offset + length <= size else { throw .boundaryError }
        return WriteTarget(
            fileNumber: number,
            range: offset..<offset + length,
            layout: CommandLayout(clear: Self.headBytes, protected: length, mode: mode)
        )
    }

    private static func data(of file: CardFile) throws(Status) -> [UInt8] {
        switch file.content {
        case .standard(let data), .backup(let data): data
        case .value, .linear, .cyclic: throw .parameterError
        }
    }
}
