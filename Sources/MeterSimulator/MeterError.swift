public import Configuration
internal import DESFire
public import PrepaymentCards
public import SmartCards

/// Why a meter did not do what it was asked.
public enum MeterError: Error, Sendable, Equatable {
    /// No meter was made in this file.
    case noMeter(path: String)
    /// A meter is there already.
    case meterExists(path: String)
    /// Another program runs this meter.
    case inUse(path: String)
    /// The file beside the state that keeps others away cannot be used; `reason` is the system's.
    case cannotLock(path: String, reason: String)
    /// The file is no meter's memory that can be used.
    case unreadable(path: String, MeterImageError)
    /// The system does not read or write the file.
    case file(PrivateFileError)
    /// The reader, or the way to it.
    case reader(CardError)
    /// The card cannot be used, and the meter holds what it held.
    case card(PrepaymentCardError)
    /// The meter's part of a take is done, and the card's may not be; `credit` is what came in.
    case takeTorn(PrepaymentCardError, credit: String)
    /// Nothing comes out of the meter.
    case supplyCut
}

extension MeterError {
    /// What the display shows: metering.md B2.
    public var displayCode: String? {
        switch self {
        case .card(.conversation(.keys)): "Err-31"
        case .card(.conversation), .takeTorn: "Err-35"
        case .card(.unreadable): "Err-34"
        case .card: "Err-32"
        case .noMeter, .meterExists, .inUse, .cannotLock, .unreadable, .file, .reader, .supplyCut:
            nil
        }
    }

    private var shownCode: String { displayCode.map { "\($0): " } ?? "" }

    /// What happened.
    public var sentence: String {
        switch self {
        case .noMeter(let path): "There is no meter in \(path)."
        case .meterExists(let path): "There is a meter in \(path) already."
        case .inUse(let path): "Another program runs the meter in \(path)."
        case .cannotLock(let path, let reason): "\(path) cannot be locked: \(reason)."
        case .unreadable(let path, let error): "\(path) cannot be used. \(error.sentence)"
        case .file(let error): error.sentence
        case .reader(let error): error.sentence
        case .card(let error): "\(shownCode)\(error.sentence)"
        case .takeTorn(let error, let credit):
            "\(shownCode)\(credit) went into the meter, and the card could not be told. "
                + error.sentence
        case .supplyCut: "The supply is cut."
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .noMeter: "Make one with “meter new”, or name another file with --state FILE."
        case .meterExists: "Name another file with --state FILE."
        case .inUse: "End the other program first; “meter show” works beside it."
        case .cannotLock: "Check the folder's owner and mode."
        case .unreadable(_, let error): error.hint
        case .file(let error): error.hint
        case .reader(let error): error.hint
        case .card(let error): error.hint
        case .takeTorn: "Put the card in again: nothing is taken twice."
        case .supplyCut: "Put in the card; with new credit on it if the old is used up."
        }
    }
}
