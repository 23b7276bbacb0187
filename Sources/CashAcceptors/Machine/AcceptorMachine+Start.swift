/// The start, and what its commands answer.
extension AcceptorMachine {
    /// Finds out who is there and what it takes, and closes it.
    ///
    /// The table comes before the event buffer, which means nothing without it, and the buffer before
    /// the self check: a fault does not keep credits back.
    mutating func start() {
        identity = AcceptorIdentity()
        identifiers = [:]
        scaling = .yuan
        waiting = []
        pollAt = now
        // Whoever it was to be stacked for is not served any more.
        escrow?.route = nil
        escrow?.orders = 0
        escrow?.isGone = false
        escrow?.deadline = nil
        let types = (1...Self.typeCount).map { NoteValidatorCommand.noteIdentifier(type: $0) }
        let commands: [NoteValidatorCommand] =
            [
                .simplePoll, .master(isAccepting: false), .equipmentCategory, .productCode,
                .serialNumber, .scalingFactor(country: country),
            ] + types + [.readEvents, .selfCheck]
        state = .starting(commands[...])
    }

    /// Takes the answer to a command of the start.
    mutating func started(_ command: NoteValidatorCommand, _ answer: NoteValidatorAnswer) {
        guard case .starting(let commands) = state else { return }
        switch answer {
        case .none: return
        case .refused:
            guard command.isOptional else { return refuse(command) }
        case .done(let data):
            guard learn(command, data) else { return }
        }
        // Another state was reached meanwhile when the device turned out to be broken.
        guard case .starting = state else { return }
        state = .starting(commands.dropFirst())
        if command == .selfCheck { return setUp(after: commands.dropFirst()) }
        if commands.count == 1 { state = .settling }
    }

    /// Takes what an answer says; false when the start is over.
    private mutating func learn(_ command: NoteValidatorCommand, _ data: [UInt8]) -> Bool {
        switch command {
        case .equipmentCategory: identity.category = Self.text(data)
        case .productCode: identity.productCode = Self.text(data)
        case .serialNumber: identity.serialNumber = data.reversed().reduce(0) { $0 << 8 | Int($1) }
        case .scalingFactor:
            // A value that is guessed would be money that nobody paid.
            guard let scaling = ScalingFactor(data) else {
                refuse(command)
                return false
            }
            self.scaling = scaling
        case .noteIdentifier(let type):
            guard let identifier = NoteIdentifier(data), identifier.country == country else {
                break
            }
            identifiers[type] = identifier
        case .readEvents: return read(data)
        case .selfCheck:
            guard let fault = AcceptorFault(selfCheck: data[0]) else { break }
            breakDown(fault)
            return false
        case .simplePoll, .master, .acceptedTypes, .useStackerAndEscrow, .route: break
        }
        return true
    }

    /// Tells the device which notes to take, and that each is to wait in escrow.
    private mutating func setUp(after commands: ArraySlice<NoteValidatorCommand>) {
        precondition(commands.isEmpty, "the self check is the last question")
        guard !identifiers.isEmpty else { return breakDown(.noNotes) }
        identity.notesFen = Set(identifiers.values.map(scaling.amountFen)).sorted()
        state = .starting([acceptedTypes, .useStackerAndEscrow])
    }

    var acceptedTypes: NoteValidatorCommand {
        .acceptedTypes(identifiers.keys.reduce(0) { $0 | 1 << ($1 - 1) })
    }

    /// The value of a note type; nil when it is no note that is taken.
    func amountFen(ofType type: UInt8) -> Int64? {
        identifiers[type].map(scaling.amountFen)
    }

    /// The device does not do what it must.
    mutating func refuse(_ command: NoteValidatorCommand) {
        breakDown(.refused(header: command.header))
    }

    private static func text(_ data: [UInt8]) -> String {
        String(decoding: data.filter { (0x20..<0x7F).contains($0) }, as: UTF8.self)
    }
}

extension NoteValidatorCommand {
    /// What a device may refuse without harm: how it is called, the types it has not, and what it cannot
    /// say about itself.
    fileprivate var isOptional: Bool {
        switch self {
        case .equipmentCategory, .productCode, .serialNumber, .noteIdentifier, .scalingFactor,
            .selfCheck:
            true
        case .simplePoll, .master, .acceptedTypes, .useStackerAndEscrow, .readEvents, .route: false
        }
    }
}
