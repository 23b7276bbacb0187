public import DESFire
public import Prepayment

/// Why a card is not one that this estate can work with.
public enum PrepaymentCardError: Error, Sendable, Equatable {
    /// It does not speak DESFire.
    case notDESFire
    /// It is a DESFire chip of a kind that has no place here.
    case unsupportedChip
    /// It gives a random number instead of its own.
    case hidesItsNumber
    /// Nothing is on it.
    case blank
    /// It belongs to somebody else: there are applications on it, and none is ours.
    case foreign
    /// It has our layout and another estate's keys.
    case otherEstate
    /// It was taken away while it was issued.
    case unfinished
    /// It serves other utilities.
    case utilityMissing(Utility)
    /// It serves this utility already.
    case alreadyIssued(Utility)
    /// A file's content makes no sense.
    case unreadable(file: String, LayoutError)
    /// Talking to it failed.
    case conversation(DESFireError)

    /// Whether the card may have been changed in spite of the error.
    public var mayHaveChangedCard: Bool {
        if case .conversation(let error) = self { error.mayHaveChangedCard } else { false }
    }
}

extension PrepaymentCardError {
    /// What is wrong.
    public var sentence: String {
        switch self {
        case .notDESFire: "This is not a DESFire card."
        case .unsupportedChip: "This chip is no DESFire EV1, EV2 or EV3."
        case .hidesItsNumber: "This card gives a random number instead of its own."
        case .blank: "This card is blank."
        case .foreign: "This card belongs to another system."
        case .otherEstate: "This card was issued by another estate: its keys are not ours."
        case .unfinished: "This card was taken away while it was issued."
        case .utilityMissing(let utility): "This card has no \(utility.name) account."
        case .alreadyIssued(let utility): "This card has its \(utility.name) account already."
        case .unreadable(let file, let error):
            "The card's \(file) file cannot be read. \(error.sentence)"
        case .conversation(let error): error.sentence
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .notDESFire, .unsupportedChip, .hidesItsNumber: "Use a card that this office issued."
        case .blank: "Have it issued at the office (kiosk card issue)."
        case .unfinished: "Have it issued again at the office: that finishes it."
        case .foreign, .otherEstate:
            "Use the card that belongs to your meter here. Nothing was changed."
        case .utilityMissing: "Use the card of that meter, or have the account added at the office."
        case .alreadyIssued: "Use it as it is (kiosk card show), or take a blank card."
        case .unreadable: "Take the card to the office."
        case .conversation(let error): error.hint
        }
    }
}
