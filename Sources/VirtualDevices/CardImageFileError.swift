public import VirtualCard

/// What goes wrong between a virtual card and the file that keeps its memory.
public enum CardImageFileError: Error, Sendable, Equatable {
    /// Another process holds the card of this file.
    case inUse(path: String)
    /// The file's content is no card memory that can be used.
    case unusable(path: String, CardImageError)
    /// A system call on the file or its folder failed.
    case callFailed(name: String, path: String, errno: Int32)

    /// What happened.
    public var sentence: String {
        switch self {
        case .inUse(let path): "The card in \(path) is already in a reader."
        case .unusable(let path, let error): "\(path) cannot be used. \(error.sentence)"
        case .callFailed(let name, let path, let number):
            "The card image \(path) cannot be kept: \(name) gave \(SystemError.text(number))."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .inUse: "End the program that holds it, or name another file."
        case .unusable(_, let error): error.hint
        case .callFailed: "Check that the folder exists, may be written, and has room."
        }
    }
}
