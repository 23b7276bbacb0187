/// How a database is opened.
///
/// The defaults are those for money.
public struct DatabaseOptions: Sendable {
    /// When a commit is on the disk.
    public enum Synchronous: Int, Sendable {
        /// The last commits may be lost when the power fails: for caches and imports only.
        case normal = 1
        /// Every commit is on the disk before the call returns.
        case full = 2
    }

    /// How long a call waits for another connection's lock.
    public var busyTimeoutMilliseconds: Int32
    /// When a commit is on the disk.
    public var synchronous: Synchronous
    /// Holds the lock from opening to closing: a second program is refused when it opens the file.
    public var locksExclusively: Bool
    /// Opens an existing file for reading only.
    public var isReadOnly: Bool

    /// How many KiB of pages are kept in memory.
    public var cacheKibibytes: Int
    /// How many pages the log may hold before a commit carries them into the file. A page that many
    /// commits change is carried over once.
    public var logPageLimit: Int

    /// Every setting has the value that suits a journal or a ledger.
    public init(
        busyTimeoutMilliseconds: Int32 = 5_000,
        synchronous: Synchronous = .full,
        locksExclusively: Bool = false,
        isReadOnly: Bool = false,
        cacheKibibytes: Int = 2_000,
        logPageLimit: Int = 1_000
    ) {
        self.busyTimeoutMilliseconds = busyTimeoutMilliseconds
        self.synchronous = synchronous
        self.locksExclusively = locksExclusively
        self.isReadOnly = isReadOnly
        self.cacheKibibytes = cacheKibibytes
        self.logPageLimit = logPageLimit
    }
}
