import TestSupport
import Testing
import WebDriver

/// A kiosk and a browser before it, for all tests of a suite.
struct RealScene: Sendable {
    let lobby: RealLobby
    let page: LobbyPage

    @TaskLocal fileprivate static var shared: RealScene?

    /// Begins a visit: everything works, nobody is here, and the next card is a new one.
    static func visit(_ body: (LobbyVisit, RealLobby) async throws -> Void) async throws {
        let scene = try #require(shared)
        let (lobby, page) = (scene.lobby, scene.page)
        try await lobby.removeCard()
        try await lobby.issueCard()
        try await page.waitForRest()
        try await body(LobbyVisit(lobby: lobby, page: page), lobby)
        #expect(try await page.complaints(network: false) == [])
    }
}

/// Sets the scene once for a whole suite.
struct RealSceneTrait: SuiteTrait, TestScoping {
    func provideScope(
        for _: Test,
        testCase _: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await RealLobby.with { lobby in
            try await LobbyPage.with(lobby) { page in
                let scene = RealScene(lobby: lobby, page: page)
                try await RealScene.$shared.withValue(scene) { try await function() }
                // The page would complain of a server that ends.
                try await page.leave()
            }
        }
    }
}

extension Trait where Self == RealSceneTrait {
    /// All tests have one kiosk and one browser.
    static var realScene: Self { RealSceneTrait() }
}

extension Trait where Self == ConditionTrait {
    /// The test uses the virtual readers.
    static var needsVirtualReader: Self {
        let obstacle = VirtualReaderDaemon.obstacle
        return .enabled(if: obstacle == nil, "\(obstacle.map(\.description) ?? "")")
    }
}
