import Glibc
import TestSupport
import WebDriver

extension Benchmark {
    /// A day in a lobby, as fast as it goes: does the service or the page grow?
    ///
    /// What a day brings is kept in number, not in time: visits, the service's pulses, the page's
    /// seconds. `SOAK_HOURS` makes it another span than 24 hours.
    static let soak = Benchmark(name: "soak", isOnlyByName: true) {
        if let obstacle = VirtualReaderDaemon.obstacle { throw obstacle }
        let plan = SoakPlan(hours: getenv("SOAK_HOURS").flatMap { Int(String(cString: $0)) } ?? 24)
        let (samples, nanoseconds) = try await WorkFolder.temporary { folder in
            try await VirtualReaderDaemon.exclusive { _ in
                let lobby = try await SoakLobby(in: folder)
                return try await Browser.with(.lobby) { browser in
                    let page = try await SoakPage(browser, address: lobby.address)
                    let start = monotonicNanoseconds()
                    let samples = try await soaked(lobby, page, plan)
                    let end = monotonicNanoseconds()
                    await lobby.stop()
                    return (samples, end - start)
                }
            }
        }
        let conditions = """
            \(plan.visitCount) visits, \(plan.pulseCount) pulses, \(plan.secondCount) seconds \
            of the page, in \(nanoseconds / 1_000_000_000) s
            """
        return rows(samples, conditions)
    }

    private static func soaked(
        _ lobby: SoakLobby,
        _ page: SoakPage,
        _ plan: SoakPlan
    ) async throws -> [SoakSample] {
        var samples: [SoakSample] = []
        for part in 1...SoakPlan.partCount {
            for number in plan.visits(ofPart: part) {
                try await SoakVisit(number: number).run(lobby, page)
            }
            try await page.waitUntilPassed(plan, part: part)
            let sample = SoakSample(
                residentBytes: try await lobby.residentBytes(),
                page: try await page.holdings()
            )
            samples.append(sample)
            print("soak, \(part * 100 / SoakPlan.partCount) %: \(sample)")
            fflush(nil)
        }
        return samples
    }

    private static func rows(_ samples: [SoakSample], _ conditions: String) -> [Row] {
        let figures: [(name: String, unit: String, value: (SoakSample) -> Double)] = [
            ("kiosk run in memory", "MB", { Double($0.residentBytes) / 1_000_000 }),
            ("the page's heap", "MB", { Double($0.page.heapBytes) / 1_000_000 }),
            ("the page's nodes", "nodes", { Double($0.page.nodeCount) }),
            ("the page's listeners", "listeners", { Double($0.page.listenerCount) }),
        ]
        return figures.flatMap { figure in
            let values = samples.map(figure.value)
            // The first part brings caches to their size.
            let (early, late) = (Array(values[1...3]).median, Array(values.suffix(3)).median)
            return [
                Row(
                    name: "soak: \(figure.name), at the end",
                    value: late,
                    unit: figure.unit,
                    runs: 3,
                    conditions: conditions + ", garbage collected"
                ),
                Row(
                    name: "soak: \(figure.name), growth",
                    value: (late / early - 1) * 100,
                    unit: "%",
                    runs: samples.count,
                    conditions: "median at 80, 90, 100 % over that at 20, 30, 40 %",
                    aim: 2
                ),
            ]
        }
    }
}

/// What happens in so many hours.
struct SoakPlan: Sendable {
    /// How often it is measured.
    static let partCount = 10
    /// The service's pulses and the page's seconds come faster than in a lobby by this.
    static let pace = 150
    /// Of the service, in a lobby.
    private static let pulseMilliseconds = 10_000
    /// Between two pulses of the service here.
    static let fastPulseMilliseconds = pulseMilliseconds / pace

    /// How many visits a day has.
    private static let visitsPerDay = 300

    private let hours: Int

    init(hours: Int) { self.hours = hours }

    var visitCount: Int { Self.visitsPerDay * hours / 24 }
    var secondCount: Int { hours * 3_600 }
    var pulseCount: Int { secondCount * 1_000 / Self.pulseMilliseconds }

    /// The numbers of the visits of a part, from 1.
    func visits(ofPart part: Int) -> Range<Int> {
        let (before, after) = (visitCount * (part - 1), visitCount * part)
        return before / Self.partCount..<after / Self.partCount
    }
}

/// What there is in memory at one moment, when nobody is in the lobby.
struct SoakSample: Sendable, CustomStringConvertible {
    let residentBytes: Int
    let page: PageHoldings

    var description: String {
        """
        kiosk \(residentBytes / 1_000) kB, page \(page.heapBytes / 1_000) kB, \
        \(page.nodeCount) nodes, \(page.listenerCount) listeners
        """
    }
}
