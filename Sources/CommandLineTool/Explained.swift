/// An error that a person can act on.
///
/// Every error type of the libraries has these two properties; a program declares the conformance
/// for those that may reach its command line.
public protocol Explained: Error {
    /// What happened, as one sentence.
    var sentence: String { get }
    /// What to do next, as one sentence.
    var hint: String { get }
}

/// How a program ends.
public enum ExitStatus: Int32, Sendable {
    /// The command did what it was asked.
    case done = 0
    /// The command refused or failed; standard error says why.
    case refused = 1
    /// The command line was wrong.
    case wrongUsage = 2
}

/// A command line that does not fit the command.
struct UsageError: Error, Equatable {
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}
