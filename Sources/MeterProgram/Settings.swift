import CommandLineTool
import Configuration
import Glibc
import MeterSimulator
import Prepayment
import PrepaymentCards

let standardConfigurationFile = "Config/meter.json5"

/// Something that neither an option nor the configuration names.
struct SettingMissing: Explained, Equatable {
    let sentence: String
    let hint: String

    init(_ what: String, option: String, key: String) {
        sentence = "No \(what) is named."
        hint = "Give \(option), or set \(key) in \(standardConfigurationFile)."
    }
}

/// Options above the configuration.
struct Settings {
    private let configuration: MeterConfiguration

    /// Reads the file that is named; the standard one only if it is there.
    init(_ file: String?) throws(ConfigurationError) {
        let isThere = access(standardConfigurationFile, F_OK) == 0
        guard let path = file ?? (isThere ? standardConfigurationFile : nil) else {
            configuration = .empty
            return
        }
        configuration = try ConfigurationFile.load(MeterConfiguration.self, from: path)
    }

    func statePath(_ option: String?) throws(SettingMissing) -> String {
        try named(option ?? configuration.statePath, "state file", "--state FILE", "state")
    }

    func keyPath(_ option: String?) throws(SettingMissing) -> String {
        try named(option ?? configuration.keyPath, "key file", "--keys FILE", "keys")
    }

    /// The desk of the meter that these name, with its keys.
    func desk(state: String?, keys: String?) throws -> MeterDesk {
        try MeterDesk(path: try statePath(state), keys: try KeyFile.load(try keyPath(keys)))
    }

    func reader(_ option: String?) -> String? { option ?? configuration.reader }

    /// A new meter.
    func meter(
        _ number: MeterNumber?,
        _ utility: Utility?,
        _ creditMode: CreditMode?
    ) throws(SettingMissing) -> MeterImage {
        MeterImage(
            meter: try named(
                number ?? configuration.meter,
                "meter number",
                "--meter NUMBER",
                "meter"
            ),
            utility: try named(
                utility ?? configuration.utility,
                "utility",
                "--utility UTILITY",
                "utility"
            ),
            creditMode: try named(
                creditMode ?? configuration.creditMode,
                "credit mode",
                "--credit-mode MODE",
                "creditMode"
            ),
            clock: .now
        )
    }

    private func named<Value>(
        _ value: Value?,
        _ what: String,
        _ option: String,
        _ key: String
    ) throws(SettingMissing) -> Value {
        guard let value else { throw SettingMissing(what, option: option, key: key) }
        return value
    }
}

extension WallTime {
    /// Wraps `time(2)`.
    static var now: WallTime { WallTime(secondsSince1970: Int64(time(nil))) }
}
