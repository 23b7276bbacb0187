import Glibc

/// Held by the one program that writes to a store. Wraps `flock` on a file beside it.
///
/// SQLite's own exclusive lock would keep readers out too, and SQLite before 3.51.3 can lose pages
/// when two connections write and checkpoint at once. The system lets go when the program ends,
/// however it ends.
final class WriterLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock or refuses at once; a lock that is held is held for days.
    init(store path: String) throws(LedgerError) {
        let lockPath = path + ".lock"
        descriptor = open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .cannotLock(path: lockPath, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            guard reason == EWOULDBLOCK else {
                throw .cannotLock(path: lockPath, reason: String(cString: strerror(reason)))
            }
            throw .inUse(path: path)
        }
    }

    deinit {
        // A child that is being started at this moment holds a copy of the descriptor until it runs
        // its program: closing alone would leave the lock with it.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
