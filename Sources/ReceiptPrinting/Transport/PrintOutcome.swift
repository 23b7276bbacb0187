/// What shows that a receipt came out.
public enum PrintProof: Sendable, Hashable {
    /// The printer gave the job's identifier back after it had done all before it.
    case processIdentifier(String)
    /// The printer answered in turn, after the job, and had no fault half a second later.
    case paperAnswer
    /// The sink is a file, and the job is on disk.
    case file
}

/// Why nobody can say whether a receipt came out.
public enum PrintDoubt: Sendable, Hashable {
    /// All bytes were sent over a link that tells nothing.
    case writeOnlyLink
    /// The job broke off after its first bytes.
    case interrupted(PrintError)
    /// The printer did not answer in time.
    case noAnswer
    /// The printer answered, but reports a fault: paper, cover or an error.
    case fault
}

/// What became of a print job.
///
/// Bytes that were sent are no proof: unknown is not printed.
public enum PrintOutcome: Sendable, Hashable {
    /// It came out.
    case printed(PrintProof)
    /// The printer has seen none of it.
    case notPrinted(PrintError)
    /// It may have come out, whole or in part; it is never repeated without a person's word.
    case unknown(PrintDoubt)
}

/// What a printer says of its paper.
public enum PaperState: Sendable, Hashable {
    /// Enough.
    case present
    /// The roll ends soon.
    case nearEnd
    /// None.
    case out
    /// The printer did not say.
    case unknown
}
