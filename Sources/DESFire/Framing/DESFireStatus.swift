/// The second status byte of a DESFire answer (`91 ST`).
///
/// An error status carries no MAC: anybody between reader and card can make one. Where money is
/// concerned it proves nothing.
public enum DESFireStatus: UInt8, Sendable, CaseIterable {
    case ok = 0x00
    case noChanges = 0x0C
    case outOfMemory = 0x0E
    case illegalCommand = 0x1C
    case integrityError = 0x1E
    case noSuchKey = 0x40
    case lengthError = 0x7E
    case permissionDenied = 0x9D
    case parameterError = 0x9E
    case applicationNotFound = 0xA0
    case applicationIntegrityError = 0xA1
    case authenticationError = 0xAE
    case additionalFrame = 0xAF
    case boundaryError = 0xBE
    case cardIntegrityError = 0xC1
    case commandAborted = 0xCA
    case cardDisabled = 0xCD
    case countError = 0xCE
    case duplicate = 0xDE
    case memoryError = 0xEE
    case fileNotFound = 0xF0
    case fileIntegrityError = 0xF1

    /// What the card says, as a sentence.
    public var sentence: String {
        switch self {
        case .ok: "The card carried the command out."
        case .noChanges: "There was nothing to commit or to abort."
        case .outOfMemory: "The card has no memory left for this."
        case .illegalCommand: "The card does not know this command."
        case .integrityError: "The card found a wrong checksum, MAC or padding in the command."
        case .noSuchKey: "The card has no key of this number."
        case .lengthError: "The card found the command too long, too short or without its MAC."
        case .permissionDenied: "The card forbids this to everybody."
        case .parameterError: "The card refuses a value in the command."
        case .applicationNotFound: "The application is not on the card."
        case .applicationIntegrityError: "The application on the card is damaged."
        case .authenticationError: "The key is wrong, or this key may not do that."
        case .additionalFrame: "The card has more to say or wants to hear more."
        case .boundaryError: "The command reaches beyond a limit of the file."
        case .cardIntegrityError: "The card found itself damaged."
        case .commandAborted: "The card was still busy with an unfinished command."
        case .cardDisabled: "The card was disabled for good."
        case .countError: "The card holds no more applications."
        case .duplicate: "The application or file exists already."
        case .memoryError: "The card lost power while it wrote, and took the change back."
        case .fileNotFound: "The file is not in this application."
        case .fileIntegrityError: "The file on the card is damaged."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .ok, .additionalFrame: "Nothing needs to be done."
        case .noChanges, .memoryError: "Read the card again to see what it holds."
        case .outOfMemory: "Use a card with more memory; deleted files free none before a format."
        case .countError: "Use another card, or delete an application that nobody needs."
        case .illegalCommand: "Use a DESFire card of a later generation."
        case .integrityError, .lengthError, .commandAborted:
            "Put the card on the reader again; if it happens again, try another reader."
        case .noSuchKey, .parameterError, .boundaryError, .fileNotFound:
            "Check that the card was issued for this layout."
        case .permissionDenied, .authenticationError:
            "Check that the card belongs to this estate and that the key file is the right one."
        case .applicationNotFound: "Issue the card first, or use one that was issued."
        case .applicationIntegrityError, .cardIntegrityError, .cardDisabled, .fileIntegrityError:
            "Replace the card."
        case .duplicate: "The card was issued before; delete the old application first."
        }
    }
}
