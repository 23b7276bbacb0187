import Foundation
import Synchronization
import TestSupport
import WebDriver

/// The bench page in a browser, in words of the desk.
final class DeskPage: Sendable {
    /// A part of the page.
    enum Panel: String, Sendable {
        case switches, cards, tear, news, notes, telephone, home, office, printer
    }

    let browser: Browser
    private let pressed = Mutex<Set<DeskControl>>([])

    init(browser: Browser) { self.browser = browser }

    /// Presses a control with a finger, as soon as it is there and can be pressed.
    func press(_ control: DeskControl) async throws {
        try await waitUntil("\(control) can be pressed") {
            let keys = try await browser.all(control.selector + ":not(:disabled)")
            guard let key = keys.first else { return false }
            do {
                try await browser.touch(key)
                return true
            } catch WebDriverError.refused(code: "stale element reference", message: _) {
                // Its panel was drawn anew in between; nothing was pressed.
                return false
            }
        }
        _ = pressed.withLock { $0.insert(control) }
    }

    /// Forgets what was pressed, and says what it was.
    func takePressed() -> Set<DeskControl> {
        pressed.withLock { pressed in
            defer { pressed = [] }
            return pressed
        }
    }

    /// Whether a switch is on, a fault set or a choice made.
    func isOn(_ control: DeskControl) async throws -> Bool {
        let states = ["[aria-pressed=true]", "[aria-checked=true]"]
        let selector = states.map { control.selector + $0 }.joined(separator: ",")
        return try await !browser.all(selector).isEmpty
    }

    /// Presses a switch that is there, and waits until it stands so.
    func set(_ control: DeskControl, isOn wanted: Bool) async throws {
        try await press(control)
        try await waitUntil("\(control) is \(wanted ? "on" : "off")") {
            try await isOn(control) == wanted
        }
    }

    /// Whether a control can be pressed.
    func offers(_ control: DeskControl) async throws -> Bool {
        try await !browser.all(control.selector + ":not(:disabled)").isEmpty
    }

    /// All that can be read in a panel.
    func text(_ panel: Panel) async throws -> String {
        try await browser.run(
            "return document.getElementById(arguments[0]).innerText",
            [panel.rawValue],
            for: String.self
        )
    }

    /// What is told newest.
    func newestMessage() async throws -> String {
        try await browser.run(
            "return document.querySelector('.news li span')?.innerText ?? ''",
            for: String.self
        )
    }

    /// Waits until a text can be read in a panel.
    func waitFor(_ wanted: String, in panel: Panel) async throws {
        do {
            try await waitUntil("“\(wanted)” in \(panel)") {
                try await text(panel).contains(wanted)
            }
        } catch let timeout as ConditionTimeout {
            throw ConditionTimeout(
                description: "\(timeout.description), but \(try await text(panel))"
            )
        }
    }

    /// All notes that the acceptor has kept, as the page says it.
    var keptYuan: Int {
        get async throws {
            let shown = try await text(.notes).firstMatch(of: /kept ¥(\d+)/)
            return shown.flatMap { Int($0.output.1) } ?? 0
        }
    }

    /// How many elements fit a selector.
    func count(_ selector: String) async throws -> Int {
        try await browser.all(selector).count
    }

    /// Waits until a receipt can be seen to hang out of the printer, whole or torn off.
    func waitForReceipt(isTorn: Bool = false) async throws {
        try await waitUntil("a receipt", within: .seconds(20)) {
            try await browser.run(
                """
                return [...document.querySelectorAll(".roll img")].some((image) =>
                    image.complete && image.naturalHeight > 0
                        && image.alt.endsWith("torn") === (arguments[0] === "true"))
                """,
                ["\(isTorn)"],
                for: Bool.self
            )
        }
    }

    /// Complaints of page and browser.
    func complaints() async throws -> [String] {
        try await browser.consoleMessages().map { "\($0.level) \($0.source): \($0.message)" }
    }
}
