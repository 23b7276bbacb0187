/// What shows that a receipt came out, from the strongest.
public enum PrintProof: String, Sendable, Hashable, CaseIterable {
    /// The printer gave the job's identifier back after it had done all before it.
    case processIdentifier
    /// The printer answered in turn, after the job, and had no fault half a second later.
    case paperAnswer
    /// Its state was good before and after, and there was time enough; nothing more is known.
    case assumed
    /// It is a file, and the job is on the disk.
    case file
}

/// What became of a print job.
///
/// Bytes that were sent are no proof: unknown is not printed.
public enum PrintOutcome: Sendable, Hashable {
    /// It came out.
    case printed(PrintProof)
    /// It did not come out, and never will: the printer has seen none of it, or has thrown it away.
    case notPrinted(PrinterFault)
    /// It may have come out, whole or in part; it is never repeated without a person's word.
    case unknown(PrinterFault)
}

/// What keeps a printer from printing, or from proving that it did.
public enum PrinterFault: Error, Sendable, Hashable {
    /// The paper is out.
    case paperOut
    /// The cover is open.
    case coverOpen
    /// The cutter is jammed.
    case cutter
    /// The head is too hot; it recovers by itself.
    case hot
    /// An error that people can clear.
    case error
    /// An error that only service can clear.
    case unrecoverable
    /// It is off line, and does not say why.
    case offline
    /// It does not answer.
    case silent
    /// Bytes do not reach it.
    case link(LinkError)
    /// It tells nothing: the bytes were sent, and that is all that is known.
    case tellsNothing
    /// The program ended.
    case stopped

    /// What happened.
    public var sentence: String {
        switch self {
        case .paperOut: "The receipt printer's paper is out."
        case .coverOpen: "The receipt printer's cover is open."
        case .cutter: "The receipt printer's cutter is jammed."
        case .hot: "The receipt printer's head is too hot."
        case .error: "The receipt printer reports an error."
        case .unrecoverable: "The receipt printer is broken."
        case .offline: "The receipt printer is off line."
        case .silent: "The receipt printer does not answer."
        case .link(let error): error.sentence
        case .tellsNothing: "The receipt was sent; this printer does not answer."
        case .stopped: "The kiosk was stopped before the receipt was proved."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .paperOut: "Put a new roll in and close the cover."
        case .coverOpen: "Close the cover."
        case .cutter: "Take the jammed paper out and close the cover."
        case .hot: "Wait a minute: it goes on by itself."
        case .error: "Open and close the cover; if that does not help, switch it off and on."
        case .unrecoverable: "Switch it off and on; if that does not help, call service."
        case .offline: "Check its panel: press its on-line button or switch it off and on."
        case .silent: "Check its power and cable, and the profile in the configuration."
        case .link(let error): error.hint
        case .tellsNothing: "Use a printer and a cable that answer, and name its profile."
        case .stopped: "Look whether the receipt came out before printing it again."
        }
    }
}
