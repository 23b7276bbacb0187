/// A broken variant of the estate, to show that the invariants can fail. Each is made in this program,
/// around the real code: no product code knows of it.
enum Mutant: String, CaseIterable, Sendable {
    /// The journal's disk answers a sync without doing it.
    case intentNotSynced
    /// The clerk gives the money back where the outcome is unknown.
    case unknownIsFailure
    /// The clerk gives the money back at once where the journal failed.
    case moneyBackAtDiskFailure
    /// After a dark screen the clerk forgets the request's key and gives the money back.
    case asksAgainUnderNewKey
    /// A damaged journal is thrown away, and a new one begun.
    case damagedJournalBegunAnew
}
