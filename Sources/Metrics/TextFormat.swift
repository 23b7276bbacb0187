/// What stands above the series of a family, and how a series is written: text format 0.0.4.
struct FamilyHeader: Sendable {
    let name: String
    let labels: [String]
    private let help: String
    private let kind: String

    init(_ name: String, help: String, kind: String, labels: [String]) {
        precondition(isMetricName(name), "\(name) is no name of a metric")
        // `le` is the histogram's own; two underscores begin Prometheus' own.
        let areNamed = labels.allSatisfy {
            isMetricName($0) && $0 != "le" && !$0.hasPrefix("__") && !$0.contains(":")
        }
        precondition(areNamed, "\(labels) are no names of labels")
        (self.name, self.help, self.kind, self.labels) = (name, help, kind, labels)
    }

    func write(to text: inout String) {
        text += "# HELP \(name) \(escapedHelp)\n# TYPE \(name) \(kind)\n"
    }

    /// One line; `extra` is written after the family's own labels, as it is.
    func writeSeries(
        _ values: [String],
        _ value: Double,
        suffix: String = "",
        extra: String? = nil,
        to text: inout String
    ) {
        text += name + suffix
        let own = zip(labels, values).map { "\($0)=\"\(escapedLabelValue($1))\"" }
        let all = own + [extra].compactMap(\.self)
        if !all.isEmpty { text += "{\(all.joined(separator: ","))}" }
        text += " \(formatted(value))\n"
    }

    private var escapedHelp: String {
        escaped(help) { $0 == "\\" ? "\\\\" : $0 == "\n" ? "\\n" : nil }
    }
}

/// As Go's strconv.ParseFloat reads it; a whole number without its fraction.
func formatted(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    if value.magnitude < 1e15, value == value.rounded() { return String(Int64(value)) }
    return value.description
}

private func escapedLabelValue(_ value: String) -> String {
    escaped(value) { $0 == "\\" ? "\\\\" : $0 == "\"" ? "\\\"" : $0 == "\n" ? "\\n" : nil }
}

/// Scalars, not characters: a carriage return and a line feed together are one character.
private func escaped(_ text: String, _ escape: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        if let escape = escape(scalar) {
            result += escape
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// `[a-zA-Z_:][a-zA-Z0-9_:]*`
private func isMetricName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
        (0x30...0x3A).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }
}
