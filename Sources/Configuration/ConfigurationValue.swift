/// A value of a configuration file and where it stands, before anybody has asked for it.
struct ConfigurationValue: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case null
        case flag(Bool)
        case integer(Int64)
        /// A number that is no 64-bit integer, as written; it exists to be named in an error.
        case otherNumber(String)
        case text(String)
        case list([ConfigurationValue])
        case section([String: ConfigurationValue])
    }

    let content: Content
    let place: TextPlace

    /// Texts are cut in errors after so many characters.
    private static let shownCharacterLimit = 40

    /// As an error shows it.
    var description: String {
        switch content {
        case .null: "null"
        case .flag(let value): value ? "true" : "false"
        case .integer(let value): "the number \(value)"
        case .otherNumber(let number): "the number \(number)"
        case .text(let text) where text.count > Self.shownCharacterLimit:
            "the text \"\(text.prefix(Self.shownCharacterLimit))…\""
        case .text(let text): "the text \"\(text)\""
        case .list(let elements): "a list of \(elements.count)"
        case .section: "a section { … }"
        }
    }
}
