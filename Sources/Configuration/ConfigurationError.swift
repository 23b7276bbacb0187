/// What is wrong with a configuration file.
///
/// Every case says where, and names the key as a path from the top: `tariffs[1].price`.
public enum ConfigurationError: Error, Sendable, Equatable {
    /// The file cannot be read; `reason` is the system's.
    case cannotRead(file: String, reason: String)
    /// The file is not JSON5.
    case syntax(TextPlace, message: String)
    /// A key that must be there is not; `meant` is one that stands there and looks like it.
    case missing(TextPlace, key: String, expected: String, meant: String?)
    /// A value is not of the kind or in the range it must have.
    case unexpected(TextPlace, key: String, expected: String, found: String)
    /// A key that no part of the program reads; `meant` is the one that was probably meant.
    case unknownKey(TextPlace, key: String, meant: String?)
    /// A value that is well written and does not fit the others.
    case refused(TextPlace, key: String, reason: String)

    /// What happened.
    public var sentence: String {
        switch self {
        case .cannotRead(let file, let reason): "\(file) cannot be read: \(reason)."
        case .syntax(let place, let message): "\(place): \(message)."
        case .missing(let place, let key, let expected, _):
            "\(place): \(key) is missing; expected \(expected)."
        case .unexpected(let place, let key, let expected, let found):
            "\(place): \(key): expected \(expected), found \(found)."
        case .unknownKey(let place, let key, _): "\(place): \(key) is not a known key."
        case .refused(let place, let key, let reason): "\(place): \(key): \(reason)."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .cannotRead: "Give the path of the configuration with --config FILE."
        case .syntax: "Look for a missing comma, quote or bracket at or just before that place."
        case .missing(_, let key, _, .some(let meant)): "Is \(meant) meant to be \(key)?"
        case .missing(_, let key, _, nil): "Add \(key)."
        case .unexpected(_, let key, _, _), .refused(_, let key, _): "Correct \(key)."
        case .unknownKey(_, _, .some(let meant)): "Did you mean \(meant)?"
        case .unknownKey(_, let key, nil): "Remove \(key), or check the section it stands in."
        }
    }
}

/// A place in a file; lines and columns count from 1, columns in characters of Unicode.
public struct TextPlace: Sendable, Equatable, CustomStringConvertible {
    /// The file's name as it was given.
    public let file: String
    /// The line.
    public let line: Int
    /// The column.
    public let column: Int

    /// As compilers and editors write it: `Config/kiosk.json5:12:5`.
    public var description: String { "\(file):\(line):\(column)" }
}
