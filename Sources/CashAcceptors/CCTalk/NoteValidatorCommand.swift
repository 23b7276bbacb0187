/// What a note validator is asked or told.
enum NoteValidatorCommand: Hashable, Sendable {
    /// What becomes of a note in escrow.
    enum Route: UInt8, Sendable {
        case giveBack = 0
        case stack = 1
    }

    /// Is it there?
    case simplePoll
    /// Whether it takes notes at all.
    case master(isAccepting: Bool)
    case equipmentCategory
    case productCode
    case serialNumber
    case selfCheck
    /// The name of a type, from 1.
    case noteIdentifier(type: UInt8)
    /// What one unit of a note's name is worth.
    case scalingFactor(country: String)
    /// Which types it takes; bit 0 is type 1.
    case acceptedTypes(UInt16)
    case useStackerAndEscrow
    case readEvents
    case route(Route)

    /// The header number.
    var header: UInt8 {
        switch self {
        case .simplePoll: 254
        case .master: 228
        case .equipmentCategory: 245
        case .productCode: 244
        case .serialNumber: 242
        case .selfCheck: 232
        case .noteIdentifier: 157
        case .scalingFactor: 156
        case .acceptedTypes: 231
        case .useStackerAndEscrow: 153
        case .readEvents: 159
        case .route: 154
        }
    }

    /// What stands behind the header.
    var data: [UInt8] {
        switch self {
        case .simplePoll, .equipmentCategory, .productCode, .serialNumber, .selfCheck, .readEvents:
            []
        case .master(let isAccepting): [isAccepting ? 1 : 0]
        case .noteIdentifier(let type): [type]
        case .scalingFactor(let country): Array(country.utf8)
        case .acceptedTypes(let types):
            [UInt8(truncatingIfNeeded: types), UInt8(truncatingIfNeeded: types >> 8)]
        case .useStackerAndEscrow: [3]
        case .route(let route): [route.rawValue]
        }
    }

    /// The frame to the device at `address`.
    func frame(to address: UInt8) -> CCTalkFrame {
        CCTalkFrame(to: address, header: header, data: data)
    }

    /// Says whether an answer with so many bytes can be one to this: a late answer to an earlier
    /// question must not count for this one.
    func fits(answerOf count: Int) -> Bool {
        switch self {
        case .simplePoll, .master, .acceptedTypes, .useStackerAndEscrow: count == 0
        case .equipmentCategory, .productCode: count > 0
        case .serialNumber, .scalingFactor: count == 3
        // Some add details to the fault's code.
        case .selfCheck: (1...3).contains(count)
        case .noteIdentifier: count == 7
        case .readEvents: count % 2 == 1 && count <= 11
        case .route: count <= 1
        }
    }
}

/// What came back to a command.
enum NoteValidatorAnswer: Hashable, Sendable {
    /// Header 0, with its data; none is ACK.
    case done([UInt8])
    /// NAK.
    case refused
    /// None in time, or none that can be read.
    case none

    /// Sorts a frame by its header and whether it can be an answer to `command`.
    init(_ frame: CCTalkFrame, to command: NoteValidatorCommand) {
        switch frame.header {
        case 0 where command.fits(answerOf: frame.data.count): self = .done(frame.data)
        case 5: self = .refused
        default: self = .none
        }
    }
}
