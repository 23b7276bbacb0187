import Configuration
import FoundationEssentials
import KioskService
import LedgerService

/// Configuration files as an editor leaves them.
enum ConfigurationFuzz {
    static func run(_ input: [UInt8]) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        do throws(ConfigurationError) {
            _ = try ConfigurationFile.read(KioskConfiguration.self, text: text, file: "kiosk.json5")
        } catch { check(error) }
        do throws(ConfigurationError) {
            _ = try ConfigurationFile.read(
                LedgerConfiguration.self,
                text: text,
                file: "ledger.json5"
            )
        } catch { check(error) }
    }

    private static func check(_ error: ConfigurationError) {
        guard !error.sentence.isEmpty, !error.hint.isEmpty else {
            broken("an error has a sentence and a hint")
        }
    }

    /// The shipped files.
    static func seeds() throws -> [[UInt8]] {
        try ["Config/kiosk.json5", "Config/ledger.json5"].map {
            [UInt8](try Data(contentsOf: URL(filePath: $0)))
        }
    }
}
