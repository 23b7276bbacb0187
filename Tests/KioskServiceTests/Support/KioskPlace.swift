import Configuration
import DESFire
import FoundationEssentials
import Journal
import KioskService
import Prepayment
import PrepaymentCards
import RecordChain
import TestSupport
import VirtualPrinters

/// A folder with all that a kiosk needs: keys, a template, and room for its journal.
struct KioskPlace: Sendable {
    private let folder: TemporaryFolder

    init() throws {
        folder = TemporaryFolder()
        try KeyFile.create(folder.file("keys.json5"), systemIdentifier: "test-estate")
        for name in ReceiptTemplateName.allCases {
            try folder.write(Self.template(name), to: Self.file(of: name))
        }
    }

    private init(folder: TemporaryFolder) { self.folder = folder }

    /// What a disk holds when the power goes now.
    func copy() throws -> KioskPlace {
        let copy = TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            try FileManager.default.copyItem(atPath: file(name), toPath: copy.file(name))
        }
        return KioskPlace(folder: copy)
    }

    /// A neighbour: the same keys and template, and nothing that was sold.
    func copyWithoutJournal() throws -> KioskPlace {
        let copy = TemporaryFolder()
        for name in ["keys.json5"] + ReceiptTemplateName.allCases.map(Self.file(of:)) {
            try FileManager.default.copyItem(atPath: file(name), toPath: copy.file(name))
        }
        return KioskPlace(folder: copy)
    }

    /// For a child process, which ends without telling its objects.
    func remove() { folder.remove() }

    var path: String { folder.path }
    var journalPath: String { file("journal.sqlite") }
    func file(_ name: String) -> String { folder.file(name) }
    func write(_ text: String, to name: String) throws { try folder.write(text, to: name) }
    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: file(name),
            withIntermediateDirectories: false
        )
    }
    func makeReadable(_ name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file(name))
    }
    func text(of name: String) throws -> String { try folder.text(of: name) }

    var keys: SoftwareKeyProvider {
        get throws { try KeyFile.load(file("keys.json5")) }
    }

    /// The bytes of the receipts printed so far.
    func printed() throws -> [UInt8] { try folder.bytes(of: "receipts.bin") }

    /// What the receipts printed so far say, as text; each line without the spaces around it.
    func receipts() throws -> [[String]] {
        guard FileManager.default.fileExists(atPath: file("receipts.bin")) else { return [] }
        var printer = VirtualPrinter()
        return printer.receive(try printed()).receipts.map { receipt in
            receipt.text.split(separator: "\n").map { line in
                String(line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
        }
    }

    /// The records of a journal that nobody has open.
    func records(kiosk: KioskIdentifier = Sample.kiosk) throws -> [RecordContent] {
        let journal = try JournalFile(path: journalPath, kiosk: kiosk)
        defer { journal.close() }
        return try journal.batch(after: 0)?.records.map(\.record.content) ?? []
    }

    /// A kiosk's configuration, read from a text as an operator would write it.
    func configuration(
        kiosk: Int = 7,
        sink: String? = nil,
        proof: String = "none",
        ledger: String? = nil,
        authority: String? = nil,
        cardTimeoutMilliseconds: Int = 20_000,
        parametersVersion: Int = 3,
        claimTimeoutMilliseconds: Int = 1_500,
        port: UInt16 = 0,
        sections: String = ""
    ) throws -> KioskConfiguration {
        let authority = authority.map { "certificateAuthority: \"\($0)\"," } ?? ""
        let patience = "claimTimeoutMilliseconds: \(claimTimeoutMilliseconds),"
        let link = ledger.map { "ledger: { address: \"\($0)\", \(authority) \(patience) }," } ?? ""
        try folder.write(Self.profile(proof: proof), to: "\(proof).json5")
        let text = """
            {
                kiosk: \(kiosk),
                estate: { name: "Sunshine Gardens", place: "Block 3", phone: "400 000 0000" },
                journal: "\(journalPath)",
                keys: "\(file("keys.json5"))",
                signingKey: "\(file("signing.key"))",
                cardTimeoutMilliseconds: \(cardTimeoutMilliseconds),
                http: { port: \(port), operatorToken: "\(file("operator.token"))" },
                \(link)
                \(sections)
                printer: {
                    sink: "\(sink ?? "file:" + file("receipts.bin"))",
                    profile: "\(proof)", profiles: "\(path)",
                    language: "en", templates: "\(path)",
                },
                utilities: { electricity: {
                    \(Self.electricity) parametersVersion: \(parametersVersion),
                }, water: { \(Self.water) } },
            }
            """
        return try ConfigurationFile.read(KioskConfiguration.self, text: text, file: "kiosk.json5")
    }

    /// A printer model that proves its work in one way.
    private static func profile(proof: String) -> String {
        let status = proof == "none" ? "" : "\"eot\", \"asb\", \"clearBuffers\""
        return "{ dotsPerLine: 576, columns: 48, status: [\(status)], proof: \"\(proof)\" }"
    }

    private static let electricity = """
        creditMode: "money", unitPrice: "0.5283", tariffVersion: 5, inForceFrom: "2026-01-01",
        cardCeiling: "2000.00", alarmLevel1: "20.00", alarmLevel2: "5.00",
        hoardingLimit: "5000.00", overdraftLimit: "10.00",
        smallestPurchase: "1.00", largestPurchase: "1500.00",
        """

    private static let water = """
        creditMode: "units", unitPrice: "3.4500", tariffVersion: 2, inForceFrom: "2026-01-01",
        parametersVersion: 1, cardCeiling: "300.000", alarmLevel1: "3.000", alarmLevel2: "1.000",
        hoardingLimit: "600.000", overdraftLimit: "1.000",
        """

    private static func file(of name: ReceiptTemplateName) -> String {
        "\(name.rawValue).en.receipt"
    }

    /// Names every value that a receipt may name.
    private static func template(_ name: ReceiptTemplateName) -> String {
        let body =
            switch name {
            case .topUp: sale + "written\n"
            case .owedCredit: sale + "owed\n"
            case .failedWrite: sale + "unconfirmed\n"
            case .refund:
                holder + tender
                    + "refund of {{sale}}, {{saleTime}}: {{refunded}}, {{reason}}, {{clerk}}\n"
            case .cardIssue: holder + "{{#replacement}}\nreplacement\n{{/replacement}}\n"
            case .dayReport: day
            case .heldMoney: utility + tender + "held {{held}}\n"
            case .payOut:
                utility + tender
                    + "paid out of {{payment}}, {{paymentTime}}: {{paidOut}}, {{reason}}, {{clerk}}\n"
            }
        return """
            {{estate}}, {{place}}, {{phone}}
            number {{number}} of {{kiosk}}
            time {{time}}
            {{#copy}}
            a copy
            {{/copy}}
            \(body)===

            """
    }

    private static let holder = "card {{card}} of {{customer}} for {{meter}}\n" + utility

    private static let utility = """
        {{#electricity}}
        electricity
        {{/electricity}}
        {{#water}}
        water
        {{/water}}
        {{#gas}}
        gas
        {{/gas}}

        """

    private static let tender = """
        {{#counter}}
        counter
        {{/counter}}
        {{#cash}}
        cash
        {{/cash}}
        {{#code}}
        code
        {{/code}}

        """

    private static let sale =
        holder + """
            {{#charges}}
            charge {{name}} {{amount}}
            {{/charges}}
            credit {{credit}} paid {{paid}}

            """ + tender + """
            {{#steps}}
            step {{quantity}} at {{price}} is {{amount}}
            {{/steps}}
            quantity {{quantity}} {{unit}}
            purchase {{purchaseNumber}}
            {{#balance}}
            balance {{before}} to {{after}}
            {{/balance}}
            {{#meterReturn}}
            meter {{remaining}}, {{register}}, {{time}}
            {{/meterReturn}}

            """

    private static let day = """
        day {{dayNumber}}
        {{#close}}
        closed
        {{/close}}
        records {{firstRecord}} to {{lastRecord}}
        before {{#carriedOver}}{{count}}, {{amount}}{{/carriedOver}}
        taken {{#takenTotal}}{{count}}, {{amount}}{{/takenTotal}}
        delivered {{#deliveredTotal}}{{count}}, {{amount}}{{/deliveredTotal}}
        refunded {{#refundedTotal}}{{count}}, {{amount}}{{/refundedTotal}}
        owed {{#owed}}{{count}}, {{amount}}{{/owed}}
        unconfirmed {{#unconfirmed}}{{count}}, {{amount}}{{/unconfirmed}}
        {{#drawer}}
        {{#counter}}counter{{/counter}} {{amount}}
        {{/drawer}}
        ever {{grandTotal}}

        """
}
