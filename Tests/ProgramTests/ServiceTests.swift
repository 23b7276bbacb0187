import Foundation
import TestSupport
import Testing

extension RealProgramTests {
    /// The service, its office window, the ledger that comes and goes.
    @Suite struct ServiceTests {
        struct Sale: Decodable {
            let sale: String
            let outcome: String
            let receipt: String
        }

        struct Health: Decodable {
            let journalHead: Int
            let ledgerHas: Int
        }

        static func sale(_ output: String) throws -> Sale {
            try JSONDecoder().decode(Sale.self, from: Data(output.utf8))
        }

        @Test(.needsVirtualReader) func `a sale through the service, asked twice, is one sale`()
            async throws
        {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    let kiosk = try await desk.start("kiosk", ["run"], until: "is ready")
                    let command = [
                        "sell", "--amount", "50.00", "--tender", "counter", "--key", "window-1",
                        "--json",
                    ]
                    let first = try Self.sale(
                        try await desk.untilCardIsSeen { try await $0.run("kiosk", command) }
                    )
                    #expect(first.outcome == "written")
                    #expect(first.receipt == "printed")
                    let again = try await desk.run("kiosk", command)
                    let repeated = try Self.sale(again.output)
                    #expect(repeated.sale == first.sale)
                    let shown = try await desk.expect(0, "kiosk", "card", "show")
                    #expect(shown.contains("waiting    ¥50.00"))
                    let other = try await desk.run(
                        "kiosk",
                        ["sell", "--amount", "1.00", "--tender", "counter", "--key", "window-1"]
                    )
                    #expect(other.status == 1)
                    #expect(other.errors.contains("belongs to another purchase"))
                    #expect(await desk.stop(kiosk) == 0)
                    try await desk.expect(0, "kiosk", "journal", "verify")
                    _ = await desk.stop(card)
                }
            }
        }

        @Test(.needsVirtualReader) func `the kiosk sells while the ledger is away, and catches up`()
            async throws
        {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    try await desk.configureLedger(port: 18_470)
                    let before = try await desk.start("ledger", ["run"], until: "http")
                    try await desk.enrol()
                    #expect(await desk.stop(before) == 0)
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    let kiosk = try await desk.start("kiosk", ["run"], until: "is ready")
                    let sold = try Self.sale(
                        try await desk.untilCardIsSeen {
                            try await $0.run(
                                "kiosk",
                                ["sell", "--amount", "20.00", "--tender", "counter", "--json"]
                            )
                        }
                    )
                    #expect(sold.outcome == "written")
                    let ledger = try await desk.start("ledger", ["run"], until: "http")
                    try await waitUntil("the ledger has the sale") {
                        try await desk.day().contains("20.00")
                    }
                    #expect(await desk.stop(kiosk) == 0)
                    #expect(await desk.stop(ledger) == 0)
                    _ = await desk.stop(card)
                }
            }
        }

        @Test func `a second program on the same journal is refused`() async throws {
            try await Desk.with { desk in
                let kiosk = try await desk.start("kiosk", ["run"], until: "is ready")
                let second = try await desk.run("kiosk", ["journal", "verify"])
                #expect(second.status == 1)
                #expect(second.errors.contains("journal.sqlite"))
                #expect(await desk.stop(kiosk) == 0)
            }
        }
    }
}

extension Desk {
    /// The service sees a card up to half a second after it was put on: asks until it does.
    func untilCardIsSeen(
        _ command: @Sendable (Desk) async throws -> Ended
    ) async throws -> String {
        var ended = try await command(self)
        try await waitUntil("the service sees the card") {
            if ended.status != 0 && ended.errors.contains("card") {
                ended = try await command(self)
            }
            return ended.status == 0
        }
        return ended.output
    }

    /// Makes the kiosk known to the ledger, which runs.
    func enrol() throws {
        let told = try expect(0, "ledger", "enrol", "--kiosk", "7")
        let code = try #require(told.split(separator: "\n").first)
        try expect(0, "kiosk", "enrol", "--code", String(code))
    }

    /// Gives the ledger ports of its own.
    func configureLedger(port: Int) throws {
        let file = folder.appending(path: "Config/ledger.json5")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("8470", with: String(port))
            .replacing("8469", with: String(port - 1))
            .write(to: file, atomically: true, encoding: .utf8)
    }

    /// What a program that stays has written to standard error so far.
    func log(of program: String) throws -> String {
        try String(contentsOf: folder.appending(path: "\(program).log"), encoding: .utf8)
    }

    /// Today's table of the ledger.
    func day() throws -> String {
        let format = DateFormatter()
        format.dateFormat = "yyyy-MM-dd"
        return try run("ledger", ["day", "--date", format.string(from: Date())]).output
    }
}
