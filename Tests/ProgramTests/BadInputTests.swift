import Foundation
import Storage
import TestSupport
import Testing

/// The programs of this package, run as an operator runs them.
///
/// They are serialized so that only one at a time waits for the reader daemon.
@Suite(.serialized, .timeLimit(.minutes(3)))
enum RealProgramTests {}

extension Trait where Self == ConditionTrait {
    /// The test uses the virtual readers.
    static var needsVirtualReader: Self {
        let obstacle = VirtualReaderDaemon.obstacle
        return .enabled(if: obstacle == nil, "\(obstacle.map(\.description) ?? "")")
    }

    /// The test starts and stops pcscd.
    static var needsOwnDaemon: Self {
        let obstacle = VirtualReaderDaemon.restartObstacle
        return .enabled(if: obstacle == nil, "\(obstacle.map(\.description) ?? "")")
    }
}

/// Every row ends with a sentence and a hint, and with nothing written.
extension RealProgramTests {
    @Suite struct BadInputTests {
        static let sell = ["sell", "--amount", "10.00", "--tender", "counter"]

        func expectRefusal(
            _ ended: Ended,
            _ sentence: String,
            hint: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(ended.status == 1, sourceLocation: sourceLocation)
            #expect(
                ended.errors.contains("error: ") && ended.errors.contains(sentence),
                "\(ended.errors)",
                sourceLocation: sourceLocation
            )
            #expect(
                ended.errors.contains("hint: ") && ended.errors.contains(hint),
                "\(ended.errors)",
                sourceLocation: sourceLocation
            )
            #expect(ended.output.isEmpty, sourceLocation: sourceLocation)
        }

        @Test(.needsOwnDaemon) func `no pcscd, and no reader`() async throws {
            try await VirtualReaderDaemon.exclusive { daemon in
                try await Desk.with { desk in
                    try await daemon.stop()
                    expectRefusal(
                        try await desk.run("kiosk", Self.sell),
                        "pcscd does not answer",
                        hint: "pcscd"
                    )
                    try await daemon.start(.none)
                    expectRefusal(try await desk.run("kiosk", Self.sell), "reader", hint: "reader")
                    try await daemon.start(.virtual)
                }
            }
        }

        @Test(.needsVirtualReader) func `no card, two cards, a blank card, one that is no DESFire`()
            async throws
        {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    expectRefusal(try await desk.run("kiosk", Self.sell), "card", hint: "card")
                    let first = try await desk.insertCard()
                    expectRefusal(
                        try await desk.run("kiosk", Self.sell),
                        "This card is blank",
                        hint: "issue"
                    )
                    let second = try await desk.insertCard("other.img", slot: 2)
                    expectRefusal(
                        try await desk.run("kiosk", Self.sell),
                        "Virtual PCD 00 01",
                        hint: "one"
                    )
                    _ = await desk.stop(first)
                    _ = await desk.stop(second)
                }
            }
        }

        @Test(.needsVirtualReader) func `a card that does not speak DESFire`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    try await desk.configure([
                        "cardWaitMilliseconds: ": "cardWaitMilliseconds: 5000,"
                    ])
                    let card = try ScriptedCard { command in
                        command.starts(with: [0xFF, 0xCA])
                            ? [4, 1, 2, 3, 4, 5, 6, 0x90, 0x00] : [0x6E, 0x00]
                    }
                    defer { card.remove() }
                    expectRefusal(
                        try await desk.run("kiosk", Self.sell),
                        "not a DESFire card",
                        hint: "office"
                    )
                }
            }
        }

        @Test(.needsVirtualReader) func `a card of another estate stays as it is`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    let image = try Data(contentsOf: desk.folder.appending(path: "card.img"))
                    try FileManager.default.removeItem(
                        at: desk.folder.appending(path: "var/kiosk/keys.json5")
                    )
                    try await desk.expect(0, "kiosk", "keys", "new", "var/kiosk/keys.json5")
                    expectRefusal(
                        try await desk.run("kiosk", Self.sell),
                        "another estate",
                        hint: "Nothing was changed"
                    )
                    _ = await desk.stop(card)
                    let after = try Data(contentsOf: desk.folder.appending(path: "card.img"))
                    #expect(after == image)
                }
            }
        }

        static let amounts: [(String, String)] = [
            ("0", "more than zero"), ("0.00", "more than zero"), ("-5", "is not an amount"),
            ("1.234", "more than two digits"), ("abc", "is not an amount"),
            ("1e3", "is not an amount"),
            ("2000.01", "largest purchase is ¥2000.00"), ("0.50", "smallest purchase is ¥1.00"),
            ("99999999999", "more than this program handles"),
        ]

        @Test(.needsVirtualReader) func `amounts that cannot be sold`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    for (amount, sentence) in Self.amounts {
                        let ended = try await desk.run(
                            "kiosk",
                            ["sell", "--amount=\(amount)", "--tender", "counter"]
                        )
                        expectRefusal(ended, sentence, hint: "amount")
                    }
                    let shown = try await desk.expect(0, "kiosk", "card", "show")
                    #expect(shown.contains("last load  none"))
                    _ = await desk.stop(card)
                }
            }
        }

        @Test func `a configuration with a wrong key or type names file, key and expectation`()
            async throws
        {
            try await Desk.with { desk in
                try await desk.configure(["kiosk: 7": "kiosk: \"seven\","])
                let wrongType = try await desk.run("kiosk", ["check-config"])
                expectRefusal(wrongType, "Config/kiosk.json5", hint: "kiosk")
                #expect(wrongType.errors.contains("an integer from 1 to 999999"))
                try await desk.configure(["patienceSeconds: 60": "patienceSecond: 60,"])
                expectRefusal(
                    try await desk.run("kiosk", ["run"]),
                    "printer.patienceSecond",
                    hint: "patienceSeconds"
                )
                try await desk.configure(["unitPrice: \"0.5283\"": "unitPrice: 0.5283,"])
                let wrongPrice = try await desk.run("kiosk", ["check-config"])
                expectRefusal(wrongPrice, "utilities.electricity.unitPrice", hint: "unitPrice")
            }
        }

        @Test func `a key file that others can read`() async throws {
            try await Desk.with { desk in
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o644],
                    ofItemAtPath: desk.folder.appending(path: "var/kiosk/keys.json5").path()
                )
                expectRefusal(try await desk.run("kiosk", ["run"]), "keys.json5", hint: "chmod 600")
            }
        }

        @Test func `a key file is never replaced`() async throws {
            try await Desk.with { desk in
                let file = desk.folder.appending(path: "var/kiosk/keys.json5")
                let keys = try Data(contentsOf: file)
                let again = try await desk.run("kiosk", ["keys", "new", "var/kiosk/keys.json5"])
                expectRefusal(again, "exists already", hint: "another path")
                let after = try Data(contentsOf: file)
                #expect(after == keys)
            }
        }

        @Test(.needsVirtualReader) func `a journal that does not verify`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    try await desk.expect(
                        0,
                        "kiosk",
                        "sell",
                        "--amount",
                        "10.00",
                        "--tender",
                        "counter"
                    )
                    let path = desk.folder.appending(path: "var/kiosk/journal.sqlite").path()
                    let database = try Database(path: path)
                    try database.execute(
                        "UPDATE record SET body = zeroblob(length(body)) WHERE sequence = 4"
                    )
                    database.close()
                    for command in [["run"], Self.sell, ["journal", "verify"]] {
                        let ended = try await desk.run("kiosk", command)
                        expectRefusal(
                            ended,
                            "does not verify: record 4",
                            hint: "Do not sell with it"
                        )
                    }
                    _ = await desk.stop(card)
                }
            }
        }

        static let usages: [([String], String)] = [
            ([], "A command is missing"), (["sel"], "Did you mean sell?"),
            (["sell", "--amount", "10"], "--tender"),
            (["sell", "--amount", "10", "--tender", "gold"], "counter"),
            (["sell", "--amout", "10"], "Did you mean --amount?"),
            (
                ["card", "issue", "--customer", "x", "--meter", "1", "--utility", "gas"],
                "1 to 12 digits"
            ),
            (
                ["card", "issue", "--customer", "1", "--meter", "1", "--utility", "sun"],
                "electricity"
            ),
        ]

        @Test(arguments: usages) func `wrong usage ends with 2 and shows how to do it`(
            arguments: [String],
            sentence: String
        ) async throws {
            try await Desk.with { desk in
                let ended = try await desk.run("kiosk", arguments)
                #expect(ended.status == 2)
                #expect(ended.errors.contains(sentence) && ended.errors.contains("usage: kiosk"))
            }
        }
    }
}
