import Foundation
import Journal
import Prepayment
import TestSupport
import Testing

extension RealProgramTests {
    /// `kiosk settle` and `kiosk refund`, as a clerk types them, with and without the service.
    @Suite struct SettleTests {
        @Test(.needsVirtualReader, .needsKillSwitch)
        func `a sale that was cut off is settled by the next command at the window`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    try await desk.extractMeterKey()
                    try await desk.expect(0, "meter", "new")
                    #expect(try await desk.settle() == "nothing to settle")

                    let (first, flush) = try await desk.cutSaleOff("1")
                    #expect(try await desk.settle() == "written now")
                    #expect(try await desk.settle() == "nothing to settle")
                    try await desk.expect(0, "meter", "accept")

                    let (second, _) = try await desk.cutSaleOff("2", at: "before:\(flush + 1)")
                    #expect(second != first)
                    #expect(try await desk.settle() == "landed")
                    try await desk.expect(0, "meter", "accept")

                    // Without the service nothing taps: who sells again finishes first.
                    let (third, _) = try await desk.cutSaleOff("3")
                    let refused = try await desk.run("kiosk", Desk.sale("another"))
                    #expect(refused.status == 1)
                    #expect(
                        refused.errors.contains(
                            "Sale \(third) was unfinished on this card; its credit is on the card now."
                        )
                    )
                    try await desk.expect(0, "meter", "accept")
                    let meter = try await desk.expect(0, "meter", "show")
                    #expect(meter.contains("¥3.00"), "\(meter)")
                    _ = await desk.stop(card)
                }
            }
        }

        @Test(.needsVirtualReader, .needsKillSwitch)
        func `a refund needs proof, is given once, and ends the sale`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    let (sale, _) = try await desk.cutSaleOff("1")
                    _ = await desk.stop(card)
                    try await desk.waitForEmptyReader()
                    let refund = ["refund", sale.description, "--reason", "moved away"]
                    let refused = try await desk.run("kiosk", refund)
                    #expect(refused.status == 1)
                    #expect(refused.errors.contains("It is not proved"), "\(refused.errors)")

                    let again = try await desk.insertCard()
                    let given = try await desk.run("kiosk", refund)
                    #expect(given.output == "Sale \(sale) is refunded: give back ¥1.00, counter.")
                    let twice = try await desk.run("kiosk", refund)
                    #expect(twice.status == 1)
                    #expect(twice.errors.contains("was given back before"))
                    #expect(try await desk.settle() == "nothing to settle")
                    let asked = try await desk.run("kiosk", Desk.sale("1"))
                    #expect(asked.status == 1)
                    #expect(asked.errors.contains("its money was given back"))
                    let shown = try await desk.expect(0, "kiosk", "card", "show")
                    #expect(shown.contains("waiting    ¥0.00"))
                    try await desk.expect(0, "kiosk", "journal", "verify")
                    _ = await desk.stop(again)
                }
            }
        }

        @Test(.needsVirtualReader, .needsKillSwitch)
        func `both work beside the service that runs`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    let (sale, _) = try await desk.cutSaleOff("1")
                    _ = await desk.stop(card)
                    try await desk.waitForEmptyReader()
                    let kiosk = try await desk.start("kiosk", ["run"], until: "is ready")
                    let refund = ["refund", sale.description, "--reason", "moved away"]
                    let refused = try await desk.run("kiosk", refund)
                    #expect(refused.status == 1)
                    let again = try await desk.insertCard()
                    // The service taps by itself, and has written the credit when it can be asked.
                    let settled = try await desk.untilCardIsSeen {
                        try await $0.run("kiosk", ["settle"])
                    }
                    #expect(settled.contains("nothing to settle; the last sale on it is \(sale)."))
                    let late = try await desk.run("kiosk", refund)
                    #expect(late.status == 1)
                    #expect(late.errors.contains("is on its card"), "\(late.errors)")
                    #expect(await desk.stop(kiosk) == 0)
                    _ = await desk.stop(again)
                }
            }
        }

        static let wrong: [[String]] = [
            ["refund"], ["refund", "42", "--reason", "x"], ["refund", "K0007-1-000042"],
            ["refund", "K0007-1-000042", "--reason", String(repeating: "x", count: 201)],
            ["settle", "now"],
        ]

        @Test(arguments: wrong) func `a command line that says too little is refused`(
            arguments: [String]
        ) async throws {
            try await Desk.with { desk in
                let ended = try await desk.run("kiosk", arguments)
                #expect(ended.status == 2, "\(ended.errors)")
                #expect(ended.output.isEmpty)
            }
        }
    }
}

extension Desk {
    fileprivate static func sale(_ key: String) -> [String] {
        ["sell", "--amount", "1.00", "--tender", "counter", "--key", key]
    }

    fileprivate func extractMeterKey() throws {
        try expect(
            0,
            "kiosk",
            "keys",
            "extract",
            "var/kiosk/keys.json5",
            "var/meter.keys",
            "--role",
            "meter"
        )
    }

    fileprivate func settle() throws -> String {
        struct Settlement: Decodable { let result: String }
        let ended = try run("kiosk", ["settle", "--json"])
        #expect(ended.status == 0, "\(ended.errors)")
        return try JSONDecoder().decode(Settlement.self, from: Data(ended.output.utf8)).result
    }

    /// Sells without the service, and kills the command at a flush: by default when the intent has
    /// just become durable. Gives the sale and the number of that flush.
    fileprivate func cutSaleOff(
        _ key: String,
        at chosen: String? = nil
    ) throws -> (SaleIdentifier, flush: Int) {
        let path = folder.appending(path: "var/kiosk/journal.sqlite").path()
        for flush in 1...50 {
            let settings = [
                "KILL_SWITCH=\(chosen ?? "after:\(flush)")",
                "LD_PRELOAD=\(ProcessKill.library)",
            ]
            let ended = try run("kiosk", Self.sale(key), settings: settings)
            #expect(ended.status == -SIGKILL, "\(ended.errors)")
            let journal = try JournalFile(path: path, kiosk: KioskIdentifier(7))
            defer { journal.close() }
            if let open = try journal.unsettledSales().first { return (open.sale, flush) }
        }
        throw ConditionTimeout(description: "never: a sale that is cut off behind its intent")
    }

    fileprivate func waitForEmptyReader() async throws {
        try await waitUntil("the reader is empty") {
            try run("kiosk", ["card", "show"]).errors.contains("no card")
        }
    }
}
