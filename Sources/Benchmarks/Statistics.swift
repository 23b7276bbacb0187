extension [Double] {
    /// The middle value; of an even number the mean of the two in the middle.
    var median: Double {
        precondition(!isEmpty, "nothing was measured")
        let sorted = sorted()
        let middle = sorted.count / 2
        guard sorted.count.isMultiple(of: 2) else { return sorted[middle] }
        return (sorted[middle - 1] + sorted[middle]) / 2
    }
}

extension [UInt64] {
    /// The middle value.
    var median: Double { map { Double($0) }.median }

    /// The smallest value that 99 of 100 do not exceed.
    var percentile99: Double {
        precondition(!isEmpty, "nothing was measured")
        return Double(sorted()[(count * 99 + 99) / 100 - 1])
    }
}

/// What a time is shown in.
enum TimeUnit: String {
    case microseconds = "µs"
    case milliseconds = "ms"

    private var nanoseconds: Double { self == .microseconds ? 1_000 : 1_000_000 }

    /// Nanoseconds in this unit.
    func value(_ nanoseconds: Double) -> Double { nanoseconds / self.nanoseconds }
}

extension Row {
    /// The middle of many times.
    static func median(
        _ name: String,
        of nanoseconds: [UInt64],
        in unit: TimeUnit,
        _ conditions: String,
        aim: Double? = nil
    ) -> Row {
        Row(
            name: "\(name), median",
            value: unit.value(nanoseconds.median),
            unit: unit.rawValue,
            runs: nanoseconds.count,
            conditions: conditions,
            aim: aim
        )
    }

    /// What 99 of 100 times stay below.
    static func percentile99(
        _ name: String,
        of nanoseconds: [UInt64],
        in unit: TimeUnit,
        _ conditions: String,
        aim: Double? = nil
    ) -> Row {
        Row(
            name: "\(name), 99 of 100",
            value: unit.value(nanoseconds.percentile99),
            unit: unit.rawValue,
            runs: nanoseconds.count,
            conditions: conditions,
            aim: aim
        )
    }
}
