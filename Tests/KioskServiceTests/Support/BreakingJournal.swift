import Dispatch
import Prepayment
import RecordChain
import Storage
import Testing

@testable import Journal
@testable import KioskService

extension JournalFile {
    /// Makes SQLite refuse every change, as a disk does that was mounted anew for reading only.
    func setReadOnly(_ isReadOnly: Bool) throws(JournalError) {
        try Self.translating { () throws in
            try database.execute("PRAGMA query_only = \(isReadOnly ? 1 : 0)")
        }
    }

    /// Takes the room from the file, to the last record that would fit.
    func fillUp() throws(JournalError) {
        // No file can be smaller than it is.
        try Self.translating { () throws in try database.execute("PRAGMA max_page_count = 1") }
        for size in [50_000, 500, 0] {
            let version = String(repeating: "v", count: size)
            do {
                while true { try append(.programStarted(version: version)) }
            } catch JournalError.storage(.diskFull(_)) {
                continue
            }
        }
    }
}

extension TestKiosk {
    /// Makes the journal refuse every write from now on, or take them again.
    func breakJournal(_ isBroken: Bool = true) async throws {
        try await kiosk.journal.perform { file throws(JournalError) in
            try file.setReadOnly(isBroken)
        }
    }

    /// The same from a card's thread, which waits for it.
    func breakJournalNow() {
        let done = DispatchSemaphore(value: 0)
        Task {
            do { try await breakJournal() } catch { Issue.record(error) }
            done.signal()
        }
        done.wait()
    }
}
