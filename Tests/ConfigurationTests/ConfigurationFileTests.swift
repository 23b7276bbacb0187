import Testing

@testable import Configuration

private enum Utility: String, CaseIterable {
    case electricity, water, gas
}

private struct Tariff: ConfigurationSection, Equatable {
    let price: Int
    let from: UInt16

    init(from section: SectionReader) throws(ConfigurationError) {
        price = try section.required("price", .parsed("a price such as 0.5380", readPrice))
        from = try section.defaulted("from", .integer(in: 0...500), to: 0)
    }
}

private func readPrice(_ text: String) throws(SettingRefusal) -> Int? {
    let parts = text.split(separator: ".")
    guard parts.count == 2, let whole = Int(parts[0]), let fraction = Int(parts[1]) else {
        return nil
    }
    guard parts[1].count == 4 else { throw SettingRefusal("a price has four decimals") }
    return whole * 10_000 + fraction
}

private struct LedgerLink: ConfigurationSection {
    let address: String
    let isVerified: Bool

    init(from section: SectionReader) throws(ConfigurationError) {
        address = try section.required("address", .text)
        isVerified = try section.defaulted("isVerified", .flag, to: true)
        if !isVerified { throw section.refusal(of: "isVerified", "the ledger is always verified") }
    }
}

private struct Settings: ConfigurationSection {
    let ledger: LedgerLink
    let tariffs: [Tariff]
    let meters: [String: Tariff]
    let utility: Utility
    let note: String?

    init(from section: SectionReader) throws(ConfigurationError) {
        ledger = try section.required("ledger", .section)
        tariffs = try section.required("tariffs", .list(of: .section))
        meters = try section.defaulted("meters", .named(.section), to: [:])
        utility = try section.defaulted("utility", .word, to: .electricity)
        note = try section.optional("note", .text)
    }
}

struct ConfigurationFileTests {
    @Test func `a whole configuration is read, with what was left out`() throws {
        let settings = try ConfigurationFile.read(
            Settings.self,
            text: """
                {
                    // The office.
                    ledger: { address: "http://127.0.0.1:8080" },
                    tariffs: [{ price: "0.5380" }, { price: '1.0000', from: 0x64 }],
                    meters: { "12-1": { price: "0.1000" } },
                    utility: "water",
                }
                """,
            file: "k.json5"
        )
        #expect(settings.ledger.address == "http://127.0.0.1:8080")
        #expect(settings.ledger.isVerified)
        #expect(settings.tariffs.map(\.price) == [5_380, 10_000])
        #expect(settings.tariffs.map(\.from) == [0, 100])
        #expect(settings.meters["12-1"]?.price == 1_000)
        #expect(settings.utility == .water)
        #expect(settings.note == nil)
    }

