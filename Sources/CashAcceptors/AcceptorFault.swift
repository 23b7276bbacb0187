public import SerialLines

/// Why a cash acceptor takes no notes.
public enum AcceptorFault: Error, Hashable, Sendable {
    /// The serial line does not work.
    case line(SerialLineError)
    /// It does not answer.
    case silent
    /// It was reset, and is set up anew.
    case restarted
    /// It does not know a command, or does not follow it: the header number.
    case refused(header: UInt8)
    /// It knows no note of the country.
    case noNotes
    /// A note is stuck.
    case jam
    /// The stacker is not in its place.
    case stackerOut
    /// The stacker is full.
    case stackerFull
    /// The stacker is broken.
    case stackerFaulty
    /// Somebody tries to betray its sensors.
    case fraud
    /// Somebody meddles with it.
    case tamper
    /// The guard against notes on strings is broken.
    case stringGuard
    /// A note does not leave escrow, wherever it is ordered to.
    case escrowStuck
    /// Its door is open.
    case doorOpen
    /// Another fault code of its self check (232).
    case selfCheck(code: UInt8)

    /// The fault behind a code of the self check; nil when all is good.
    init?(selfCheck code: UInt8) {
        switch code {
        case 0: return nil
        case 38: self = .stackerFaulty
        case 39: self = .jam
        case 41: self = .stringGuard
        case 44: self = .stackerOut
        case 45: self = .stackerFull
        case 51: self = .doorOpen
        default: self = .selfCheck(code: code)
        }
    }

    /// What happened.
    public var sentence: String {
        switch self {
        case .line(let error): error.sentence
        case .silent: "The cash acceptor does not answer."
        case .restarted: "The cash acceptor was reset."
        case .refused(let header): "The cash acceptor refuses the ccTalk command \(header)."
        case .noNotes: "The cash acceptor knows no note of the configured country."
        case .jam: "A note is stuck in the cash acceptor."
        case .stackerOut: "The stacker of the cash acceptor is not in its place."
        case .stackerFull: "The stacker of the cash acceptor is full."
        case .stackerFaulty: "The stacker of the cash acceptor is broken."
        case .fraud: "The cash acceptor says that somebody tries to betray it."
        case .tamper: "The cash acceptor says that somebody meddles with it."
        case .stringGuard: "The string guard of the cash acceptor is broken."
        case .escrowStuck: "A note does not leave the escrow of the cash acceptor."
        case .doorOpen: "The door of the cash acceptor is open."
        case .selfCheck(let code): Self.selfCheckSentence(code)
        }
    }

    private static func selfCheckSentence(_ code: UInt8) -> String {
        switch code {
        case 1: "The memory of the cash acceptor is damaged."
        case 3: "The credit sensor of the cash acceptor is broken."
        case 33: "The supply voltage of the cash acceptor is wrong."
        case 34: "The cash acceptor is too hot or too cold."
        case 36: "A note sensor of the cash acceptor is blocked or broken."
        case 37: "The transport motor of the cash acceptor does not turn."
        default: "The self check of the cash acceptor says fault \(code)."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .line(let error): error.hint
        case .silent: "Check its power and cable, its address, and the kind of checksum."
        case .restarted: "It works again by itself; look at its power when this comes back."
        case .refused: "Check that it is a ccTalk note validator with escrow."
        case .noNotes: "Load the currency into the acceptor, or configure its country."
        case .jam, .escrowStuck: "Open the acceptor, take the note out and put it to the sale."
        case .stackerOut: "Put the stacker in."
        case .stackerFull: "Empty the stacker."
        case .fraud, .tamper: "Look at the acceptor's mouth and path for strings and tools."
        case .doorOpen: "Shut the acceptor's door."
        case .stackerFaulty, .stringGuard, .selfCheck: "Clean the acceptor, or have it repaired."
        }
    }
}

/// What staff should look at: the acceptor's word and the money in its stacker may differ.
public enum AcceptorSuspicion: Error, Hashable, Sendable {
    /// So many events passed unread; credits may be among them.
    case eventsLost(count: Int)
    /// The device was reset; a credit after that counter may be lost.
    case reset(after: UInt8)
    /// A credit from a time of which no counter is known: told before, or not.
    case creditOfUnknownOrigin(amountFen: Int64, counter: UInt8)
    /// A note without a known value lies in the stacker.
    case unknownNoteStacked(counter: UInt8)
    /// A note left escrow, and nobody knows where to; nil when its value is unknown.
    case escrowLost(amountFen: Int64?)
    /// The device noticed a fraud.
    case fraud(counter: UInt8)
    /// A note was pulled back, perhaps behind its credit.
    case pulledBack(counter: UInt8)
    /// An event about a note that the specification does not know.
    case unknownEvent(type: UInt8, code: UInt8, counter: UInt8)

    /// What happened.
    public var sentence: String {
        switch self {
        case .eventsLost(let count): "\(count) events of the cash acceptor passed unread."
        case .reset(let counter): "The cash acceptor was reset after its event \(counter)."
        case .creditOfUnknownOrigin(let amountFen, let counter):
            "The cash acceptor holds an old credit of \(amountFen) fen (event \(counter))."
        case .unknownNoteStacked(let counter):
            "A note of unknown value is in the stacker (event \(counter))."
        case .escrowLost(nil): "A note left escrow, and nobody knows where to."
        case .escrowLost(let amountFen?):
            "A note of \(amountFen) fen left escrow, and nobody knows where to."
        case .fraud(let counter): "The cash acceptor noticed a fraud (event \(counter))."
        case .pulledBack(let counter): "A note was pulled back (event \(counter))."
        case .unknownEvent(let type, let code, let counter):
            "The cash acceptor tells of note type \(type) with the unknown code \(code)"
                + " (event \(counter))."
        }
    }

    /// What to do next.
    public var hint: String { "Count the stacker and compare it with the journal." }
}
