/// The bars of each character, by the standards of the symbologies.
///
/// Digits are widths in modules, beginning with a bar (EAN: with a space); `W` and `N` are wide
/// and narrow elements, beginning with a bar.
enum BarcodePatterns {
    /// ISO/IEC 15417, values 0 to 105, then stop.
    static let code128 = """
        212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 \
        112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 \
        311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 \
        112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 \
        313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 \
        314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 \
        122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 \
        124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 \
        114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112
        """.split(separator: " ").map { widths($0) }

    /// USS-93, values 0 to 46, then start, which is also the stop.
    static let code93 = """
        131112 111213 111312 111411 121113 121212 121311 111114 131211 141111 211113 211212 \
        211311 221112 221211 231111 112113 112212 112311 122112 132111 111123 111222 111321 \
        121122 131121 212112 212211 211122 211221 221121 222111 112122 112221 122121 123111 \
        121131 311112 311211 321111 112131 113121 211131 121221 312111 311121 122211 111141
        """.split(separator: " ").map { widths($0) }

    /// The order of the values of Code 93; its four shifts follow as 43 `($)`, 44 `(%)`, 45 `(/)`,
    /// 46 `(+)`.
    static let code93Characters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%")

    /// ISO/IEC 15420: space first, as in the left half; the right half has the same widths.
    static let ean = "3211 2221 2122 1411 1132 1231 1114 1312 1213 3112"
        .split(separator: " ").map { widths($0) }

    /// Which left digits are mirrored (`G`), by the first digit of EAN-13.
    static let eanParity = "LLLLLL LLGLGG LLGGLG LLGGGL LGLLGG LGGLLG LGGGLL LGLGLG LGLGGL LGGLGL"
        .split(separator: " ").map(Array.init)

    /// ISO/IEC 16388.
    static let code39: [Character: [Bool]] = [
        "0": wide("NNNWWNWNN"), "1": wide("WNNWNNNNW"), "2": wide("NNWWNNNNW"),
        "3": wide("WNWWNNNNN"), "4": wide("NNNWWNNNW"), "5": wide("WNNWWNNNN"),
        "6": wide("NNWWWNNNN"), "7": wide("NNNWNNWNW"), "8": wide("WNNWNNWNN"),
        "9": wide("NNWWNNWNN"), "A": wide("WNNNNWNNW"), "B": wide("NNWNNWNNW"),
        "C": wide("WNWNNWNNN"), "D": wide("NNNNWWNNW"), "E": wide("WNNNWWNNN"),
        "F": wide("NNWNWWNNN"), "G": wide("NNNNNWWNW"), "H": wide("WNNNNWWNN"),
        "I": wide("NNWNNWWNN"), "J": wide("NNNNWWWNN"), "K": wide("WNNNNNNWW"),
        "L": wide("NNWNNNNWW"), "M": wide("WNWNNNNWN"), "N": wide("NNNNWNNWW"),
        "O": wide("WNNNWNNWN"), "P": wide("NNWNWNNWN"), "Q": wide("NNNNNNWWW"),
        "R": wide("WNNNNNWWN"), "S": wide("NNWNNNWWN"), "T": wide("NNNNWNWWN"),
        "U": wide("WWNNNNNNW"), "V": wide("NWWNNNNNW"), "W": wide("WWWNNNNNN"),
        "X": wide("NWNNWNNNW"), "Y": wide("WWNNWNNNN"), "Z": wide("NWWNWNNNN"),
        "-": wide("NWNNNNWNW"), ".": wide("WWNNNNWNN"), " ": wide("NWWNNNWNN"),
        "$": wide("NWNWNWNNN"), "/": wide("NWNWNNNWN"), "+": wide("NWNNNWNWN"),
        "%": wide("NNNWNWNWN"), "*": wide("NWNNWNWNN"),
    ]

    /// ISO/IEC 16390, one digit each.
    static let interleaved = "NNWWN WNNNW NWNNW WWNNN NNWNW WNWNN NWWNN NNNWW WNNWN NWNWN"
        .split(separator: " ").map { wide($0) }

    /// EN 798.
    static let codabar: [Character: [Bool]] = [
        "0": wide("NNNNNWW"), "1": wide("NNNNWWN"), "2": wide("NNNWNNW"), "3": wide("WWNNNNN"),
        "4": wide("NNWNNWN"), "5": wide("WNNNNWN"), "6": wide("NWNNNNW"), "7": wide("NWNNWNN"),
        "8": wide("NWWNNNN"), "9": wide("WNNWNNN"), "-": wide("NNNWWNN"), "$": wide("NNWWNNN"),
        ":": wide("WNNNWNW"), "/": wide("WNWNNNW"), ".": wide("WNWNWNN"), "+": wide("NNWNWNW"),
        "A": wide("NNWWNWN"), "B": wide("NWNWNNW"), "C": wide("NNNWNWW"), "D": wide("NNNWWWN"),
    ]

    private static func widths(_ digits: Substring) -> [Int] {
        digits.utf8.map { Int($0) - 0x30 }
    }

    private static func wide(_ elements: some StringProtocol) -> [Bool] {
        elements.utf8.map { $0 == 0x57 }
    }
}