    static let faults: [(text: String, sentence: String, hint: String)] = [
        (
            "[]", "k:1:1: expected {, found a list of 0.",
            "Look for a missing comma, quote or bracket at or just before that place."
        ),
        ("{}", "k:1:1: ledger is missing; expected a section { … }.", "Add ledger."),
        (
            "{ledgr: {}}", "k:1:1: ledger is missing; expected a section { … }.",
            "Is ledgr meant to be ledger?"
        ),
        (
            "{ledger: {}}", "k:1:10: ledger.address is missing; expected a text that is not empty.",
            "Add ledger.address."
        ),
        (
            "{ledger: 7}", "k:1:10: ledger: expected a section { … }, found the number 7.",
            "Correct ledger."
        ),
        (
            "{ledger: {address: ''}}",
            "k:1:20: ledger.address: expected a text that is not empty, found the text \"\".",
            "Correct ledger.address."
        ),
        (
            "{ledger: {address: 'a', isVerified: 1}}",
            "k:1:37: ledger.isVerified: expected true or false, found the number 1.",
            "Correct ledger.isVerified."
        ),
        (
            "{ledger: {address: 'a', isVerified: false}}",
            "k:1:37: ledger.isVerified: the ledger is always verified.",
            "Correct ledger.isVerified."
        ),
        (
            "{ledger: {address: 'a', isVerifed: true}}",
            "k:1:36: ledger.isVerifed is not a known key.", "Did you mean ledger.isVerified?"
        ),
        (
            "{ledger: {address: 'a', colour: 'red'}}", "k:1:33: ledger.colour is not a known key.",
            "Remove ledger.colour, or check the section it stands in."
        ),
        (
            "{ledger: {address: 'a'}, tariffs: {}}",
            "k:1:35: tariffs: expected a list [ … ], found a section { … }.", "Correct tariffs."
        ),
        (
            "{ledger: {address: 'a'}, tariffs: [{price: '1.0000'}, {\n price: 0.1}]}",
            "k:2:9: tariffs[1].price: expected a price such as 0.5380, found the number 0.1.",
            "Correct tariffs[1].price."
        ),
        (
            "{ledger: {address: 'a'}, tariffs: [{price: 'cheap'}]}",
            "k:1:44: tariffs[0].price: expected a price such as 0.5380, found the text \"cheap\".",
            "Correct tariffs[0].price."
        ),
        (
            "{ledger: {address: 'a'}, tariffs: [{price: '1.00'}]}",
            "k:1:44: tariffs[0].price: a price has four decimals.", "Correct tariffs[0].price."
        ),
        (
            "{ledger: {address: 'a'}, tariffs: [{price: '1.0000', from: 501}]}",
            "k:1:60: tariffs[0].from: expected an integer from 0 to 500, found the number 501.",
            "Correct tariffs[0].from."
        ),
        (
            "{ledger: {address: 'a'}, tariffs: [], meters: {m1: {prize: '1.0000'}}}",
            "k:1:52: meters.m1.price is missing; expected a price such as 0.5380.",
            "Is meters.m1.prize meant to be meters.m1.price?"
        ),
        (
            "{ledger: {address: 'a'}, tariffs: [], utility: 'watr'}",
            "k:1:48: utility: expected one of \"electricity\", \"water\", \"gas\", found the text \"watr\".",
            "Correct utility."
        ),
        (
            "{ledger: {address: 'a'}, tariffs: [], note: null}",
            "k:1:45: note: expected a text that is not empty, found null.", "Correct note."
        ),
    ]

    @Test(arguments: faults)
    func `a wrong configuration is told by file, place and key`(
        text: String,
        sentence: String,
        hint: String
    ) {
        let error = #expect(throws: ConfigurationError.self) {
            _ = try ConfigurationFile.read(Settings.self, text: text, file: "k")
        }
        #expect(error?.sentence == sentence)
        #expect(error?.hint == hint)
    }

    @Test func `a long text is cut in an error`() {
        let text = String(repeating: "x", count: 41)
        let error = #expect(throws: ConfigurationError.self) {
            _ = try ConfigurationFile.read(Settings.self, text: "{ledger: '\(text)'}", file: "k")
        }
        #expect(error?.sentence.hasSuffix("found the text \"\(text.dropLast())…\".") == true)
    }

    @Test func `a file is read from its path`() throws {
        let folder = TemporaryFolder()
        try folder.write(Array("{price: '0.0001'}".utf8), to: "t.json5")
        let tariff = try ConfigurationFile.load(Tariff.self, from: folder.file("t.json5"))
        #expect(tariff.price == 1)
    }

    @Test func `a file that cannot be read says why`() throws {
        let folder = TemporaryFolder()
        func sentence(_ name: String) -> String? {
            #expect(throws: ConfigurationError.self) {
                _ = try ConfigurationFile.load(Tariff.self, from: folder.file(name))
            }?.sentence
        }
        #expect(
            sentence("missing") == folder.file("missing")
                + " cannot be read: No such file or directory."
        )
        #expect(sentence(".")?.hasSuffix("it is not a regular file.") == true)
        try folder.write([0x7B, 0xFF, 0x7D], to: "bytes")
        #expect(sentence("bytes")?.hasSuffix("it is not text in UTF-8.") == true)
        let long = [UInt8](repeating: 32, count: ConfigurationFile.sizeLimitBytes + 1)
        try folder.write(long, to: "long")
        #expect(sentence("long")?.hasSuffix("it is longer than 1048576 bytes.") == true)
    }
}
