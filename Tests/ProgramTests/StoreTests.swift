import Foundation
import TestSupport
import Testing

extension RealProgramTests {
    /// The office's commands on PostgreSQL, and a backup that changes the store.
    @Suite struct StoreTests {
        private let sound = "All is as the kiosks recorded it: 2 records in 1 batches of 1 journals"

        @Test func `a ledger in PostgreSQL is made, used, backed up and moved`() async throws {
            let server: PostgreSQLServer
            do { server = try await PostgreSQLServer.shared } catch let reason
                as PostgreSQLUnavailable
            {
                return print("The office's commands did not run on PostgreSQL: \(reason)")
            }
            try await server.withDatabase { database in
                try await Desk.with { desk in
                    try await desk.configureLedger(port: 18_470)
                    let url = server.url(database: database)
                    try await desk.replaceInLedger("sqlite:var/ledger.sqlite", with: url)
                    let first = try await desk.expect(0, "ledger", "migrate")
                    #expect(first.hasPrefix("The store has layout 1 now; before: 0."))
                    let migrated = try await desk.expect(0, "ledger", "migrate")
                    #expect(migrated == "The store has layout 1.")

                    let ledger = try await desk.start("ledger", ["run"], until: "listens on")
                    try await desk.enrol()
                    let kiosk = try await desk.start("kiosk", ["run"], until: "is ready")
                    #expect(await desk.stop(kiosk) == 0)
                    try await desk.expect(0, "kiosk", "journal", "export", "--to", "a.bin", "--all")
                    try await desk.expect(0, "ledger", "import", "a.bin")
                    let backup = try await desk.expect(0, "ledger", "backup", "--to", "a.pklb")
                    #expect(backup.contains("SHA-256"))
                    let second = try await desk.expect(1, "ledger", "backup", "--to", "a.pklb")
                    #expect(second.contains("a.pklb is there already."))
                    #expect(try await desk.expect(0, "ledger", "verify").hasPrefix(sound))
                    let open = try await desk.expect(1, "ledger", "root", "--date", "2026-11-22")
                    #expect(open.contains("The root of 2026-11-22 is not closed."))
                    #expect(await desk.stop(ledger) == 0)
                    let balances = try await desk.expect(0, "ledger", "balances", "--json")

                    try await desk.replaceInLedger(url, with: "sqlite:var/moved.sqlite")
                    let missing = try await desk.expect(1, "ledger", "verify")
                    #expect(missing.contains("cannot be opened"))
                    let restored = try await desk.expect(0, "ledger", "restore", "a.pklb")
                    #expect(restored.contains("Restored and posted: 2 records."))
                    #expect(try await desk.expect(0, "ledger", "verify").hasPrefix(sound))
                    #expect(try await desk.expect(0, "ledger", "balances", "--json") == balances)
                    let again = try await desk.expect(1, "ledger", "restore", "a.pklb")
                    #expect(again.contains("is not empty"))
                }
            }
        }
    }
}

extension Desk {
    /// Changes a text in the ledger's configuration.
    func replaceInLedger(_ old: String, with new: String) throws {
        let file = folder.appending(path: "Config/ledger.json5")
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacing(old, with: new).write(to: file, atomically: true, encoding: .utf8)
    }
}
