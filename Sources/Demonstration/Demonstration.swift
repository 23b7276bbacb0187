internal import Glibc

/// The main job, end to end, on real programs: a top-up from a blank card to the office's day.
///
/// Everything runs in a temporary folder with the shipped configuration; one line a step, with its
/// time. What was started is ended, whatever happens.
public enum Demonstration {
    private static let lobbyReader = "Virtual PCD 00 00"
    private static let homeReader = "Virtual PCD 00 01"

    /// Plays the whole way.
    public static func run(on stage: Stage) async throws {
        try await stage.perform { stage in
            try prepare(stage)
            let printer = try startPrinter(stage)
            let ledger = try startLedger(stage)
            try enrolKiosk(stage)
            let card = try insertCard(stage, slot: 1)
            try issueCard(stage)
            let kiosk = try startKiosk(stage)
            try topUp(stage)
            stage.stop(card)
            try visitMeter(stage)
            try tapAgain(stage)
            try closeDay(stage)
            try stage.step("kiosk, ledger and printer stop when told") {
                for process in [kiosk, ledger] {
                    guard process.stop() == 0 else { throw StageError.neverHeld("a clean stop") }
                }
                stage.stop(printer)
            }
        }
    }

    private static func prepare(_ stage: isolated Stage) throws {
        _ = try stage.step("pcscd with the virtual reader") { try startReaderDaemon(stage) }
        try stage.step("configuration and new keys") {
            try stage.folder.copyShippedFiles(lobbyReader: lobbyReader, homeReader: homeReader)
            _ = try stage.folder.run("kiosk", ["check-config"])
            _ = try stage.folder.run("kiosk", ["keys", "new", "var/kiosk/keys.json5"])
            _ = try stage.folder.run(
                "kiosk",
                [
                    "keys", "extract", "var/kiosk/keys.json5", "var/meter.keys", "--role", "meter",
                ]
            )
            _ = try stage.folder.run("meter", ["new"])
        }
    }

    /// Uses the daemon that runs, or starts one; vpcd's readers must be there in the end.
    private static func startReaderDaemon(_ stage: isolated Stage) throws -> String {
        guard let daemon = try stage.folder.startReaderDaemon() else { return "the one that runs" }
        stage.keep(daemon)
        return "started"
    }

    private static func startPrinter(_ stage: isolated Stage) throws -> ChildProcess {
        try stage.step("receipt printer") {
            let printer = try stage.start(
                "printer",
                stage.folder.program("bench"),
                ["printer", "--port", "9100", "--directory", "receipts"]
            )
            _ = try stage.folder.line("listens", from: printer, "printer")
            return printer
        }
    }

    private static func startLedger(_ stage: isolated Stage) throws -> ChildProcess {
        try stage.step("ledger of the office") {
            let ledger = try stage.start("ledger", stage.folder.program("ledger"), ["run"])
            _ = try stage.folder.line("http", from: ledger, "ledger")
            return ledger
        }
    }

    private static func enrolKiosk(_ stage: isolated Stage) throws {
        try stage.step("kiosk enrols at the ledger") {
            let told = try stage.folder.run("ledger", ["enrol", "--kiosk", "7"])
            let code = told.split(separator: "\n").first.map { String($0) } ?? ""
            _ = try stage.folder.run("kiosk", ["enrol", "--code", code])
        }
    }

    private static func startKiosk(_ stage: isolated Stage) throws -> ChildProcess {
        try stage.step("kiosk in the lobby") {
            let kiosk = try stage.start("kiosk", stage.folder.program("kiosk"), ["run"])
            _ = try stage.folder.line("is ready", from: kiosk, "kiosk")
            return kiosk
        }
    }

    private static func insertCard(_ stage: isolated Stage, slot: Int) throws -> ChildProcess {
        try stage.step(slot == 1 ? "card in the kiosk's reader" : "card in the meter at home") {
            let card = try stage.start(
                "card",
                stage.folder.program("bench"),
                ["card", "--image", "card.img", "--slot", String(slot)]
            )
            _ = try stage.folder.line("is in slot", from: card, "card")
            return card
        }
    }

    private static func issueCard(_ stage: isolated Stage) throws {
        _ = try stage.step("office issues the blank card") {
            try stage.folder.run(
                "kiosk",
                [
                    "card", "issue", "--customer", "100234", "--meter", "202400001234",
                    "--utility", "electricity", "--number", "88001",
                ]
            )
        }
        let before = try stage.step("card before") {
            Shown(try stage.folder.run("kiosk", ["card", "show"]))
        }
        stage.show(before.text)
    }

    private static func topUp(_ stage: isolated Stage) throws {
        let sale = try stage.step("resident tops up ¥100 at the kiosk") {
            Shown(
                try stage.folder.run(
                    "kiosk",
                    ["sell", "--amount", "100.00", "--tender", "counter"]
                )
            )
        }
        stage.show(sale.text)
        guard sale.text.contains("receipt    printed") else {
            throw StageError.neverHeld("the receipt is proved to be printed")
        }
        let after = try stage.step("card after") {
            Shown(try stage.folder.run("kiosk", ["card", "show"]))
        }
        stage.show(after.text)
        let receipt = try stage.step("receipt that came out") {
            guard let file = lastFile(in: stage.folder.file("receipts"), suffix: ".txt") else {
                throw StageError.neverHeld("a receipt lies in the printer")
            }
            return Shown(contents(of: file))
        }
        stage.show(receipt.text)
    }

    private static func visitMeter(_ stage: isolated Stage) throws {
        let card = try insertCard(stage, slot: 2)
        let first = try stage.step("meter takes the credit") {
            Shown(try stage.folder.run("meter", ["accept"]))
        }
        stage.show(first.text)
        let second = try stage.step("the same card again gives nothing") {
            Shown(try stage.folder.run("meter", ["accept"]))
        }
        stage.show(second.text)
        stage.stop(card)
    }

    private static func tapAgain(_ stage: isolated Stage) throws {
        let card = try insertCard(stage, slot: 1)
        let shown = try stage.step("card back at the kiosk, with the meter's reading") {
            Shown(try stage.folder.run("kiosk", ["card", "show"]))
        }
        stage.show(shown.text)
        stage.stop(card)
    }

    private static func closeDay(_ stage: isolated Stage) throws {
        let day = try stage.step("the office sees the day") {
            var table = ""
            try stage.folder.wait(for: "the sale reaches the ledger") {
                table = try stage.folder.run("ledger", ["day", "--date", localDay()])
                return table.contains("100.00")
            }
            return Shown(table)
        }
        stage.show(day.text)
    }

    /// Output that is shown below its step, not on its line.
    private struct Shown {
        let text: String
        init(_ text: String) { self.text = text }
    }
}
