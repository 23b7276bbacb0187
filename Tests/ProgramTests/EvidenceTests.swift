import Foundation
import TestSupport
import Testing

extension RealProgramTests {
    /// Records that travel on a stick, and what the office decides of them.
    @Suite struct EvidenceTests {
        /// Records of a kiosk that could not reach its ledger: it was started once and stopped.
        private func runKioskOnce(_ desk: Desk) async throws {
            let kiosk = try await desk.start("kiosk", ["run"], until: "is ready")
            #expect(await desk.stop(kiosk) == 0)
        }

        @Test func `a journal reaches the ledger on a stick`() async throws {
            try await Desk.with { desk in
                try await desk.configureLedger(port: 18_470)
                let refused = try await desk.expect(
                    1,
                    "kiosk",
                    "journal",
                    "export",
                    "--to",
                    "stick.bin"
                )
                #expect(refused.contains("K0007 is not enrolled at the ledger."))
                let ledger = try await desk.start("ledger", ["run"], until: "http")
                try await desk.enrol()
                #expect(await desk.stop(ledger) == 0)
                try await runKioskOnce(desk)

                let told = try await desk.expect(
                    0,
                    "kiosk",
                    "journal",
                    "export",
                    "--to",
                    "stick.bin"
                )
                #expect(told == "stick.bin holds records 1 to 2.")
                let imported = try await desk.expect(0, "ledger", "import", "stick.bin")
                #expect(imported == "accepted: up to record 2")
                let again = try await desk.start("ledger", ["run"], until: "http")
                let repeated = try await desk.expect(0, "ledger", "import", "stick.bin")
                #expect(repeated == "alreadyHave: up to record 2")
                #expect(try await desk.expect(0, "ledger", "case") == "There is no case.")
                let release = try await desk.expect(0, "ledger", "release", "--kiosk", "7")
                #expect(release == "K0007 is not in quarantine.")
                #expect(await desk.stop(again) == 0)
            }
        }

        @Test func `a journal that was begun anew under an old name waits for people`()
            async throws
        {
            try await Desk.with { desk in
                try await desk.configureLedger(port: 18_470)
                let ledger = try await desk.start("ledger", ["run"], until: "http")
                try await desk.enrol()
                try await runKioskOnce(desk)
                try await desk.expect(0, "kiosk", "journal", "export", "--to", "a.bin", "--all")
                try await desk.expect(0, "ledger", "import", "a.bin")
                #expect(await desk.stop(ledger) == 0)
                try await desk.removeJournal()
                try await runKioskOnce(desk)
                try await desk.expect(0, "kiosk", "journal", "export", "--to", "b.bin", "--all")
                let again = try await desk.start("ledger", ["run"], until: "http")
                let fork = try await desk.expect(1, "ledger", "import", "b.bin")
                #expect(fork.contains("The ledger holds another record 1"))
                let cases = try await desk.expect(0, "ledger", "case")
                #expect(cases.contains("K0007-1  fork  epoch 1, record 1  opened "))
                #expect(cases.hasSuffix("open"))
                let released = try await desk.expect(0, "ledger", "release", "--kiosk", "7")
                #expect(released == "K0007 is released; closed: 1.")
                #expect(try await desk.expect(0, "ledger", "case", "--json").contains("closedAt"))
                #expect(await desk.stop(again) == 0)
            }
        }

        @Test func `a file that is no export, and a code that is none, are refused`() async throws {
            try await Desk.with { desk in
                let missing = try await desk.expect(1, "ledger", "import", "none.bin")
                #expect(missing.contains("none.bin cannot be read."))
                let other = try await desk.expect(1, "ledger", "import", "Config/ledger.json5")
                #expect(other.contains("Config/ledger.json5 holds no batches of records."))
                let away = try await desk.expect(1, "kiosk", "enrol", "--code", "0000")
                #expect(away.contains("does not take connections"))
                try await desk.expect(2, "ledger", "enrol", "--kiosk", "0")
            }
        }
    }
}

extension Desk {
    /// What an exchanged disk does.
    func removeJournal() throws {
        for suffix in ["", "-wal", "-shm"] {
            let file = folder.appending(path: "var/kiosk/journal.sqlite" + suffix)
            guard FileManager.default.fileExists(atPath: file.path()) else { continue }
            try FileManager.default.removeItem(at: file)
        }
    }
}
