import CommandLineTool
import Prepayment

let meterVersion = "0.1.0"

let meterCommand = Command(
    "meter",
    "A reference meter: takes credit from prepaid cards and uses it up.",
    commands: [
        Command(
            "new",
            "Makes a meter without account and credit.",
            stateFile,
            Parameter.optional("--meter", .meterNumber, "its number"),
            Parameter.optional("--utility", .utility, "what it measures"),
            Parameter.optional("--credit-mode", .creditMode, "what it counts credit in"),
            configurationFile,
            run: makeMeter
        ),
        Command(
            "accept",
            "Does what the meter does with the card in the reader.",
            stateFile,
            keyFile,
            reader,
            configurationFile,
            json,
            run: acceptCard
        ),
        Command(
            "run",
            "Accepts every card that is put into the reader, until it is stopped.",
            stateFile,
            keyFile,
            reader,
            configurationFile,
            json,
            run: acceptCards
        ),
        Command(
            "show",
            "Shows what the meter holds; works beside a meter that runs.",
            stateFile,
            configurationFile,
            json,
            run: showMeter
        ),
        Command(
            "consume",
            "Lets a quantity pass, as if it were used at home.",
            Parameter.required("--quantity", .quantity, "how much, in kWh or m³"),
            stateFile,
            configurationFile,
            json,
            run: consume
        ),
    ]
)

private let stateFile = Parameter.optional("--state", .file, "the meter's memory")
private let keyFile = Parameter.optional("--keys", .file, "the key file, mode 0600")
private let reader = Parameter.optional("--reader", .text("NAME"), "the card reader")
private let json = Parameter.flag("--json", "print the result as one line of JSON")
private let configurationFile = Parameter.optional(
    "--config",
    .file,
    "the configuration (default: \(standardConfigurationFile), if it is there)"
)

/// A quantity before it is known what is measured: digits, and those after the point.
struct DecimalQuantity: Sendable {
    let digits: Int64
    let decimals: Int

    /// Nine digits: no meter passes more at once, and products stay far from overflow.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let joined = Array(parts.joined())
        let figures = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
            joined.allSatisfy(figures.contains), joined.count <= 9,
            let digits = Int64(String(decoding: joined, as: UTF8.self)), digits > 0
        else { return nil }
        self.digits = digits
        decimals = parts.count == 2 ? parts[1].count : 0
    }

    /// In a utility's smallest units; nil where it has more decimals than the meter counts.
    func smallestUnits(of utility: Utility) -> Int64? {
        guard decimals <= utility.decimals else { return nil }
        return (decimals..<utility.decimals).reduce(digits) { value, _ in value * 10 }
    }
}

extension ValueFormat where Value == DecimalQuantity {
    fileprivate static var quantity: ValueFormat {
        ValueFormat("QUANTITY", expectation: "a quantity like 12.34") { DecimalQuantity($0) }
    }
}

extension ValueFormat where Value == MeterNumber {
    fileprivate static var meterNumber: ValueFormat {
        ValueFormat("NUMBER", expectation: "1 to 12 digits") { MeterNumber($0) }
    }
}

extension ValueFormat where Value == Utility {
    fileprivate static var utility: ValueFormat {
        ValueFormat("UTILITY", expectation: "electricity, water or gas") { Utility(name: $0) }
    }
}

extension ValueFormat where Value == CreditMode {
    fileprivate static var creditMode: ValueFormat {
        ValueFormat("MODE", expectation: "money or units") { CreditMode(name: $0) }
    }
}
