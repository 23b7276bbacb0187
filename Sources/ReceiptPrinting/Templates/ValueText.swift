/// What of a value is printed: visible characters, and line feeds.
enum ValueText {
    /// Longer values end with an ellipsis here: a name may not spend metres of paper.
    static let longestValue = 512

    /// Whether `printable` would leave a value as it is; most values are plain.
    static func isPlain(_ value: String) -> Bool {
        var count = 0
        for character in value.unicodeScalars {
            guard isPlain(character) else { return false }
            count += 1
        }
        return count <= longestValue
    }

    private static func isPlain(_ character: Unicode.Scalar) -> Bool {
        switch character {
        // Whole blocks without control, format or combining characters.
        case " "..."~", "À"..."ſ", "一"..."鿿", "、"..."〠", "！"..."～", "￥": true
        default: false
        }
    }

    /// The value composed, without what is invisible, and not too long.
    static func printable(_ value: String) -> [Unicode.Scalar] {
        // What is cut off need not be composed.
        let start = value.unicodeScalars.prefix(16 * longestValue)
        let characters = ReceiptLine.composed(String(start)).compactMap(visible)
        guard characters.count > longestValue else { return characters }
        return characters.prefix(longestValue - 1) + ["…"]
    }

    /// A tab is a space and a line or paragraph separator a line feed.
    ///
    /// Control characters and invisible format characters, which could reverse a line or hide in
    /// it, are nothing.
    private static func visible(_ character: Unicode.Scalar) -> Unicode.Scalar? {
        switch character {
        case "\t": return " "
        case "\n", "\u{2028}", "\u{2029}": return "\n"
        default: break
        }
        // The categories of ASCII are known without a search.
        if ("\u{20}"..."\u{7E}").contains(character) { return character }
        switch character.properties.generalCategory {
        case .control, .format: return nil
        default: return character
        }
    }
}
