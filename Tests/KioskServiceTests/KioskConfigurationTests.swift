import Configuration
import FoundationEssentials
import Prepayment
import ReceiptPrinters
import Testing

@testable import KioskService

/// The file that an operator writes. Each error names file, place, key and what was expected.
struct KioskConfigurationTests {
    static let package = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static var shippedPath: String { package.appending(path: "Config/kiosk.json5").path }

    /// A change of the shipped file, and what is said of it.
    struct Fault: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let sentence: String
        var testDescription: String { new.isEmpty ? "without \(old)" : new }

        init(_ old: String, _ new: String, _ sentence: String) {
            (self.old, self.new, self.sentence) = (old, new, sentence)
        }
    }

    static let faults = [
        Fault(
            "kiosk: 7,",
            "kiosk: 0,",
            "kiosk: expected an integer from 1 to 999999, found the number 0."
        ),
        Fault(
            "kiosk: 7,",
            "kiosk: \"7\",",
            "kiosk: expected an integer from 1 to 999999, found the text \"7\"."
        ),
        Fault("kiosk: 7,", "", "kiosk is missing; expected an integer from 1 to 999999."),
        Fault("kiosk: 7,", "kiosk: 7, kiosks: 8,", "kiosks is not a known key."),
        Fault(
            "journal: \"var/kiosk/journal.sqlite\",",
            "",
            "journal is missing; expected a text that is not empty."
        ),
        Fault(
            "keys: \"var/kiosk/keys.json5\",",
            "keys: \"\",",
            "keys: expected a text that is not empty, found the text \"\"."
        ),
        Fault(
            "phone: \"400 000 0000\",",
            "phone: 400,",
            "estate.phone: expected a text that is not empty, found the number 400."
        ),
        Fault(
            "cardTimeoutMilliseconds: 5000,",
            "cardTimeoutMilliseconds: 50,",
            "cardTimeoutMilliseconds: expected an integer from 500 to 60000, found the number 50."
        ),
        Fault(
            "port: 8471,",
            "port: 65536,",
            "http.port: expected an integer from 0 to 65535, found the number 65536."
        ),
        Fault(
            "operatorToken: \"var/kiosk/operator.token\",",
            "",
            "http.operatorToken is missing; expected a text that is not empty."
        ),
        Fault(
            "intervalSeconds: 15,",
            "intervalSeconds: 0,",
            "ledger.intervalSeconds: expected an integer from 1 to 3600, found the number 0."
        ),
        Fault(
            "claimTimeoutMilliseconds: 1500,",
            "claimTimeoutMilliseconds: 99,",
            "ledger.claimTimeoutMilliseconds: expected an integer from 100 to 10000, found the number 99."
        ),
        Fault(
            "heartbeatSeconds: 60,",
            "heartbeatSeconds: 4,",
            "ledger.heartbeatSeconds: expected an integer from 5 to 3600, found the number 4."
        ),
        Fault(
            "sink: \"tcp:127.0.0.1:9100\",",
            "sink: \"tcp:127.0.0.1\",",
            """
            printer.sink: expected file:PATH, device:PATH, serial:PATH or tcp:HOST:PORT, \
            found the text "tcp:127.0.0.1".
            """
        ),
        Fault(
            "patienceSeconds: 60,",
            "patienceSeconds: 5,",
            "printer.patienceSeconds: expected an integer from 10 to 300, found the number 5."
        ),
        Fault(
            "// serial: { speed: 115200, parity: \"none\", flowControl: \"hardware\" },",
            "serial: { speed: 10000 },",
            "printer.serial.speed: expected one of 9600, 19200, 38400, 57600, 115200."
        ),
        Fault(
            "electricity: {",
            "steam: {",
            "utilities: “steam” is none of electricity, water and gas."
        ),
        Fault(
            "creditMode: \"money\",",
            "creditMode: \"gold\",",
            "utilities.electricity.creditMode: expected “money” or “units”, found the text \"gold\"."
        ),
        Fault(
            "unitPrice: \"0.5283\",",
            "unitPrice: 0.5283,",
            """
            utilities.electricity.unitPrice: expected yuan with at most four decimals, \
            such as 0.5283, found the number 0.5283.
            """
        ),
        Fault(
            "unitPrice: \"0.5283\",",
            "unitPrice: \"0.52831\",",
            """
            utilities.electricity.unitPrice: expected yuan with at most four decimals, \
            such as 0.5283, found the text "0.52831".
            """
        ),
        Fault(
            "unitPrice: \"0.5283\",",
            "unitPrice: \"0\",",
            """
            utilities.electricity.unitPrice: expected yuan with at most four decimals, \
            such as 0.5283, found the text "0".
            """
        ),
        Fault(
            "inForceFrom: \"2026-01-01\",",
            "inForceFrom: \"2026-02-30\",",
            """
            utilities.electricity.inForceFrom: expected a day such as 2026-11-22, \
            found the text "2026-02-30".
            """
        ),
        Fault(
            "smallestPurchase: \"1.00\",",
            "smallestPurchase: \"1.005\",",
            """
            utilities.electricity.smallestPurchase: expected yuan with at most two decimals, \
            such as "100.00", found the text "1.005".
            """
        ),
        Fault(
            "smallestPurchase: \"1.00\",",
            "smallestPurchase: \"0.00\",",
            """
            utilities.electricity.smallestPurchase: it must be above zero and not above \
            largestPurchase.
            """
        ),
        Fault(
            "smallestPurchase: \"1.00\",",
            "smallestPurchase: \"2000.01\",",
            """
            utilities.electricity.smallestPurchase: it must be above zero and not above \
            largestPurchase.
            """
        ),
        Fault(
            "cardCeiling: \"2000.00\",",
            "cardCeiling: \"0.00\",",
            "utilities: electricity.cardCeiling must be above zero."
        ),
        Fault(
            "cardCeiling: \"2000.00\",",
            "cardCeiling: \"21474836.48\",",
            """
            utilities: electricity.cardCeiling is “21474836.48” and not a number with at most \
            2 decimals that a card has room for.
            """
        ),
        Fault(
            "alarmLevel1: \"3.000\",",
            "alarmLevel1: \"3.0001\",",
            """
            utilities: water.alarmLevel1 is “3.0001” and not a number with at most 3 decimals \
            that a card has room for.
            """
        ),
        Fault(
            "parametersVersion: 1,",
            "parametersVersion: 65536,",
            """
            utilities.electricity.parametersVersion: expected an integer from 1 to 65535, \
            found the number 65536.
            """
        ),
        Fault("kiosk: 7,", "kiosk: 7", "expected , or }, found e."),
    ]

    private func read(_ text: String) throws(ConfigurationError) -> KioskConfiguration {
        try ConfigurationFile.read(KioskConfiguration.self, text: text, file: "kiosk.json5")
    }

    @Test(arguments: faults)
    func `a wrong key, type or value is told with its place`(_ fault: Fault) throws {
        let text = try String(contentsOfFile: Self.shippedPath, encoding: .utf8)
        try #require(text.contains(fault.old))
        let error = #expect(throws: ConfigurationError.self) {
            try read(text.replacing(fault.old, with: fault.new, maxReplacements: 1))
        }
        let sentence = try #require(error?.sentence)
        let parts = sentence.split(separator: ":", maxSplits: 3)
        #expect(parts.first == "kiosk.json5")
        #expect(Int(parts[1]) != nil && Int(parts[2]) != nil, "line and column")
        #expect(parts.last?.dropFirst() == fault.sentence[...])
        #expect(error?.hint.isEmpty == false)
    }

    @Test(arguments: [
        "http://ledger.example", "http://127.0.0.1.example:8470", "http://localhost.example/",
        "http://127.0.0.1@ledger.example", "http://127.0.0.1:80@ledger.example", "ledger.example",
        "ftp://127.0.0.1",
    ])
    func `records do not leave this machine in the clear`(address: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try read(linked(address)) }
        #expect(
            error?.sentence.hasSuffix(
                "ledger.address: it is neither https:// nor http:// on this machine."
            ) == true
        )
    }

    @Test(arguments: [
        "https://ledger.example", "http://127.0.0.1:8470", "http://127.0.0.1", "http://localhost/",
        "http://localhost:8470/office", "http://[::1]:8470",
    ])
    func `a ledger may be far with https, and near without`(address: String) throws {
        #expect(try read(linked(address)).ledger?.address == address)
    }

    private func linked(_ address: String) throws -> String {
        let text = try String(contentsOfFile: Self.shippedPath, encoding: .utf8)
        return text.replacing("\"http://127.0.0.1:8470\"", with: "\"\(address)\"")
    }

    @Test func `the shipped file is sound`() throws {
        let shipped = try ConfigurationFile.load(KioskConfiguration.self, from: Self.shippedPath)
        #expect(shipped.kiosk == KioskIdentifier(7))
        #expect(shipped.reader == nil)
        #expect(shipped.printer.sink == .tcp(host: "127.0.0.1", port: 9100))
        #expect(shipped.printer.profile.model.proof == .processIdentifier)
        #expect(shipped.terms.map(\.tariff.utility) == [.electricity, .gas, .water])
        let electricity = try shipped.terms(for: .electricity)
        #expect(electricity.cardCeiling == Credit(count: 200_000))
        #expect(electricity.parameters.alarmLevel1 == Credit(count: 2_000))
        // 2026-01-01T00:00:00Z.
        #expect(electricity.parameters.inForceFrom == WallTime(secondsSince1970: 1_767_225_600))
        #expect(try shipped.terms(for: .water).cardCeiling == Credit(count: 300_000))
    }

    @Test(
        arguments: [
            ("2000-02-29", 951_782_400), ("2024-02-29", 1_709_164_800),
            ("2024-03-01", 1_709_251_200),
            ("2026-12-31", 1_798_675_200), ("2100-03-01", 4_107_542_400),
        ] as [(String, Int64)]
    )
    func `a day begins at its first second`(day: String, seconds: Int64) throws {
        let text = try String(contentsOfFile: Self.shippedPath, encoding: .utf8)
            .replacing("\"2026-01-01\"", with: "\"\(day)\"")
        let start = try read(text).terms(for: .gas).parameters.inForceFrom
        #expect(start == WallTime(secondsSince1970: seconds))
    }

    @Test func `what is left out has its usual value`() throws {
        let text = """
            {
                kiosk: 1, estate: { name: "A", place: "B", phone: "C" }, journal: "j", keys: "k", signingKey: "s",
                http: { operatorToken: "t" }, printer: { sink: "device:/dev/usb/lp0" },
                utilities: { gas: {
                    creditMode: "units", unitPrice: "2.6300", tariffVersion: 1,
                    inForceFrom: "2026-01-01", parametersVersion: 1, cardCeiling: "1",
                    alarmLevel1: "0", alarmLevel2: "0", hoardingLimit: "0", overdraftLimit: "0",
                } },
            }
            """
        let configuration = try read(text)
        #expect(configuration.ledger == nil)
        #expect(configuration.cardTimeoutMilliseconds == 5_000)
        #expect(configuration.http.port == 8471)
        #expect(configuration.printer.language == "zh")
        #expect(configuration.printer.profile == .standard)
        #expect(configuration.printer.sink == .device(path: "/dev/usb/lp0"))
        let gas = try configuration.terms(for: .gas)
        #expect(gas.smallestPurchase == Money(fen: 100))
        #expect(gas.largestPurchase == Money(fen: 200_000))
        #expect(throws: SaleRefusal.utilityNotSold(.water)) {
            try configuration.terms(for: .water)
        }
    }

    @Test func `a file that is not there is named`() {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationFile.load(KioskConfiguration.self, from: "/nowhere/kiosk.json5")
        }
        #expect(
            error?.sentence == "/nowhere/kiosk.json5 cannot be read: No such file or directory."
        )
    }
}
