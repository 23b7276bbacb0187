/// A file in JSON5: JSON with comments, trailing commas and keys without quotes.
public enum ConfigurationFile {
    /// No configuration is longer than this; a path to something else is found out early.
    static let sizeLimitBytes = 1 << 20

    /// Reads the file and every key in it.
    public static func load<Section: ConfigurationSection>(
        _ section: Section.Type,
        from path: String
    ) throws(ConfigurationError) -> Section {
        let bytes: [UInt8]
        do throws(FileError) {
            let file = try OpenFile(reading: path)
            bytes = try file.readAll(limitBytes: sizeLimitBytes)
        } catch {
            throw .cannotRead(file: path, reason: error.reason)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .cannotRead(file: path, reason: "it is not text in UTF-8")
        }
        return try read(section, text: text, file: path)
    }

    /// Reads a configuration from memory; `file` is its name in errors.
    public static func read<Section: ConfigurationSection>(
        _: Section.Type,
        text: String,
        file: String
    ) throws(ConfigurationError) -> Section {
        let value = try JSON5Parser.parse(text, file: file)
        guard case .section = value.content else {
            throw .syntax(value.place, message: "expected {, found \(value.description)")
        }
        return try SettingFormat<Section>.section.read(value, "")
    }
}
