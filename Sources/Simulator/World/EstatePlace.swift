import Configuration
import DESFire
import FoundationEssentials
import KioskService
import Prepayment

/// Folders for one day, and what is configured in them.
struct EstatePlace: Sendable {
    let folder: String
    let keys: SoftwareKeyProvider

    init(folder: String, keys: SoftwareKeyProvider) throws {
        (self.folder, self.keys) = (folder, keys)
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        for name in ReceiptTemplateName.allCases {
            try "{{number}}\n".write(
                toFile: "\(folder)/\(name.rawValue).en.receipt",
                atomically: false,
                encoding: .utf8
            )
        }
    }

    func makeFolder(_ name: String) throws -> String {
        let path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false
        )
        return path
    }

    func remove() throws { try FileManager.default.removeItem(atPath: folder) }

    /// A kiosk's configuration, as an operator would write it.
    func configuration(
        kiosk: UInt32,
        journal: String
    ) throws -> KioskConfiguration {
        try ConfigurationFile.read(
            KioskConfiguration.self,
            text: """
                {
                    kiosk: \(kiosk),
                    estate: { name: "Sunshine Gardens", place: "Lobby", phone: "400 000 0000" },
                    journal: "\(journal)", keys: "keys", signingKey: "signing.key",
                    cardTimeoutMilliseconds: 60000,
                    http: { port: 0, operatorToken: "token" },
                    printer: { sink: "file:receipts", language: "en", templates: "\(folder)" },
                    utilities: { electricity: {
                        creditMode: "money", unitPrice: "0.5283", tariffVersion: 5,
                        inForceFrom: "2026-01-01", cardCeiling: "2000.00", alarmLevel1: "20.00",
                        alarmLevel2: "5.00", hoardingLimit: "0", overdraftLimit: "10.00",
                        smallestPurchase: "1.00", largestPurchase: "1500.00",
                        parametersVersion: 3,
                    } },
                }
                """,
            file: "kiosk.json5"
        )
    }
}
