public import SmartCards

/// Why it is not known what a command did.
public enum UnknownCause: Error, Sendable, Equatable {
    /// The answer did not come.
    case lost(CardError)
    /// The answer's MAC or checksum is wrong.
    case integrity
    /// The answer cannot be a card's.
    case malformed(MalformedAnswer)
    /// Commit was refused: such an answer carries no MAC and proves nothing.
    case refused(DESFireStatus)
}

/// How a command to a card failed.
///
/// Only `unknown` leaves open whether the card was changed. In all other cases it was not, or only
/// in the shadow that is dropped before the next session.
public enum DESFireError: Error, Sendable, Equatable {
    /// Nothing of the command left this machine; card and session are as they were.
    case notSent(CardError)
    /// The answer to a command that changes nothing before Commit did not come.
    case interrupted(CardError, command: Instruction)
    /// The card may have been changed, or not; it must be read in a new session.
    case unknown(UnknownCause, command: Instruction)
    /// The card refused. The session, if there was one, is over.
    case status(DESFireStatus, command: Instruction)
    /// The answer cannot be a DESFire card's.
    case malformedAnswer(MalformedAnswer, command: Instruction)
    /// The MAC or the checksum of an answer is wrong: somebody changed it on the way.
    case integrity(command: Instruction)
    /// The keys could not be used, or the card does not know them.
    case keys(KeyProviderError)
    /// The card was reset or changed since the application was selected.
    case generationEnded
    /// The session ended with an error, or with the change of its own key.
    case sessionEnded
    /// The application must be selected again.
    case nothingSelected
    /// The command needs a session, or for 77 a session of EV2.
    case notAuthenticated(command: Instruction)
    /// The session has counted to its end.
    case counterExhausted

    /// Whether the card must be read before anybody says what is on it.
    public var mayHaveChangedCard: Bool {
        if case .unknown = self { true } else { false }
    }
}

extension DESFireError {
    /// What happened.
    public var sentence: String {
        switch self {
        case .notSent: "The command could not be sent to the card."
        case .interrupted(_, let command): "The card went away during \(command)."
        case .unknown(let cause, let command):
            "Whether the card carried out \(command) is unknown: \(cause.clause)."
        case .status(let status, let command): "\(status.sentence) (Command \(command).)"
        case .malformedAnswer(let reason, let command):
            "\(reason.sentence) (Command \(command).)"
        case .integrity(let command):
            "The card's answer to \(command) was changed on the way, or is not the card's."
        case .keys(let error): error.sentence
        case .generationEnded: "The card was reset or taken away."
        case .sessionEnded: "The session with the card is over."
        case .nothingSelected: "No application of the card is selected."
        case .notAuthenticated(let command): "\(command) needs an authenticated session."
        case .counterExhausted: "The session has reached its last command."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .notSent, .interrupted, .generationEnded:
            "Put the card on the reader again and leave it there."
        case .unknown: "Put the same card on the reader again; what it holds decides."
        case .status(let status, _): status.hint
        case .malformedAnswer(.foreignStatusWord, _): "Use a MIFARE DESFire card, EV1 or later."
        case .malformedAnswer: "Put the card on the reader again; if it happens again, replace it."
        case .integrity: "Do not trust this reader or card until the reason is known."
        case .keys(let error): error.hint
        case .sessionEnded, .notAuthenticated, .counterExhausted: "Authenticate again."
        case .nothingSelected: "Select the application again."
        }
    }
}

extension UnknownCause {
    fileprivate var clause: String {
        switch self {
        case .lost: "its answer did not come"
        case .integrity: "its answer was changed on the way"
        case .malformed: "its answer cannot be a card's"
        case .refused(let status): "it answered \(status), which carries no proof"
        }
    }
}
