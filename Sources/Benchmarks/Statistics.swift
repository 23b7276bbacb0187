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
        Row("\(name), median", nanoseconds.median, of: nanoseconds, in: unit, conditions, aim)
    }

    /// What 99 of 100 times stay below.
    static func percentile99(
        _ name: String,
        of nanoseconds: [UInt64],
        in unit: TimeUnit,
        _ conditions: String,
        aim: Double? = nil
    ) -> Row {
        let figure = nanoseconds.percentile99
        return Row("\(name), 99 of 100", figure, of: nanoseconds, in: unit, conditions, aim)
    }

    private init(
        _ name: String,
        _ figure: Double,
        of nanoseconds: [UInt64],
        in unit: TimeUnit,
        _ conditions: String,
        _ aim: Double?
    ) {
        self.init(
            name: name,
            value: unit.value(figure),
            unit: unit.rawValue,
            runs: nanoseconds.count,
            conditions: conditions,
            aim: aim
        )
    }
}
