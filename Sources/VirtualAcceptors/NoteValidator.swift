/// A note validator as a value: time, notes and commands go in, answers come out. Written from the
/// ccTalk specification (parts 2 and 3, version 4.7), and shares nothing with the kiosk's driver.
///
/// What it does of its own:
/// 1. It takes notes only while it is polled: after a second without 159 the mouth is shut.
/// 2. A note goes into escrow, waits for an order, and is an event again when it has arrived where it
///    was sent. On its way nothing else is taken.
/// 3. The money in the stacker stays through a power cut; counter, events and all that the host set up
///    do not. A note on its way is in the stacker afterwards, and no event tells of it.
struct NoteValidator {
    /// Notes that it has seen, in order.
    struct Notes: Codable, Hashable, Sendable {
        var stackedFen: [Int64] = []
        var returnedFen: [Int64] = []
    }

    private enum Path: Equatable {
        case empty
        case escrow(note: Int, until: Int)
        case moving(note: Int, toStacker: Bool, until: Int)
    }

    /// A device that is not polled for so long takes nothing.
    private static let pollLimitMilliseconds = 1_000
    /// Until it answers again after the power came back.
    private static let bootMilliseconds = 200
    /// A note that nobody decides on comes back.
    private static let escrowLimitMilliseconds = 30_000

    /// In the order of their types.
    let denominationsFen: [Int64]
    private let transportMilliseconds: Int
    private(set) var notes = Notes()
    private(set) var faults: Set<AcceptorBenchFault> = []

    private var path = Path.empty
    private var now = 0
    private var polledAt: Int?
    private var answersFrom = 0
    private var counter: UInt8 = 0
    private var events: [(UInt8, UInt8)] = []
    private var inhibitMask: UInt16 = 0
    private var isEnabled = false
    private var usesEscrow = false

    init(denominationsFen: [Int64], transportMilliseconds: Int) {
        precondition(denominationsFen.count <= 16, "a validator has at most 16 types")
        (self.denominationsFen, self.transportMilliseconds) = (
            denominationsFen, transportMilliseconds
        )
    }

    /// It takes notes now.
    var isOpen: Bool {
        guard isEnabled, faults.isDisjoint(with: AcceptorBenchFault.blocking) else { return false }
        guard let polledAt, now >= answersFrom else { return false }
        return now - polledAt < Self.pollLimitMilliseconds
    }

    /// The note in escrow.
    var escrowFen: Int64? {
        if case .escrow(let note, _) = path { denominationsFen[note] } else { nil }
    }

    /// A note is on its way.
    var isMoving: Bool { if case .moving = path { true } else { false } }
}

/// Time and notes.
extension NoteValidator {
    /// Lets time pass.
    mutating func advance(toMilliseconds moment: Int) {
        now = moment
        switch path {
        case .empty: break
        case .escrow(let note, let until):
            if now >= until { move(note, toStacker: false) }
        case .moving(let note, let toStacker, let until):
            guard now >= until, !faults.contains(.jam) else { break }
            arrive(note, inStacker: toStacker)
        }
    }

    /// Somebody puts a note into the mouth.
    mutating func insert(_ noteFen: Int64) -> InsertAnswer {
        guard path == .empty else { return .busy }
        guard isOpen else {
            if isEnabled == false { note(0, 0) }
            return .closed
        }
        guard let type = denominationsFen.firstIndex(of: noteFen) else {
            note(0, 2)
            return .unknown
        }
        guard inhibitMask & 1 << type != 0 else {
            note(0, 4)
            return .inhibited
        }
        if usesEscrow {
            path = .escrow(note: type, until: now + Self.escrowLimitMilliseconds)
            note(UInt8(type + 1), 1)
        } else {
            move(type, toStacker: true)
        }
        return .escrow
    }

    private mutating func move(_ type: Int, toStacker: Bool) {
        path = .moving(note: type, toStacker: toStacker, until: now + transportMilliseconds)
    }

    private mutating func arrive(_ type: Int, inStacker: Bool) {
        path = .empty
        guard inStacker else {
            notes.returnedFen.append(denominationsFen[type])
            note(0, 1)
            return
        }
        notes.stackedFen.append(denominationsFen[type])
        note(UInt8(type + 1), 0)
        if faults.contains(.losesEvents) {
            for _ in 0..<6 { note(0, 3) }
        }
        if faults.contains(.resets) { restart() }
    }

