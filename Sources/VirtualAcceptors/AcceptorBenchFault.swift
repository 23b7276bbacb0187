/// What can be wrong with a virtual acceptor.
public enum AcceptorBenchFault: String, Codable, Sendable, Hashable, CaseIterable {
    /// A note is stuck: what is on its way stays there until it is cleared.
    case jam
    /// The stacker is full.
    case stackerFull = "stacker-full"
    /// Somebody took the stacker out.
    case stackerOut = "stacker-out"
    /// It answers nothing.
    case silent
    /// A sensor says that somebody tries to betray it.
    case fraud
    /// Behind each stacked note so many events follow that its credit falls out of the buffer.
    case losesEvents = "loses-events"
    /// It resets itself when a note is stacked, before anybody could read its credit.
    case resets

    /// Under these it takes no notes.
    static let blocking: Set<AcceptorBenchFault> = [.jam, .stackerFull, .stackerOut, .fraud]

    /// All words, for a help text.
    public static let allTexts = allCases.map(\.rawValue).sorted()
}

/// What became of a note that was put into the mouth.
public enum InsertAnswer: String, Codable, Sendable, Hashable {
    /// Taken: it is in escrow.
    case escrow
    /// Refused: it takes no notes now.
    case closed
    /// Refused: the host does not want this note.
    case inhibited
    /// Refused: it knows no such note.
    case unknown
    /// Refused: another note is on its way.
    case busy
}
