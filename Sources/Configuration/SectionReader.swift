internal import Spelling

/// A part of the configuration that reads itself from its keys.
///
///     struct LedgerLink: ConfigurationSection {
///         let address: String
///         let timeoutSeconds: Int
///
///         init(from section: SectionReader) throws(ConfigurationError) {
///             address = try section.required("address", .text)
///             timeoutSeconds = try section.defaulted("timeoutSeconds", .integer(in: 1...60), to: 10)
///         }
///     }
///
/// A key that stands in the file and was not asked for is an error.
public protocol ConfigurationSection: Sendable {
    /// Reads every key the section may have, whether or not it is used.
    init(from section: SectionReader) throws(ConfigurationError)
}

/// The keys of one section, and which of them were asked for.
public final class SectionReader {
    private let keys: [String: ConfigurationValue]
    private let place: TextPlace
    private let path: String
    private var asked: Set<String> = []

    init(_ keys: [String: ConfigurationValue], place: TextPlace, path: String) {
        (self.keys, self.place, self.path) = (keys, place, path)
    }

    /// A key that must be there.
    public func required<Value>(
        _ key: String,
        _ format: SettingFormat<Value>
    ) throws(ConfigurationError) -> Value {
        if let value = try optional(key, format) { return value }
        let meant = nearestName(to: key, among: keys.keys.filter { !asked.contains($0) }.sorted())
        throw .missing(
            place,
            key: path(of: key),
            expected: format.expectation,
            meant: meant.map(path(of:))
        )
    }

    /// A key that may be left out; then the value is `standard`.
    public func defaulted<Value>(
        _ key: String,
        _ format: SettingFormat<Value>,
        to standard: Value
    ) throws(ConfigurationError) -> Value {
        try optional(key, format) ?? standard
    }

    /// A key that may be left out; then the value is nil.
    public func optional<Value>(
        _ key: String,
        _ format: SettingFormat<Value>
    ) throws(ConfigurationError) -> Value? {
        asked.insert(key)
        guard let value = keys[key] else { return nil }
        return try format.read(value, path(of: key))
    }

    /// An error about a value that is well written and does not fit the others.
    public func refusal(of key: String, _ reason: String) -> ConfigurationError {
        .refused(keys[key]?.place ?? place, key: path(of: key), reason: reason)
    }

    /// Throws for the first key, by the alphabet, that nobody asked for.
    func finish() throws(ConfigurationError) {
        let unknown = keys.filter { !asked.contains($0.key) }
        guard let (key, value) = unknown.min(by: { $0.key < $1.key }) else { return }
        let meant = nearestName(to: key, among: asked.filter { keys[$0] == nil }.sorted())
        throw .unknownKey(value.place, key: path(of: key), meant: meant.map(path(of:)))
    }

    private func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
