/// The event buffer: a counter and up to five events.
struct NoteEventBuffer: Hashable, Sendable {
    /// How many events it holds at most.
    static let capacity = 5

    /// 0 after a reset, else 1 to 255.
    let counter: UInt8
    /// Newest first.
    private let events: [NoteEvent]

    /// Reads the answer to 159.
    init?(_ data: [UInt8]) {
        guard let counter = data.first, data.count % 2 == 1 else { return nil }
        self.counter = counter
        events = stride(from: 1, to: data.count, by: 2).map { NoteEvent(data[$0], data[$0 + 1]) }
    }

    /// How many events came after the one with that counter.
    func count(after last: UInt8) -> Int {
        let difference = Int(counter) - Int(last)
        return difference >= 0 ? difference : difference + 255
    }

    /// The newest `count` events with their counters, oldest first.
    func newest(_ count: Int) -> [(counter: UInt8, event: NoteEvent)] {
        events.prefix(count).enumerated().reversed().map { age, event in
            let number = Int(counter) - age
            return (UInt8(number > 0 ? number : number + 255), event)
        }
    }
}

/// One event of a note validator.
enum NoteEvent: Hashable, Sendable {
    /// A note is in the stacker: credit.
    case stacked(type: UInt8)
    /// A note waits for a decision.
    case inEscrow(type: UInt8)
    /// Something else happened.
    case code(NoteEventCode)
    /// Nothing that the specification knows.
    case unknown(UInt8, UInt8)

    init(_ first: UInt8, _ second: UInt8) {
        switch (first, second) {
        case (0, let code): self = NoteEventCode(rawValue: code).map(Self.code) ?? .unknown(0, code)
        case (let type, 0): self = .stacked(type: type)
        case (let type, 1): self = .inEscrow(type: type)
        default: self = .unknown(first, second)
        }
    }
}

/// The events that are no note.
enum NoteEventCode: UInt8, Sendable, CaseIterable {
    case masterInhibit = 0
    case returned
    case notValid
    case transportProblem
    case inhibitedByCommand
    case inhibitedBySwitch
    /// The note may be pulled out.
    case jam
    case jamInStacker
    case pulledBack
    case tamper
    case stackerGood
    case stackerRemoved
    case stackerInserted
    case stackerFaulty
    case stackerFull
    case stackerJammed
    /// The note cannot be pulled out.
    case jamSafe
    case opticalFraud
    case stringFraud
    case stringGuardFaulty
    case barcode
    case unknownNoteStacked
}

extension NoteEventCode {
    /// What it says about the device; nil for what is no fault.
    var fault: AcceptorFault? {
        switch self {
        case .masterInhibit, .returned, .notValid, .transportProblem, .inhibitedByCommand,
            .inhibitedBySwitch, .pulledBack, .stackerGood, .stackerInserted, .barcode,
            .unknownNoteStacked:
            nil
        case .jam, .jamInStacker, .stackerJammed, .jamSafe: .jam
        case .tamper: .tamper
        case .stackerRemoved: .stackerOut
        case .stackerFaulty: .stackerFaulty
        case .stackerFull: .stackerFull
        case .opticalFraud, .stringFraud: .fraud
        case .stringGuardFaulty: .stringGuard
        }
    }
}
