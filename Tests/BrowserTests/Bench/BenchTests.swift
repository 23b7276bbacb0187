import TestSupport
import Testing
import WebDriver

extension BrowserTests {
    /// The page of `bench all`, with the programs, pcscd and the devices of the desk itself.
    @Suite(.needsVirtualReader, .deskScene) struct BenchTests {
        @Test(arguments: DeskErrand.all)
        func `what a control does is seen in the lobby or on the desk`(errand: DeskErrand)
            async throws
        {
            let desk = try #require(DeskSceneTrait.shared)
            try await desk.rest()
            _ = desk.page.takePressed()
            try await errand.body(desk)
            let pressed = desk.page.takePressed()
            #expect(pressed.isSuperset(of: errand.controls), "not all was pressed")
            #expect(try await desk.page.complaints() == [])
            #expect(try await desk.lobbyPage.complaints(network: false) == [])
        }

        @Test func `each control of the page is pressed by one of these tests`() async throws {
            let desk = try #require(DeskSceneTrait.shared)
            try await desk.rest()
            let shown = try await desk.page.browser.run(Self.names, for: [String].self)
            let names = shown.map { name in
                let order = DeskControl.pay.description
                return name.hasPrefix(order) ? order : name
            }
            let tested = Set(DeskErrand.all.flatMap(\.controls))
            // An order may stand there, or none yet.
            #expect(
                Set(names.map { DeskControl(description: $0) }).union([.pay]) == tested
            )
        }

        private static let names = """
            const controls = "button, input, select, textarea, a, summary, [tabindex], [role=button]";
            return [...document.querySelectorAll(controls)].map((one) => one.dataset.name ?? one.outerHTML);
            """
    }
}

/// Sets up the desk once for the whole suite.
struct DeskSceneTrait: SuiteTrait, TestScoping {
    @TaskLocal static var shared: Desk?

    func provideScope(
        for _: Test,
        testCase _: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await VirtualReaderDaemon.exclusive { _ in
            try await Desk.with { desk in
                try await Self.$shared.withValue(desk) { try await function() }
            }
        }
    }
}

extension Trait where Self == DeskSceneTrait {
    /// All tests have one desk and two browsers.
    static var deskScene: Self { DeskSceneTrait() }
}
