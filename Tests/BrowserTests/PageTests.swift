import LobbySamples
import LobbyScreen
import TestSupport
import Testing
import WebDriver

extension BrowserTests {
    @Suite struct PageTests {
        /// What a page's own clock says, in bytes and milliseconds.
        private struct Figures: Decodable {
            let transferBytes: Int
            let firstPaintMilliseconds: Double
            let origins: [String]
        }

        @Test func `the whole page is at most 150 kB on the wire, from one place`() async throws {
            try await ScriptedLobby.with { lobby in
                try await LobbyPage.with(lobby) { page in
                    try await waitUntil("the first paint is noted") {
                        try await page.browser.run(
                            "return performance.getEntriesByType('paint').length > 0",
                            for: Bool.self
                        )
                    }
                    let script = """
                        const own = performance.getEntriesByType("navigation");
                        const parts = [...own, ...performance.getEntriesByType("resource")];
                        return {
                            transferBytes: parts.reduce((sum, part) => sum + part.transferSize, 0),
                            firstPaintMilliseconds: performance.getEntriesByType("paint")[0].startTime,
                            origins: [...new Set(parts.map((part) => new URL(part.name).origin))],
                        };
                        """
                    let figures = try await page.browser.run(script, for: Figures.self)
                    #expect((20_000...150_000).contains(figures.transferBytes))
                    #expect(figures.origins.count == 1)
                    #expect(await lobby.address.hasPrefix(figures.origins.joined() + "/screen/"))
                    print(
                        """
                        The page: \(figures.transferBytes) bytes, first paint after \
                        \(Int(figures.firstPaintMilliseconds)) ms.
                        """
                    )
                }
            }
        }

        @Test func `the page may not run what stands inside it, nor ask another place`()
            async throws
        {
            try await ScriptedLobby.with { lobby in
                try await LobbyPage.with(lobby) { page in
                    #expect(try await page.complaints() == [])
                    let script = """
                        const element = document.createElement("script");
                        element.textContent = "document.title = 'hurt'";
                        document.body.append(element);
                        fetch("http://127.0.0.1:9/").catch(() => { document.title = "refused"; });
                        return document.title;
                        """
                    #expect(try await page.browser.run(script, for: String.self) != "hurt")
                    try await waitUntil("the request is refused") {
                        try await page.browser.run("return document.title", for: String.self)
                            == "refused"
                    }
                    let complaints = try await page.complaints()
                    for rule in ["script-src 'self'", "connect-src 'self'"] {
                        #expect(complaints.contains { $0.contains(rule) }, "\(complaints)")
                    }
                }
            }
        }

        @Test func `a finger that stays opens no menu of the browser`() async throws {
            try await ScriptedLobby.with { lobby in
                try await LobbyPage.with(lobby) { page in
                    let script = """
                        const wish = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
                        return document.querySelector("h1").dispatchEvent(wish);
                        """
                    let opensMenu = try await page.browser.run(script, for: Bool.self)
                    #expect(!opensMenu)
                }
            }
        }

        @Test func `a browser that asks another machine is found out`() async throws {
            await #expect(throws: WebDriverError.beyondLoopback(["http://elsewhere.invalid/"])) {
                try await Browser.with(Panel.upright.size) { browser in
                    // It has no address for the name, and says so.
                    _ = try? await browser.open("http://elsewhere.invalid/")
                }
            }
        }

        /// So that a look which finds nothing means something.
        @Test(arguments: [
            ("footer button", "{ minHeight: '0', height: '40px', alignSelf: 'start' }", "mm"),
            ("h1", "{ color: '#c0c0c0' }", "contrast"),
            ("h1", "{ fontSize: '60rem' }", "too wide"),
            (".lead", "{ marginTop: '-3rem' }", "lie over each other"),
            ("footer", "{ marginTop: '99rem' }", "the page is"),
        ])
        func `a page that is spoilt is found out`(
            part: String,
            style: String,
            finding: String
        ) async throws {
            try await ScriptedLobby.with { lobby in
                try await LobbyPage.with(lobby) { page in
                    #expect(try await page.findings(.upright) == [])
                    let damage = "Object.assign(document.querySelector('\(part)').style, \(style))"
                    _ = try await page.browser.run(damage + "; return ''", for: String.self)
                    let findings = try await page.findings(.upright)
                    #expect(findings.contains { $0.contains(finding) }, "\(findings)")
                }
            }
        }
    }
}
