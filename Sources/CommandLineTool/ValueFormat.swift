/// How the value of an option or argument is written, and how it is read.
public struct ValueFormat<Value: Sendable>: Sendable {
    /// What stands for the value in usage lines, such as `FILE`.
    let placeholder: String
    /// What is expected, for an error, such as `an amount in yuan like 100.00`.
    let expectation: String
    let parse: @Sendable (String) -> Value?

    /// A format of one's own; `parse` gives nil for a text that is not as `expectation` says.
    public init(
        _ placeholder: String,
        expectation: String,
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.placeholder = placeholder
        self.expectation = expectation
        self.parse = parse
    }
}

extension ValueFormat where Value == String {
    /// Any text that is not empty.
    public static func text(_ placeholder: String) -> ValueFormat {
        ValueFormat(placeholder, expectation: "a text that is not empty") { $0.isEmpty ? nil : $0 }
    }

    /// The path of a file.
    public static var file: ValueFormat {
        ValueFormat("FILE", expectation: "the path of a file") { $0.isEmpty ? nil : $0 }
    }
}

extension ValueFormat where Value == Int {
    /// A decimal integer within `range`.
    public static func integer(_ placeholder: String, in range: ClosedRange<Int>) -> ValueFormat {
        ValueFormat(
            placeholder,
            expectation: "an integer from \(range.lowerBound) to \(range.upperBound)"
        ) { text in
            guard let value = Int(text), range.contains(value) else { return nil }
            return value
        }
    }
}

extension ValueFormat where Value: CaseIterable & RawRepresentable<String> {
    /// One of the words of an enumeration.
    public static func word(_ placeholder: String) -> ValueFormat {
        let words = Value.allCases.map(\.rawValue)
        return ValueFormat(
            placeholder,
            expectation: "one of: " + words.joined(separator: ", "),
            parse: Value.init(rawValue:)
        )
    }
}
