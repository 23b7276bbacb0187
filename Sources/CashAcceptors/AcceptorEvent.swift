/// What a cash acceptor tells, in order.
public enum AcceptorEvent: Hashable, Sendable {
    /// Found and in order; it takes no notes.
    case ready(AcceptorIdentity)
    /// It takes notes now: an answer to `open`.
    case opened
    /// A note is stacked: it is the kiosk's. May come at any time, also after `closed`.
    case noteTaken(NoteCredit)
    /// A note came back from escrow.
    case noteGivenBack(amountFen: Int64)
    /// It takes no notes: an answer to `close`, or to an `open` that it cannot follow, or because it
    /// failed while it was open.
    ///
    /// The event buffer was read to its end and escrow is empty, unless the device is silent.
    case closed
    /// It does not work; `ready` follows when it does.
    case fault(AcceptorFault)
    /// Something for staff to look at.
    case suspicion(AcceptorSuspicion)
    /// All events up to this counter were told. Who keeps it, and gives it as `lastCounter` after a
    /// restart, is spared the suspicion that events were lost.
    case told(counter: UInt8)
}

/// A note that is the kiosk's.
public struct NoteCredit: Hashable, Sendable {
    /// Its value.
    public let amountFen: Int64
    /// The device's event counter behind this event: from 1 to 255.
    public let counter: UInt8

    /// Takes the two.
    public init(amountFen: Int64, counter: UInt8) {
        (self.amountFen, self.counter) = (amountFen, counter)
    }
}

/// What a cash acceptor says it is.
public struct AcceptorIdentity: Hashable, Sendable {
    /// Such as `Bill Validator`; empty when it does not say.
    public var category = ""
    /// The maker's name of the model; empty when it does not say.
    public var productCode = ""
    /// The number of this one; 0 when it does not say.
    public var serialNumber = 0
    /// The values that it takes, ascending.
    public var notesFen: [Int64] = []

    /// One that says nothing.
    public init() {}
}

/// Where an acceptor is and how it is spoken to.
public struct AcceptorConfiguration: Hashable, Sendable {
    /// The serial port.
    public var path: String
    /// How frames are checked.
    public var checksum = CCTalkChecksum.simple
    /// The device's address; note validators leave the works with 40.
    public var address: UInt8 = 40
    /// Notes of this country are taken: two capital letters.
    public var country = "CN"
    /// How long it is waited for.
    public var times = AcceptorTimes()

    /// An acceptor at that serial port, with what is usual else.
    public init(path: String) { self.path = path }
}

/// How long an acceptor is waited for.
public struct AcceptorTimes: Hashable, Sendable {
    /// For an answer.
    public var answer = Duration.milliseconds(1_500)
    /// Between two looks at the event buffer; after a second without one the device takes no notes.
    public var poll = Duration.milliseconds(150)
    /// Until a line, a silent device or a fault is looked at again.
    public var retry = Duration.seconds(1)
    /// For a note to leave escrow, before the order is given again.
    public var escrow = Duration.seconds(2)

    /// The usual times.
    public init() {}
}
