internal import Demonstration
internal import DeviceThreads
internal import FoundationEssentials
internal import Glibc
internal import SmartCards
internal import VirtualDevices
internal import VirtualPrinters

/// The working folder of a desk, made ready: configuration, keys, enrolment, cards and meters.
///
/// What is there already stays, the configuration excepted: it names ports of this start.
struct Installation: Sendable {
    let parts: BenchParts
    private let kioskLines: [String: String]
    private let ledgerLines: [String: String]

    private static let lobbyReader = "Virtual PCD 00 00"
    private static let homeReader = "Virtual PCD 00 01"
    private static let keys = "var/kiosk/keys.json5"
    private static let strangerConfiguration = "Config/stranger.json5"

    /// Makes the parts; nothing runs yet.
    init(_ settings: Bench.Settings) throws {
        let folder = settings.folder
        var printer = VirtualPrinterServer.Settings(
            line: .tcp(port: 0),
            directory: folder.file(BenchParts.receiptFolderName)
        )
        printer.keepsPictures = true
        // A receipt comes out as a real one does: to be seen, and to be disturbed.
        printer.model.dotsPerSecond = 150 * 8
        (kioskLines, ledgerLines) = (settings.kioskLines, settings.ledgerLines)
        parts = BenchParts(
            folder: folder,
            programs: RunningPrograms(folder),
            cable: NetworkCable(),
            printer: try VirtualPrinterServer(printer),
            notes: settings.notes,
            wallet: settings.wallet
        )
    }

    /// Everything but the kiosk runs when this returns.
    func prepare(say: (String) -> Void) async throws {
        try await parts.programs.startReaderDaemon()
        say("pcscd shows the virtual readers.")
        try copyFiles()
        try await errand { folder in
            if !isThere(Self.keys) { _ = try folder.run("kiosk", ["keys", "new", Self.keys]) }
            if !isThere("var/meter.keys") {
                let words = ["keys", "extract", Self.keys, "var/meter.keys", "--role", "meter"]
                _ = try folder.run("kiosk", words)
            }
            for meter in ReadyCard.allMeters where !isThere(meter.stateFile) {
                _ = try folder.run("meter", meter.wordsToMake)
            }
        }
        parts.leadCable(to: try await parts.programs.start(.ledger))
        say("The ledger runs.")
        if !isThere("var/kiosk/signing.key") {
            try await errand { folder in
                let told = try folder.run("ledger", ["enrol", "--kiosk", "7"])
                let code = told.split(separator: "\n").first.map { String($0) } ?? ""
                _ = try folder.run("kiosk", ["enrol", "--code", code])
            }
            say("The kiosk is enrolled.")
        }
        for card in ReadyCard.all where !isThere(card.imageFile) {
            if card.issuer == .nobody { continue }
            try await issue(card)
            say("\(card.label) is issued.")
        }
        try await parts.errands.perform {
            try CardReaders().waitUntilEmpty(Self.lobbyReader, timeoutMilliseconds: 10_000)
        }
    }

    private func copyFiles() throws {
        let folder = parts.folder
        var lines = kioskLines
        lines.merge(
            [
                "sink: \"tcp:": "        sink: \"tcp:127.0.0.1:\(parts.printer.port)\",",
                "address: \"http": "        address: \"http://127.0.0.1:\(parts.cable.port)\",",
            ],
            uniquingKeysWith: { _, ours in ours }
        )
        try folder.copyShippedFiles(
            lobbyReader: Self.lobbyReader,
            homeReader: Self.homeReader,
            kioskLines: lines,
            ledgerLines: ledgerLines
        )
        for name in ["cards", "var/stranger"] { try folder.makeFolder(name) }
        try folder.copy(
            "Config/kiosk.json5",
            to: Self.strangerConfiguration,
            replacing: [
                "// reader:": "    reader: \"\(Self.lobbyReader)\",",
                "journal: \"": "    journal: \"var/stranger/journal.sqlite\",",
                "keys: \"": "    keys: \"\(Self.strangerKeys)\",",
                "signingKey: \"": "    signingKey: \"var/stranger/signing.key\",",
                "operatorToken: \"": "        operatorToken: \"var/stranger/operator.token\",",
            ]
        )
    }

    private static let strangerKeys = "var/stranger/keys.json5"

    /// Issues a card under another name; it has its own when it is complete.
    private func issue(_ card: ReadyCard) async throws {
        let path = parts.folder.file(card.imageFile)
        let unfinished = path + ".new"
        unlink(unfinished)
        _ = try await parts.lobby.holding(
            image: unfinished,
            faults: { _, _ in .none },
            seen: {},
            {
                try await errand { folder in
                    if card.issuer == .stranger, !isThere(Self.strangerKeys) {
                        _ = try folder.run("kiosk", ["keys", "new", Self.strangerKeys])
                    }
                    for words in wordsToIssue(card) { _ = try folder.run("kiosk", words) }
                }
            }
        )
        guard rename(unfinished, path) == 0 else { throw StageError.noFolder(errno: errno) }
    }

    private func wordsToIssue(_ card: ReadyCard) -> [[String]] {
        let start = ["card", "issue", "--number", String(card.number)]
        switch card.issuer {
        case .nobody: return []
        case .stranger:
            let words = ["--customer", "900001", "--meter", "900000000001"]
            let rest = ["--utility", "electricity", "--config", Self.strangerConfiguration]
            return [start + words + rest]
        case .estate(let customer):
            return card.meters.map { meter in
                let words = ["--customer", customer, "--meter", meter.number]
                return start + words + ["--utility", meter.utility]
            }
        }
    }

    private func isThere(_ name: String) -> Bool { access(parts.folder.file(name), F_OK) == 0 }

    private func errand(_ body: @Sendable (WorkingFolder) throws -> Void) async throws {
        let folder = parts.folder
        try await parts.errands.perform { try body(folder) }
    }
}

extension HomeMeter {
    fileprivate var wordsToMake: [String] {
        [
            "new", "--state", stateFile, "--meter", number, "--utility", utility, "--credit-mode",
            creditMode,
        ]
    }
}
