import Storage

@testable import Journal

extension JournalFile {
    /// Makes SQLite refuse every change, as a disk does that was mounted anew for reading only.
    func setReadOnly(_ isReadOnly: Bool) throws(JournalError) {
        try Self.translating { () throws in
            try database.execute("PRAGMA query_only = \(isReadOnly ? 1 : 0)")
        }
    }
}
