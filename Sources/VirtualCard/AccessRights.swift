/// The access rights word of a file: four key numbers, 14 for "free", 15 for "never".
struct AccessRights: Equatable {
    /// `read << 12 | write << 8 | readWrite << 4 | change`; travels low byte first.
    let word: UInt16

    static let free: UInt8 = 14
    static let never: UInt8 = 15

    var read: UInt8 { nibble(12) }
    var write: UInt8 { nibble(8) }
    var readWrite: UInt8 { nibble(4) }
    var change: UInt8 { nibble(0) }

    private func nibble(_ shift: UInt16) -> UInt8 { UInt8(word >> shift & 0xF) }

    /// Whether every right names a key that exists, or is free or never.
    func areValid(keyCount: Int) -> Bool {
        [read, write, readWrite, change].allSatisfy { $0 >= Self.free || $0 < keyCount }
    }

    /// The rights that allow an operation, any of them enough.
    func rights(for operation: FileOperation) -> [UInt8] {
        switch operation {
        case .read: [read, readWrite]
        case .write: [write, readWrite]
        case .getValue, .debit: [read, write, readWrite]
        case .limitedCredit: [write, readWrite]
        case .credit, .clear: [readWrite]
        case .changeSettings: [change]
        }
    }
}

/// What a terminal may want from a file.
enum FileOperation: CaseIterable {
    case read, write, getValue, debit, limitedCredit, credit, clear, changeSettings
}

extension VirtualCard {
    /// How an operation on a file is to be protected, or why it is refused.
    ///
    /// The file's mode holds where the session's key is named; where the right is only free, the
    /// exchange is plain, even inside a session.
    func mode(for operation: FileOperation, on file: CardFile) throws(Status) -> CommunicationMode {
        var rights = file.rights.rights(for: operation)
        if case .value(let value) = file.content, operation == .getValue, value.isReadingFree {
            rights.append(AccessRights.free)
        }
        if let session, rights.contains(session.keyNumber) {
            return operation == .changeSettings ? .full : file.mode
        }
        if rights.contains(AccessRights.free) { return .plain }
        let isNever = rights.allSatisfy { $0 == AccessRights.never }
        throw isNever ? .permissionDenied : .authenticationError
    }
}
