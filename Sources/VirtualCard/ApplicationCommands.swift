/// Commands about applications, and the way to the selected one.
extension VirtualCard {
    /// Applications on an EV1 card; an EV2 card is limited by its memory only.
    private static let ev1ApplicationLimit = 28
    private static let isoIdentifierBytes = 2

    /// Where the selected application lies; 9D at the level of the card, which has no files.
    func applicationIndex() throws(Status) -> Int {
        guard
            let index = memory.applications.firstIndex(where: { $0.identifier == selected })
        else { throw .permissionDenied }
        return index
    }

    /// `5A`: never protected; ends session and transaction.
    mutating func selectApplication(_ command: Command) throws(Status) -> Answer {
        let identifier = try Self.identifier(in: command.data)
        guard
            identifier == .card
                || memory.applications.contains(where: { $0.identifier == identifier })
        else { throw .applicationNotFound }
        select(identifier)
        return Answer()
    }

    private static func identifier(in data: [UInt8]) throws(Status) -> ApplicationIdentifier {
        guard data.count == 3 else { throw .lengthError }
        return ApplicationIdentifier(number: UInt32(littleEndianBytes: data))
    }

    /// `CA`: AID, two bytes of key settings, then perhaps an ISO identifier and a name.
    mutating func createApplication(_ command: Command) throws(Status) -> Answer {
        let data = try openClear(command, byteCount: nil)
        guard selected == .card else { throw .permissionDenied }
        guard memory.settings.mayAnybodyCreate || hasMasterSession else {
            throw .authenticationError
        }
        let application = try Self.application(from: data)
        let others = memory.applications
        let isTaken = others.contains {
            $0.identifier == application.identifier
                || $0.isoIdentifier != nil && $0.isoIdentifier == application.isoIdentifier
                || !$0.name.isEmpty && $0.name == application.name
        }
        if isTaken { throw .duplicate }
        if memory.model == .ev1, others.count >= Self.ev1ApplicationLimit { throw .countError }
        try memory.allocate(byteCount: application.byteCount)
        memory.applications.append(application)
        return Answer()
    }

    private static func application(from data: [UInt8]) throws(Status) -> Application {
        let head = 5
        let limit = head + isoIdentifierBytes + Application.nameLimitBytes
        guard data.count == head || (head + isoIdentifierBytes...limit).contains(data.count) else {
            throw .lengthError
        }
        var fields = FieldReader(data)
        let identifier = ApplicationIdentifier(number: UInt32(fields.three()))
        let settings = KeySettings(byte: fields.byte())
        let kind = fields.byte()
        let hasThirdByte = kind & 0x10 != 0
        let keyCount = Int(kind & 0x0F)
        guard identifier != .card, !hasThirdByte, let type = KeyType(rawValue: kind & 0xC0),
            keyCount <= Application.keyLimit
        else { throw .parameterError }
        let isoIdentifier = data.count > head ? fields.two() : nil
        return Application(
            identifier: identifier,
            settings: settings,
            keyType: type,
            usesISOIdentifiers: kind & 0x20 != 0,
            keys: [CardKey](repeating: .zero(type), count: keyCount),
            isoIdentifier: isoIdentifier,
            name: fields.remainder
        )
    }

    /// `DA`: the card's master key may delete any application; where applications may be created
    /// freely, an application's own master key may delete it from inside.
    mutating func deleteApplication(_ command: Command) throws(Status) -> Answer {
        let identifier = try Self.identifier(in: try openClear(command, byteCount: 3))
        let isInside = selected == identifier && identifier != .card
        guard selected == .card || isInside else { throw .permissionDenied }
        guard hasMasterSession, selected == .card || memory.settings.mayAnybodyCreate else {
            throw .authenticationError
        }
        guard let index = memory.applications.firstIndex(where: { $0.identifier == identifier })
        else { throw .applicationNotFound }
        memory.applications.remove(at: index)
        guard isInside else { return Answer() }
        selected = .card
        transaction = Transaction()
        return Answer(endsSession: true)
    }

    /// `6A`: three bytes for each application.
    mutating func getApplicationIdentifiers(_ command: Command) throws(Status) -> Answer {
        try openApplicationList(command)
        return Answer(
            data: memory.applications.flatMap { $0.identifier.number.littleEndianBytes(3) }
        )
    }

    /// `6D`: AID, ISO identifier and name of each application that has one, a frame each.
    mutating func getApplicationNames(_ command: Command) throws(Status) -> Answer {
        try openApplicationList(command)
        let entries = memory.applications.compactMap { application -> [UInt8]? in
            guard let isoIdentifier = application.isoIdentifier else { return nil }
            return application.identifier.number.littleEndianBytes(3)
                + isoIdentifier.littleEndianBytes() + application.name
        }
        return Answer(data: entries.flatMap { $0 }, leadingFrames: entries.dropLast().map(\.count))
    }

    private mutating func openApplicationList(_ command: Command) throws(Status) {
        _ = try openClear(command, byteCount: 0)
        guard selected == .card else { throw .permissionDenied }
        guard memory.settings.mayAnybodyList || hasMasterSession else {
            throw .authenticationError
        }
    }
}
