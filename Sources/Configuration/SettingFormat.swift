/// How the value of a key is written, and how it is read.
public struct SettingFormat<Value> {
    /// What is expected, for an error, such as `an integer from 1 to 60`.
    let expectation: String
    /// Reads a value; the text is the path of its key.
    let read: (ConfigurationValue, String) throws(ConfigurationError) -> Value

    /// A format that knows only which values it takes; it gives nil for the others.
    private init(_ expectation: String, accept: @escaping (ConfigurationValue) -> Value?) {
        self.expectation = expectation
        read = { value, path throws(ConfigurationError) in
            guard let accepted = accept(value) else {
                throw .unexpected(
                    value.place,
                    key: path,
                    expected: expectation,
                    found: value.description
                )
            }
            return accepted
        }
    }
}

/// Why a text that looked right is refused, thrown by the closure of `SettingFormat.parsed`.
public struct SettingRefusal: Error, Sendable, Equatable {
    let reason: String

    /// A reason that can follow the key and a colon.
    public init(_ reason: String) { self.reason = reason }
}

extension SettingFormat {
    /// A value of one's own, written as a text: a price, a date, a hexadecimal key number.
    ///
    /// `parse` gives nil for a text that is not as `expectation` says, and throws a reason for one
    /// that is and still will not do.
    public static func parsed(
        _ expectation: String,
        _ parse: @escaping (String) throws(SettingRefusal) -> Value?
    ) -> SettingFormat {
        let text = SettingFormat<String>(expectation) { value in
            guard case .text(let text) = value.content else { return nil }
            return text
        }
        return SettingFormat(expectation: expectation) { value, path throws(ConfigurationError) in
            let written = try text.read(value, path)
            do throws(SettingRefusal) {
                if let parsed = try parse(written) { return parsed }
            } catch {
                throw .refused(value.place, key: path, reason: error.reason)
            }
            throw .unexpected(
                value.place,
                key: path,
                expected: expectation,
                found: value.description
            )
        }
    }

    private init(
        expectation: String,
        read: @escaping (ConfigurationValue, String) throws(ConfigurationError) -> Value
    ) {
        self.expectation = expectation
        self.read = read
    }

    /// A list, each element of one format.
    public static func list<Element>(
        of element: SettingFormat<Element>
    ) -> SettingFormat where Value == [Element] {
        let list = SettingFormat<[ConfigurationValue]>("a list [ … ]") { value in
            guard case .list(let elements) = value.content else { return nil }
            return elements
        }
        return SettingFormat(expectation: list.expectation) {
            value,
            path throws(ConfigurationError) in
            var elements: Value = []
            for (index, value) in try list.read(value, path).enumerated() {
                elements.append(try element.read(value, "\(path)[\(index)]"))
            }
            return elements
        }
    }

    /// Values by name, each of one format; the names are the file's own.
    public static func named<Element>(
        _ element: SettingFormat<Element>
    ) -> SettingFormat where Value == [String: Element] {
        let keys = SettingFormat<[String: ConfigurationValue]>.keys
        return SettingFormat(expectation: keys.expectation) {
            value,
            path throws(ConfigurationError) in
            var elements: Value = [:]
            // Sorted, so that of two errors always the same is told.
            for (name, value) in try keys.read(value, path).sorted(by: { $0.key < $1.key }) {
                elements[name] = try element.read(value, "\(path).\(name)")
            }
            return elements
        }
    }
}

extension SettingFormat where Value: ConfigurationSection {
    /// A section with keys of its own.
    public static var section: SettingFormat {
        let keys = SettingFormat<[String: ConfigurationValue]>.keys
        return SettingFormat(expectation: keys.expectation) {
            value,
            path throws(ConfigurationError) in
            let reader = SectionReader(
                try keys.read(value, path),
                place: value.place,
                path: path
            )
            let section = try Value(from: reader)
            try reader.finish()
            return section
        }
    }
}

extension SettingFormat where Value == [String: ConfigurationValue] {
    fileprivate static var keys: SettingFormat {
        SettingFormat("a section { … }") { value in
            guard case .section(let keys) = value.content else { return nil }
            return keys
        }
    }
}

extension SettingFormat where Value == String {
    /// A text that is not empty.
    public static var text: SettingFormat {
        SettingFormat("a text that is not empty") { value in
            guard case .text(let text) = value.content, !text.isEmpty else { return nil }
            return text
        }
    }
}

extension SettingFormat where Value == Bool {
    /// `true` or `false`.
    public static var flag: SettingFormat {
        SettingFormat("true or false") { value in
            guard case .flag(let flag) = value.content else { return nil }
            return flag
        }
    }
}

extension SettingFormat where Value: FixedWidthInteger {
    /// An integer within `range`.
    public static func integer(in range: ClosedRange<Value>) -> SettingFormat {
        SettingFormat("an integer from \(range.lowerBound) to \(range.upperBound)") { value in
            guard case .integer(let written) = value.content, let integer = Value(exactly: written),
                range.contains(integer)
            else { return nil }
            return integer
        }
    }
}

extension SettingFormat where Value: CaseIterable & RawRepresentable<String> {
    /// One of the words of an enumeration.
    public static var word: SettingFormat {
        let words = Value.allCases.map { "\"\($0.rawValue)\"" }
        return SettingFormat("one of " + words.joined(separator: ", ")) { value in
            guard case .text(let text) = value.content else { return nil }
            return Value(rawValue: text)
        }
    }
}
