import Configuration
import Demonstration
import LobbyScreen
import TestSupport
import WebDriver

extension Benchmark {
    /// The lobby's page: its weight, and how soon a browser shows something of it.
    static let page = Benchmark(name: "page") {
        let weight = Row(
            name: "page: weight of all its files",
            value: ScreenPage.files.reduce(0) { $0 + Double($1.bytes.count) } / 1_000,
            unit: "kB",
            runs: 1,
            conditions: "\(ScreenPage.files.count) files, as they are",
            aim: 150
        )
        let loads = try await WorkFolder.temporary { folder in
            let household = try Household(in: folder, sections: folder.screenSection())
            let kiosk = try ServiceProcess.kiosk(household.configurationPath)
            let address = try folder.screenAddress(kiosk)
            var loads: [Load] = []
            for _ in 0..<loadCount {
                loads.append(try await Browser.with(.lobby) { try await load(address, in: $0) })
            }
            kiosk.process.stop()
            return loads
        }
        return [weight] + rows(loads)
    }

    private static let loadCount = 10

    /// A page in a browser that was just started, and loaded anew in the same.
    private struct Load: Sendable {
        let wireBytes: Double
        let firstNanoseconds: UInt64
        let secondNanoseconds: UInt64
    }

    private static func load(_ address: String, in browser: Browser) async throws -> Load {
        try await browser.open(address)
        let first = try await firstPaint(in: browser)
        let bytes = try await browser.run(transferred, for: Double.self)
        try await browser.reload()
        return Load(
            wireBytes: bytes,
            firstNanoseconds: first,
            secondNanoseconds: try await firstPaint(in: browser)
        )
    }

    /// From the navigation's start to the first content that is seen.
    private static func firstPaint(in browser: Browser) async throws -> UInt64 {
        var painted: [Double] = []
        try await waitUntil("the page is painted") {
            painted = try await browser.run(paints, for: [Double].self)
            return !painted.isEmpty
        }
        return UInt64(painted[0] * 1_000_000)
    }

    /// Before the first snapshot there is nothing to paint but the ground.
    private static let paints = """
        return performance.getEntriesByType("paint")
            .filter((entry) => entry.name === "first-contentful-paint")
            .map((entry) => entry.startTime);
        """

    /// With the heads of the answers.
    private static let transferred = """
        return [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
            .reduce((sum, entry) => sum + entry.transferSize, 0);
        """

    private static func rows(_ loads: [Load]) -> [Row] {
        let conditions = "first contentful paint, headless Chromium on the kiosk's machine"
        return [
            Row(
                name: "page: first load on the wire",
                value: loads[0].wireBytes / 1_000,
                unit: "kB",
                runs: 1,
                conditions: "with the heads of the answers, nothing kept from before",
                aim: 150
            ),
            .median(
                "page: first paint, browser just started",
                of: loads.map(\.firstNanoseconds),
                in: .milliseconds,
                conditions,
                aim: 300
            ),
            .median(
                "page: first paint, loaded again",
                of: loads.map(\.secondNanoseconds),
                in: .milliseconds,
                conditions,
                aim: 300
            ),
        ]
    }
}

extension ScreenSize {
    /// An upright panel of full HD.
    static let lobby = ScreenSize(1080, 1920)
}

extension WorkFolder {
    /// The screen's section of a configuration, with more keys where they are given.
    func screenSection(_ keys: String = "") -> String {
        """
        screen: { token: "\(file("screen.token"))", amounts: ["50.00", "100.00"], \(keys) },
        """
    }

    /// Where a browser finds the screen of a kiosk that runs here.
    func screenAddress(_ kiosk: ServiceProcess) throws -> String {
        let token = String(decoding: try SecretFile.read(file("screen.token")), as: UTF8.self)
        return "\(kiosk.address)/screen/#\(token)"
    }
}
