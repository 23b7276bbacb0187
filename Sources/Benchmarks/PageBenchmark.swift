import Demonstration
import Configuration
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
            let loads = try await Browser.with(.lobby) { browser in
                try await load(address, in: browser)
            }
            kiosk.process.stop()
            return loads
        }
        return [weight] + rows(loads)
    }

    private static let loadCount = 11

    private struct Load: Sendable {
        let paintedNanoseconds: UInt64
        let wireBytes: Double
    }

    private static func load(_ address: String, in browser: Browser) async throws -> [Load] {
        var loads: [Load] = []
        for _ in 0..<loadCount {
            // From another page: an address that differs behind `#` alone loads nothing.
            try await browser.open("about:blank")
            try await browser.open(address)
            var painted: [Double] = []
            try await waitUntil("the page is painted") {
                painted = try await browser.run(firstPaint, for: [Double].self)
                return !painted.isEmpty
            }
            let bytes = try await browser.run(transferred, for: Double.self)
            loads.append(
                Load(paintedNanoseconds: UInt64(painted[0] * 1_000_000), wireBytes: bytes)
            )
        }
        return loads
    }

    /// The first content that is seen: before the first snapshot there is nothing to paint.
    private static let firstPaint = """
        return performance.getEntriesByType("paint")
            .filter((entry) => entry.name === "first-contentful-paint")
            .map((entry) => entry.startTime);
        """

    /// With the heads of the answers. What the browser had kept counts as a head alone.
    private static let transferred = """
        return [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
            .reduce((sum, entry) => sum + entry.transferSize, 0);
        """

    private static func rows(_ loads: [Load]) -> [Row] {
        let conditions = "headless Chromium on the same machine, first contentful paint"
        return [
            Row(
                name: "page: first load on the wire",
                value: loads[0].wireBytes / 1_000,
                unit: "kB",
                runs: 1,
                conditions: "with the heads of the answers, nothing kept from before",
                aim: 150
            ),
            Row(
                name: "page: first paint of a browser just started",
                value: TimeUnit.milliseconds.value(Double(loads[0].paintedNanoseconds)),
                unit: "ms",
                runs: 1,
                conditions: conditions,
                aim: 300
            ),
            .median(
                "page: first paint",
                of: loads.dropFirst().map(\.paintedNanoseconds),
                in: .milliseconds,
                conditions + ", loaded again",
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
