import Foundation
import Journal
import Prepayment
import TestSupport
import Testing

extension RealProgramTests {
    /// `kiosk settle` and `kiosk refund`, as a clerk types them, with and without the service.
    @Suite struct SettleTests {
        @Test(.needsVirtualReader, .needsKillSwitch)
        func `wherever a sale at the window was cut off, settling says what became of it`()
            async throws
        {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    try await desk.extractMeterKey()
                    try await desk.expect(0, "meter", "new")
                    var told: [String] = []
                    for flush in 1...50 {
                        let sale = Desk.sale("\(flush)")
                        let cut = try await desk.run("kiosk", sale, killedAt: "before:\(flush)")
                        if cut.status == 0 { break }
                        #expect(cut.status == -SIGKILL, "\(cut.errors)")
                        told.append(try await desk.settle())
                        #expect(try await desk.settle() == "nothing to settle")
                        #expect(try await desk.run("kiosk", sale).status == 0)
                        try await desk.expect(0, "meter", "accept")
                        let meter = try await desk.expect(0, "meter", "show")
                        #expect(meter.contains("¥\(flush).00"), "\(meter)")
                    }
                    #expect(told.first == "nothing to settle", "\(told)")
                    #expect(told.contains("written now"), "\(told)")
                    _ = await desk.stop(card)
                }
            }
        }

        @Test(.needsVirtualReader, .needsKillSwitch)
        func `without the service, who sells again finishes the open sale first`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    let sale = try await desk.cutSaleOff("1")
                    let refused = try await desk.run("kiosk", Desk.sale("another"))
                    #expect(refused.status == 1)
                    let sentence =
                        "Sale \(sale) was unfinished on this card; its credit is on the card now."
                    #expect(refused.errors.contains(sentence), "\(refused.errors)")
                    let shown = try await desk.expect(0, "kiosk", "card", "show")
                    #expect(shown.contains("waiting    ¥1.00"))
                    _ = await desk.stop(card)
                }
            }
        }

        @Test(.needsVirtualReader, .needsKillSwitch)
        func `a refund needs proof, is given once, and ends the sale`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    try await desk.removeLedger()
                    let sale = try await desk.cutSaleOffAndTakeCard("1")
                    let refund = [
                        "refund", sale.description, "--reason", "moved away", "--clerk", "clerk 3",
                    ]
                    let refused = try await desk.run("kiosk", refund)
                    #expect(refused.status == 1)
                    #expect(refused.errors.contains("It is not proved"), "\(refused.errors)")

                    let again = try await desk.insertCard()
                    let given = try await desk.run("kiosk", refund)
                    #expect(
                        given.output
                            == "Sale \(sale) is refunded by clerk 3: give back ¥1.00, counter."
                    )
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
                    try await desk.removeLedger()
                    let sale = try await desk.cutSaleOffAndTakeCard("1")
                    let kiosk = try await desk.start("kiosk", ["run"], until: "is ready")
                    let refund = [
                        "refund", sale.description, "--reason", "moved away", "--clerk", "clerk 3",
                    ]
                    let refused = try await desk.run("kiosk", refund)
                    #expect(refused.status == 1)
                    let again = try await desk.insertCard()
                    // With a screen the credit waits for its holder's touch, or for a clerk.
                    let settled = try await desk.ask("kiosk", ["settle"])
                    #expect(
                        settled.output.contains("Sale \(sale): written now."),
                        "\(settled.errors)"
                    )
                    let late = try await desk.run("kiosk", refund)
                    #expect(late.status == 1)
                    #expect(late.errors.contains("is on its card"), "\(late.errors)")
                    #expect(await desk.stop(kiosk) == 0)
                    _ = await desk.stop(again)
                }
            }
        }

        static let wrong: [[String]] = [
            ["refund"], ["refund", "42", "--reason", "x", "--clerk", "x"],
            ["refund", "K0007-1-000042"], ["refund", "K0007-1-000042", "--reason", "x"],
            [
                "refund", "K0007-1-000042", "--clerk", "x", "--reason",
                String(repeating: "x", count: 201),
            ],
            ["refund", "K0007-1-000042", "--reason", "x", "--clerk", " "],
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

    func settle(_ configuration: [String] = []) throws -> String {
        struct Settlement: Decodable { let result: String }
        let ended = try run("kiosk", ["settle", "--json"] + configuration)
        #expect(ended.status == 0, "\(ended.errors)")
        return try JSONDecoder().decode(Settlement.self, from: Data(ended.output.utf8)).result
    }

    func run(
        _ program: String,
        _ arguments: [String],
        killedAt flush: String
    ) throws -> Ended {
        let settings = ["KILL_SWITCH=\(flush)", "LD_PRELOAD=\(ProcessKill.library)"]
        return try run(program, arguments, settings: settings)
    }

    /// Issues a card, cuts a sale on it off, and takes it out of the reader.
    fileprivate func cutSaleOffAndTakeCard(_ key: String) async throws -> SaleIdentifier {
        let card = try insertCard()
        try issueCard()
        let sale = try cutSaleOff(key)
        _ = stop(card)
        try await waitForEmptyReader()
        return sale
    }

    /// Sells without the service, and kills the command when the intent has just become durable.
    func cutSaleOff(_ key: String) throws -> SaleIdentifier {
        let path = folder.appending(path: "var/kiosk/journal.sqlite").path()
        for flush in 1...50 {
            let ended = try run("kiosk", Self.sale(key), killedAt: "after:\(flush)")
            #expect(ended.status == -SIGKILL, "\(ended.errors)")
            let journal = try JournalFile(path: path, kiosk: KioskIdentifier(7))
            defer { journal.close() }
            if let open = try journal.unsettledSales().first { return open.sale }
        }
        throw ConditionTimeout(description: "never: a sale that is cut off behind its intent")
    }

    func waitForEmptyReader() async throws {
        try await waitUntil("the reader is empty") {
            try run("kiosk", ["card", "show"]).errors.contains("no card")
        }
    }

    /// Takes the ledger out of the kiosk's configuration: money goes back without its leave then.
    fileprivate func removeLedger() throws {
        let file = folder.appending(path: "Config/kiosk.json5")
        var text = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(text.range(of: "    ledger: {\n")).lowerBound
        let end = try #require(text.range(of: "    },\n", range: start..<text.endIndex)).upperBound
        text.removeSubrange(start..<end)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
}
