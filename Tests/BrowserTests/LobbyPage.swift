import Foundation
import LobbyScreen
import Synchronization
import TestSupport
import Testing
import WebDriver

/// A key of the page, by the attribute that it carries.
struct LobbyKey: Sendable, CustomStringConvertible {
    /// `data-id`: the touch as it is posted, or a name.
    let description: String

    static let help = action("help")
    static let back = action("back")
    static let leave = action("leave")
    static let startOver = action("startOver")
    static let typeAmount = action("typeAmount")
    static let cancelPayment = action("cancelPayment")
    static let moreTime = action("moreTime")
    static let agree = action("agree")
    static let finish = action("finish")
    static let buyForTaken = action("buyForTaken")
    static let ok = LobbyKey(description: "ok")
    static let copy = LobbyKey(description: "copy")
    static let accessible = LobbyKey(description: "accessible")

    static func topUp(_ account: Int) -> LobbyKey { action("topUp", ("account", "\(account)")) }
    static func history(_ account: Int) -> LobbyKey { action("history", ("account", "\(account)")) }
    static func amount(fen: Int) -> LobbyKey { action("amount", ("fen", "\(fen)")) }
    static func pay(_ means: PaymentMeans) -> LobbyKey {
        action("pay", ("means", "\"\(means.rawValue)\""))
    }
    static func language(_ code: String) -> LobbyKey {
        action("language", ("language", "\"\(code)\""))
    }
    static func digit(_ text: String) -> LobbyKey { LobbyKey(description: "local-\(text)") }

    private static func action(_ name: String, _ place: (String, String)? = nil) -> LobbyKey {
        let rest = place.map { ",\"\($0.0)\":\($0.1)" } ?? ""
        return LobbyKey(description: "{\"action\":\"\(name)\"\(rest)}")
    }

    fileprivate var selector: String { "button[data-id='\(description)']" }
}

/// The lobby's page, in words of the lobby.
final class LobbyPage: Sendable {
    /// What lies over the screen.
    enum Over: String, Sendable {
        case link
        case time
    }

    let browser: Browser
    private let touches = Mutex(0)

    init(browser: Browser) { self.browser = browser }

    /// Starts a browser before a lobby, and looks at its first screen.
    static func with(
        _ lobby: some LobbyUnderTest,
        _ panel: Panel = .upright,
        _ body: (LobbyPage) async throws -> Void
    ) async throws {
        try await Browser.with(panel.size) { browser in
            let page = LobbyPage(browser: browser)
            try await page.open(lobby)
            try await body(page)
        }
    }

    /// Opens the page of a lobby and waits for its first screen.
    func open(_ lobby: some LobbyUnderTest) async throws {
        // From another page: an address that differs behind `#` alone loads nothing.
        try await leave()
        try await browser.open(await lobby.address)
        try await waitUntil("the page shows a screen") { try await screen != nil }
    }

    /// Goes away, so that the page does not complain when its server ends.
    func leave() async throws { try await browser.open("about:blank") }

    /// Loads it anew and waits for its screen.
    func reload() async throws {
        try await browser.reload()
        try await waitUntil("the page shows a screen again") { try await screen != nil }
    }

    /// Which screen is shown; nil before the first.
    var screen: Screen.Kind? {
        get async throws {
            try await browser.run(
                "return document.documentElement.dataset.screen ?? ''",
                for: String.self
            ).asScreen
        }
    }

    /// What lies over it.
    var over: Over? {
        get async throws {
            let script = "return document.querySelector('[data-over]')?.dataset.over ?? ''"
            return Over(rawValue: try await browser.run(script, for: String.self))
        }
    }

    /// All that can be read.
    var text: String {
        get async throws {
            try await browser.run("return document.body.innerText", for: String.self)
        }
    }

    /// How often a key was touched.
    var touchCount: Int { touches.withLock(\.self) }

    /// Touches a key with a finger.
    func touch(_ key: LobbyKey) async throws {
        touches.withLock { $0 += 1 }
        try await browser.touch(try await browser.first(key.selector))
    }

    /// Whether a key is there and can be touched.
    func offers(_ key: LobbyKey) async throws -> Bool {
        try await !browser.all(key.selector + ":enabled").isEmpty
    }

    /// Waits for a screen that nothing lies over, unless it is said.
    func waitFor(_ wanted: Screen.Kind, under above: Over? = nil) async throws {
        do {
            try await waitUntil("screen \(wanted)") {
                let (screen, over) = (try await screen, try await over)
                return screen == wanted && over == above
            }
        } catch let timeout as ConditionTimeout {
            throw ConditionTimeout(description: "\(timeout.description), but \(try await text)")
        }
    }

    /// Waits until nobody is here and all works: both ways to pay, and the printer.
    func waitForRest() async throws {
        try await waitUntil("a first screen on which nothing is missing", within: .seconds(30)) {
            let (screen, over, text) = (try await screen, try await over, try await text)
            return screen == .attract && over == nil && text.contains("现金、微信支付")
                && !text.contains("打印机暂不能打印")
        }
    }

    /// Waits for what lies over the screen.
    func waitForOver(_ wanted: Over) async throws {
        try await waitUntil("\(wanted) over the screen") { try await over == wanted }
    }

    /// Waits until a text can be read.
    func waitForText(_ wanted: String) async throws {
        try await waitUntil("the text “\(wanted)”") { try await text.contains(wanted) }
    }

    /// Complaints of page and browser; with `network` also those of a server that was away.
    func complaints(network: Bool = true) async throws -> [String] {
        try await browser.consoleMessages()
            .filter { network || $0.source != "network" }
            .map { "\($0.level) \($0.source): \($0.message)" }
    }

    /// What a look at the page finds wrong; see `Scripts/audit.js`.
    func findings(_ panel: Panel) async throws -> [String] {
        try await browser.run(
            Self.script("audit.js"),
            [String(panel.pixelsPerCentimetre)],
            for: [String].self
        )
    }

    static func script(_ name: String) throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Scripts/\(name)")
        return try String(contentsOf: file, encoding: .utf8)
    }
}

extension String {
    fileprivate var asScreen: Screen.Kind? { Screen.Kind(rawValue: self) }
}
