import SimulatedDisk

/// What a run is told as.
struct RunReport {
    let text: String

    init(_ result: SeedRun.Result, took duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        let perMinute = milliseconds == 0 ? 0 : Int64(result.days) * 60_000 / milliseconds
        var lines = [
            """
            \(result.days) days, \(result.steps) steps, \(result.sales) sales asked for, \
            \(result.settlements) settled, \(result.refunds) refunded, in \
            \(milliseconds / 1_000) s: \(perMinute) days a minute.
            """
        ]
        lines += Fault.allCases.map { Self.line($0.rawValue, result.counts[$0]) }
        lines += [
            "acceptorRestarted                 none: households pay a clerk",
            Self.line("cases found, each expected", result.cases),
        ]
        text = lines.joined(separator: "\n")
    }

    private static func line(_ name: String, _ count: Int) -> String {
        let digits = String(count)
        return name + String(repeating: " ", count: max(1, 36 - name.count - digits.count)) + digits
    }
}
