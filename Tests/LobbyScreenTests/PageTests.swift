import FoundationEssentials
import Glibc
import LobbyScreen
import Testing

/// What can be said of the page without a browser.
@Suite(.timeLimit(.minutes(1)))
struct PageTests {
    private static func text(_ name: String) throws -> String {
        let file = try #require(ScreenPage.files.first { $0.name == name })
        return String(decoding: file.bytes, as: UTF8.self)
    }

    private static func texts(_ language: String) throws -> [String: String] {
        let data = Data(try text(language + ".json").utf8)
        return try JSONDecoder().decode([String: String].self, from: data)
    }

    private static func places(_ sentence: String) -> Set<Substring> {
        Set(sentence.matches(of: /\{\w+\}/).map(\.output))
    }

    @Test func `the page weighs at most 150 kB`() {
        let bytes = ScreenPage.files.map(\.bytes.count).reduce(0, +)
        #expect(bytes <= 150_000)
    }

    @Test func `every language says everything, with the same places to fill`() throws {
        let first = try Self.texts(ScreenPage.languages[0])
        for language in ScreenPage.languages.dropFirst() {
            let texts = try Self.texts(language)
            #expect(Set(texts.keys) == Set(first.keys), "\(language)")
            for (key, sentence) in texts {
                #expect(
                    Self.places(sentence) == Self.places(first[key] ?? ""),
                    "\(language), \(key)"
                )
            }
        }
    }

    @Test func `every code of a snapshot has its sentence`() throws {
        let texts = try Self.texts("en")
        let scripts = try Self.text("screens.js") + Self.text("screen.js")
        var keys = scripts.matches(of: /say\("([\w.]+)"[,)]/).map { String($0.output.1) }
        keys += CardObstacle.allCases.flatMap {
            ["refused.\($0.rawValue).title", "refused.\($0.rawValue).lead"]
        }
        keys += PaymentNotice.allCases.map { "notice.\($0.rawValue)" }
        keys += PaymentMeans.allCases.flatMap { [$0.rawValue, "quote.\($0.rawValue)"] }
        keys += (31...36).map { "help.\($0)" }
        for utility in ["electricity", "water", "gas"] { keys += [utility, utility + "Meter"] }
        #expect(keys.count > 80)
        for key in keys { #expect(texts[key] != nil, "\(key)") }
    }

    @Test func `the page has every screen`() throws {
        let script = try Self.text("screens.js")
        for kind in Screen.Kind.allCases {
            let isThere = ["(", ":"].contains { script.contains("\n    \(kind.rawValue)\($0)") }
            #expect(isThere, "\(kind)")
        }
    }

    @Test func `nothing in the page needs more than its policy allows`() throws {
        let page = try Self.text("index.html")
        for part in ["<style", "style=", "onclick", "http:", "https:", "data:"] {
            #expect(!page.contains(part), "\(part)")
        }
        #expect(!page.contains(/<script(?![^>]*src=)/))
        for file in ScreenPage.files where file.name.hasSuffix(".js") {
            let script = try Self.text(file.name)
                .replacing("http://www.w3.org/2000/svg", with: "")
            for part in ["http:", "https:", "eval(", "innerHTML", "new Function", "insertAdjacent"]
            {
                #expect(!script.contains(part), "\(file.name), \(part)")
            }
        }
        #expect(try !Self.text("screen.css").contains("url("))
    }

    /// WCAG 2.2, 1.4.3: at least 4.5 to 1 for text, in both forms.
    @Test(arguments: [":root", ".accessible"])
    func `text stands out from its ground`(form: String) throws {
        let css = try Self.text("screen.css")
        var colours: [String: Double] = [:]
        for selector in [":root", form] {
            let start = try #require(css.firstRange(of: "\(selector) {"))
            let block = css[start.upperBound...].prefix { $0 != "}" }
            for match in block.matches(of: /--([\w-]+): #([0-9a-f]{6})/) {
                colours[String(match.output.1)] = Self.luminance(match.output.2)
            }
        }
        let pairs = [
            ("ink", "ground"), ("ink", "sheet"), ("quiet", "ground"), ("quiet", "sheet"),
            ("main", "sheet"), ("sheet", "main"), ("main", "main-soft"), ("warn", "warn-soft"),
            ("sheet", "main-down"),
        ]
        for (text, ground) in pairs {
            let (one, other) = (try #require(colours[text]), try #require(colours[ground]))
            let ratio = (max(one, other) + 0.05) / (min(one, other) + 0.05)
            #expect(ratio >= 4.5, "\(form): \(text) on \(ground) has \(ratio)")
        }
    }

    private static func luminance(_ digits: Substring) -> Double {
        let weights = [0.2126, 0.7152, 0.0722]
        var sum = 0.0
        for (index, weight) in weights.enumerated() {
            let start = digits.index(digits.startIndex, offsetBy: index * 2)
            let end = digits.index(start, offsetBy: 2)
            let level = Double(UInt8(digits[start..<end], radix: 16) ?? 0) / 255
            sum += weight * (level <= 0.04045 ? level / 12.92 : pow((level + 0.055) / 1.055, 2.4))
        }
        return sum
    }
}
