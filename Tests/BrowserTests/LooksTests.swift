import Foundation
import LobbySamples
import LobbyScreen
import TestSupport
import Testing
import WebDriver

extension BrowserTests {
    @Suite struct LooksTests {
        /// A form of the page, on a panel.
        struct Form: Sendable, CustomTestStringConvertible {
            let panel: Panel
            let language: String
            let isAccessible: Bool

            /// English is the longer one: where one large form has to do, it does.
            private static let usual = [
                Form(panel: .upright, language: "zh", isAccessible: false),
                Form(panel: .upright, language: "en", isAccessible: false),
                Form(panel: .wide, language: "zh", isAccessible: false),
                Form(panel: .wide, language: "en", isAccessible: false),
                Form(panel: .upright, language: "en", isAccessible: true),
            ]
            private static let all = Panel.all.flatMap { panel in
                ScreenPage.languages.flatMap { language in
                    [false, true].map {
                        Form(panel: panel, language: language, isAccessible: $0)
                    }
                }
            }
            /// All of them take minutes: `SCREENSHOTS_ALL=1` asks for that.
            static let wanted =
                ProcessInfo.processInfo.environment["SCREENSHOTS_ALL"] == nil ? usual : all

            var testDescription: String {
                "\(panel.size), \(language)" + (isAccessible ? ", large" : "")
            }
        }

        @Test(arguments: Form.wanted)
        func `every screen is whole, readable and large enough to touch`(form: Form) async throws {
            let panel = form.panel
            let pictures = try ScreenPictures(panel, form)
            try await Browser.with(panel.size) { browser in
                let page = LobbyPage(browser: browser)
                for (name, visitor) in EveryScreen.all {
                    let findings = try await look(page, visitor, panel, form) {
                        try pictures.keep(try await browser.screenshot(), of: name)
                    }
                    for finding in findings {
                        Issue.record("\(name), \(form.testDescription): \(finding)")
                    }
                }
            }
        }

        /// Shows a screen and gives all that is wrong with it.
        private func look(
            _ page: LobbyPage,
            _ visitor: Visitor,
            _ panel: Panel,
            _ form: Form,
            _ keep: () async throws -> Void
        ) async throws -> [String] {
            try await ScriptedLobby.with(.silent, .none, panel) { lobby in
                await lobby.lead(visitor, form.language, isAccessible: form.isAccessible)
                try await page.open(lobby)
                try await page.waitFor(visitor.session.screen.kind, under: visitor.over)
                try await keep()
                let findings = try await page.findings(panel) + page.complaints()
                try await page.leave()
                return findings
            }
        }
    }
}

extension Visitor {
    /// What lies over the screen.
    var over: LobbyPage.Over? { session.countdownSince == nil ? nil : .time }
}

/// Screenshots in a folder: SIZE/LANGUAGE/SCREEN.png, and SCREEN-large.png.
struct ScreenPictures {
    static let root = URL(
        filePath: ProcessInfo.processInfo.environment["SCREENSHOTS"] ?? ".build/screenshots"
    )

    private let folder: URL
    private let ending: String

    init(_ panel: Panel, _ form: BrowserTests.LooksTests.Form) throws {
        folder = Self.root.appending(path: "\(panel.size)/\(form.language)")
        ending = form.isAccessible ? "-large.png" : ".png"
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func keep(_ png: [UInt8], of screen: String) throws {
        try Data(png).write(to: folder.appending(path: screen + ending))
    }
}
