/// The twelve ASCII codes that `ESC R` gives to national characters.
enum InternationalSet {
    private static let codes = Array("#$@[\\]^`{|}~")

    private static let sets: [UInt8: [Character]] = [
        1: Array("#$à°ç§^`éùè¨"), 2: Array("#$§ÄÖÜ^`äöüß"), 3: Array("£$@[\\]^`{|}~"),
        4: Array("#$@ÆØÅ^`æøå~"), 5: Array("#¤ÉÄÖÅÜéäöåü"), 6: Array("#$@°\\é^ùàòèì"),
        7: Array("₧$@¡Ñ¿^`¨ñ}~"), 8: Array("#$@[¥]^`{|}~"), 9: Array("#¤ÉÆØÅÜéæøåü"),
        10: Array("#$ÉÆØÅÜéæøåü"), 11: Array("#$á¡Ñ¿é`íñóú"), 12: Array("#$á¡Ñ¿éüíñóú"),
        13: Array("#$@[₩]^`{|}~"), 15: Array("#¥@[\\]^`{|}~"),
    ]

    /// What an ASCII character is printed as.
    static func character(_ character: Character, set: UInt8) -> Character {
        guard let index = codes.firstIndex(of: character), let set = sets[set] else {
            return character
        }
        return set[index]
    }
}