    /// Puts an event into the buffer.
    private mutating func note(_ first: UInt8, _ second: UInt8) {
        counter = counter == 255 ? 1 : counter + 1
        events = Array(([(first, second)] + events).prefix(5))
    }

    private mutating func restart() {
        switch path {
        case .empty: break
        case .escrow(let type, _): notes.returnedFen.append(denominationsFen[type])
        case .moving(let type, toStacker: true, _): notes.stackedFen.append(denominationsFen[type])
        case .moving(let type, toStacker: false, _):
            notes.returnedFen.append(denominationsFen[type])
        }
        path = .empty
        (counter, events) = (0, [])
        (inhibitMask, isEnabled, usesEscrow) = (0, false, false)
        polledAt = nil
    }
}

/// Faults.
extension NoteValidator {
    mutating func set(_ fault: AcceptorBenchFault) {
        guard faults.insert(fault).inserted else { return }
        switch fault {
        case .jam: note(0, 6)
        case .stackerFull: note(0, 14)
        case .stackerOut: note(0, 11)
        case .fraud: note(0, 17)
        case .silent, .losesEvents, .resets: break
        }
    }

    mutating func clear(_ fault: AcceptorBenchFault) {
        guard faults.remove(fault) != nil else { return }
        switch fault {
        case .stackerFull: note(0, 10)
        case .stackerOut: note(0, 12)
        case .jam, .fraud, .silent, .losesEvents, .resets: break
        }
    }

    /// The power goes and comes back.
    mutating func powerCycle() {
        restart()
        answersFrom = now + Self.bootMilliseconds
    }

    private var selfCheckCode: UInt8 {
        if faults.contains(.jam) { return 39 }
        if faults.contains(.stackerOut) { return 44 }
        if faults.contains(.stackerFull) { return 45 }
        return faults.contains(.fraud) ? 36 : 0
    }
}

/// Commands.
extension NoteValidator {
    /// An answer: its header and its data.
    typealias Answer = (header: UInt8, data: [UInt8])

    private static let acknowledged: Answer = (0, [])
    private static let notAcknowledged: Answer = (5, [])

    /// Does what a frame says; nil when it says nothing itself.
    mutating func obey(_ header: UInt8, _ data: [UInt8]) -> Answer? {
        guard !faults.contains(.silent), now >= answersFrom else { return nil }
        switch (header, data.count) {
        case (254, 0): return Self.acknowledged
        case (245, 0): return (0, Array("Bill Validator".utf8))
        case (244, 0): return (0, Array("BENCH-16".utf8))
        case (242, 0): return (0, [0x01, 0x02, 0x03])
        case (232, 0): return (0, [selfCheckCode])
        case (159, 0):
            polledAt = now
            let pairs = events.flatMap { [$0.0, $0.1] }
            return (0, [counter] + pairs + [UInt8](repeating: 0, count: 10 - pairs.count))
        case (157, 1): return (0, name(ofType: Int(data[0])))
        case (156, 2): return (0, data == Array("CN".utf8) ? [100, 0, 2] : [0, 0, 0])
        case (154, 1): return route(data[0])
        case (153, 1): usesEscrow = data[0] & 2 != 0
        case (231, 2): inhibitMask = UInt16(data[0]) | UInt16(data[1]) << 8
        case (228, 1): isEnabled = data[0] & 1 != 0
        case (1, 0): restart()
        default: return Self.notAcknowledged
        }
        return Self.acknowledged
    }

    private func name(ofType type: Int) -> [UInt8] {
        guard denominationsFen.indices.contains(type - 1) else {
            return [UInt8](repeating: UInt8(ascii: "."), count: 7)
        }
        let digits = String(denominationsFen[type - 1] / 100)
        return Array(("CN" + String(repeating: "0", count: 4 - digits.count) + digits + "A").utf8)
    }

    private mutating func route(_ way: UInt8) -> Answer {
        guard case .escrow(let type, _) = path else { return (0, [254]) }
        let isStackable = faults.isDisjoint(with: [.stackerFull, .stackerOut])
        switch way {
        case 0 where !faults.contains(.jam): move(type, toStacker: false)
        case 1 where !faults.contains(.jam) && isStackable: move(type, toStacker: true)
        case 255: path = .escrow(note: type, until: now + Self.escrowLimitMilliseconds)
        default: return (0, [255])
        }
        return Self.acknowledged
    }
}
