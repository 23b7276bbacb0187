import Foundation
import LobbySamples
import LobbyScreen
import TestSupport
import Testing
import WebDriver

extension BrowserTests {
    @Suite struct LooksTests {
        /// A form of the page.
        struct Form: Sendable, CustomTestStringConvertible {
            let language: String
            let isAccessible: Bool

            static let all = ScreenPage.languages.flatMap { language in
                [false, true].map { Form(language: language, isAccessible: $0) }
            }

            var testDescription: String { language + (isAccessible ? ", large" : "") }
        }

        @Test(arguments: Panel.all, Form.all)
        func `every screen is whole, readable and large enough to touch`(
            panel: Panel,
            form: Form
        ) async throws {
            let pictures = try Pictures(panel, form)
            try await Browser.with(panel.size) { browser in
                let page = LobbyPage(browser: browser)
                for (name, visitor) in EveryScreen.all {
                    let findings = try await look(page, visitor, panel, form) {
                        try pictures.keep(try await browser.screenshot(), of: name)
                    }
                    for finding in findings {
                        Issue.record("\(name), \(form.testDescription), \(panel.size): \(finding)")
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
private struct Pictures {
    private static let root = URL(
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
