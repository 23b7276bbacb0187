import LobbyScreen
import TestSupport
import WebDriver

/// The lobby's page in a browser, whose seconds pass faster.
///
/// Keys are pressed by script, and all is asked by `Browser.evaluate`: a finger of the driver would keep
/// a hold on what it touched, and each of its questions would leave some bytes, which would be found in
/// the page's memory. A day asks some two thousand times.
struct SoakPage: Sendable {
    private let browser: Browser

    init(_ browser: Browser, address: String) async throws {
        self.browser = browser
        try await browser.runBeforePages(Self.preparation)
        try await browser.open(address)
        try await wait("the acceptor works", #"return state?.means.includes("cash") ?? false"#)
    }

    /// Waits for a screen that nothing lies over.
    func see(_ screen: Screen.Kind) async throws {
        try await wait(
            "\(screen) on the screen",
            """
            return document.documentElement.dataset.screen === "\(screen)"
                && document.getElementById("over").hidden
            """
        )
    }

    /// Waits for the question whether somebody is still there.
    func seeCountdown() async throws {
        try await wait("a countdown", "return document.querySelector('.countdown') !== null")
    }

    /// Presses the key for an action, with what belongs to it.
    func touch(_ action: String, _ rest: String = "") async throws {
        try await touch(key: #"{"action":"\#(action)"\#(rest)}"#)
    }

    /// Presses a key by its name.
    func touch(key name: String) async throws {
        try await wait(
            "the key \(name)",
            """
            const key = document.querySelector(`button[data-id='\(name)']:enabled`);
            key?.click();
            return key !== null
            """
        )
    }

    /// Waits until pulses and seconds of the first parts of a plan have come.
    func waitUntilPassed(_ plan: SoakPlan, part: Int) async throws {
        let pulses = plan.pulseCount * part / SoakPlan.partCount
        let seconds = plan.secondCount * part / SoakPlan.partCount
        try await wait(
            "\(pulses) pulses",
            "return soak.pulse >= \(pulses) && soak.seconds >= \(seconds)"
        )
    }

    func holdings() async throws -> PageHoldings { try await browser.holdings() }

    private func wait(_ description: String, _ script: String) async throws {
        // The page itself looks, or the questions would be most of what the machine does. A client
        // waits only so long for an answer.
        let looking = """
            new Promise((resolve) => {
                const isTrue = () => { \(script) };
                const end = performance.now() + 10000;
                const look = () => {
                    if (isTrue()) resolve(true);
                    else if (performance.now() > end) resolve(false);
                    else setTimeout(look, 20);
                };
                look();
            })
            """
        try await waitUntil(description, within: .seconds(300)) {
            try await browser.evaluate(looking, for: Bool.self)
        }
    }

    /// Lets the page's seconds pass faster, and counts them and the events that come.
    private static let preparation = """
        const soak = { seconds: 0, snapshot: 0, pulse: 0 };
        const every = window.setInterval;
        window.setInterval = (act, milliseconds) =>
            every(() => { soak.seconds += 1; act(); }, milliseconds / \(SoakPlan.pace));
        const listen = EventSource.prototype.addEventListener;
        EventSource.prototype.addEventListener = function (name, act) {
            listen.call(this, name, (event) => { soak[name] += 1; act(event); });
        };
        """
}
