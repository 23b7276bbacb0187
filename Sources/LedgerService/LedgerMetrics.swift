internal import Metrics
internal import RecordChain
internal import WebServer

/// The figures of a ledger that runs, under names of the field (Prometheus, “Metric and label naming”).
///
/// Labels are words of this program: routes' patterns, status codes, the ledger's answers. Nothing that
/// a client sends, and nothing that names a kiosk or a customer.
public final class LedgerMetrics: Sendable {
    /// The limit that the service itself keeps, beside those of `ServerLimit`.
    private static let keyRate = "requestRatePerKey"

    private let registry = MetricRegistry()
    private let requests: Counter
    private let requestSeconds: Histogram
    private let brokenOff: Counter
    private let refused: Counter
    private let cutOff: Counter
    private let batches: Counter
    private let records: Counter
    private let storeFailures: Counter
    private let connections: Gauge
    private let openCases: Gauge

    /// All figures at 0, and those of the process.
    public init() {
        requests = registry.counter(
            "ledger_http_requests_total",
            help: "Requests that were answered.",
            labels: ["method", "route", "code"]
        )
        requestSeconds = registry.histogram(
            "ledger_http_request_duration_seconds",
            help: "From a request's first line to the last byte of its answer.",
            unit: .seconds,
            bounds: Histogram.requestSeconds,
            labels: ["route"]
        )
        brokenOff = registry.counter(
            "ledger_http_requests_broken_off_total",
            help: "Requests whose client went away, or was cut off, before its answer."
        )
        refused = registry.counter(
            "ledger_http_refused_total",
            help: "Requests and connections that a limit refused.",
            labels: ["limit"]
        )
        cutOff = registry.counter(
            "ledger_http_slow_clients_total",
            help: "Connections that were closed because the client was too slow.",
            labels: ["phase"]
        )
        connections = registry.gauge(
            "ledger_http_connections",
            help: "Connections that are open at the kiosks' door."
        )
        batches = registry.counter(
            "ledger_batches_total",
            help: "Batches of records that came, by the ledger's answer.",
            labels: ["answer"]
        )
        records = registry.counter(
            "ledger_records_accepted_total",
            help: "Records in batches that were accepted; where batches overlap, counted in each."
        )
        storeFailures = registry.counter(
            "ledger_store_failures_total",
            help: "Requests that failed because the store did."
        )
        openCases = registry.gauge(
            "ledger_open_cases",
            help: "Cases that people must look into."
        )
        registry.registerProcess()
        // What may be waited for in vain is there from the start: an alert on it can work.
        for verdict in SyncAnswer.Verdict.allCases where verdict != .cursor {
            batches.add(0, verdict.rawValue)
        }
        for limit in ServerLimit.allCases.map(\.rawValue) + [Self.keyRate] { refused.add(0, limit) }
        for phase in SlowPhase.allCases { cutOff.add(0, phase.rawValue) }
    }

    /// A batch was answered; `records` is how many of it were new and are kept now.
    ///
    /// `answer` is the word of a `SyncAnswer` or of a refusal, of which there are few.
    public func count(answer: String, records count: Int = 0) {
        batches.add(1, answer)
        records.add(Double(count))
    }

    /// A request failed because the store did.
    public func countStoreFailure() { storeFailures.add() }

    /// A key sent more requests than it may.
    func countKeyRefused() { refused.add(1, Self.keyRate) }

    /// What the store said just now, nil where it failed: then the figure is left out.
    func setOpenCases(_ count: Int?) {
        openCases.read { count.map(Double.init) }
    }

    /// Asks the server for its connections whenever the figures are.
    func readConnections(_ value: @escaping @Sendable () -> Double?) { connections.read(value) }

    /// What a server let be seen.
    func note(_ observation: ServerObservation) {
        switch observation {
        case .answered(let method, let route, let status, let nanoseconds):
            let route = route ?? "none"
            requests.add(1, method?.rawValue ?? "none", route, String(status))
            requestSeconds.observe(Double(nanoseconds) / 1e9, route)
        case .brokenOff: brokenOff.add()
        case .refused(let limit, _): refused.add(1, limit.rawValue)
        case .cutOff(let phase): cutOff.add(1, phase.rawValue)
        }
    }

    /// The figures in Prometheus' text format.
    var response: Response {
        Response(
            headers: ["Content-Type": MetricRegistry.contentType, "Cache-Control": "no-store"],
            body: Array(registry.text().utf8)
        )
    }
}
