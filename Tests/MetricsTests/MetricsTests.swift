import Foundation
import Metrics
import Testing

struct MetricsTests {
    @Test func `counters, gauges and histograms are written as the text format says`() {
        let metrics = MetricRegistry()
        let requests = metrics.counter(
            "ledger_requests_total",
            help: "Requests.",
            labels: ["route", "code"]
        )
        let open = metrics.gauge("ledger_open_cases", help: "Open\ncases\\now.")
        let memory = metrics.gauge("memory_bytes", help: "Memory.", unit: .bytes)
        let times = metrics.histogram(
            "ledger_seconds",
            help: "Times.",
            unit: .seconds,
            bounds: [0.5, 1],
            labels: ["route"]
        )
        requests.add(2, "/v1/records", "200")
        requests.add(1, "/v1/cursor", "429")
        open.set(-1.5)
        memory.read { nil }
        for value in [0.25, 0.5, 0.75, 7] { times.observe(value, "/") }
        let expected = #"""
            # HELP ledger_requests_total Requests.
            # TYPE ledger_requests_total counter
            ledger_requests_total{route="/v1/cursor",code="429"} 1
            ledger_requests_total{route="/v1/records",code="200"} 2
            # HELP ledger_open_cases Open\ncases\\now.
            # TYPE ledger_open_cases gauge
            ledger_open_cases -1.5
            # HELP ledger_seconds Times.
            # TYPE ledger_seconds histogram
            ledger_seconds_bucket{route="/",le="0.5"} 2
            ledger_seconds_bucket{route="/",le="1"} 3
            ledger_seconds_bucket{route="/",le="+Inf"} 4
            ledger_seconds_sum{route="/"} 8.5
            ledger_seconds_count{route="/"} 4

            """#
        #expect(metrics.text() == expected)
    }

    @Test(arguments: [
        ("a\"b", #"a\"b"#), ("a\\b", #"a\\b"#), ("a\nb", #"a\nb"#), ("a\r\nb", "a\r\\nb"),
        ("水", "水"), ("", ""),
    ])
    func `no label's value can end its quotes`(value: String, written: String) {
        let metrics = MetricRegistry()
        metrics.counter("x_total", help: "", labels: ["a"]).add(1, value)
        #expect(
            metrics.text()
                == "# HELP x_total \n# TYPE x_total counter\nx_total{a=\"\(written)\"} 1\n"
        )
    }

    @Test(arguments: [
        (Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (0, "0"),
        (0.1, "0.1"), (1e300, "1e+300"), (1_790_000_000.25, "1790000000.25"),
    ])
    func `numbers are those that Go reads`(value: Double, written: String) {
        let metrics = MetricRegistry()
        metrics.gauge("x", help: "").set(value)
        #expect(metrics.text().hasSuffix("\nx \(written)\n"))
    }

    @Test func `what never happened is 0`() {
        let metrics = MetricRegistry()
        _ = metrics.counter("x_total", help: "")
        #expect(metrics.text().hasSuffix("\nx_total 0\n"))
    }

    @Test func `nothing is lost between threads`() async {
        let metrics = MetricRegistry()
        let counter = metrics.counter("x_total", help: "", labels: ["a"])
        await withTaskGroup(of: Void.self) { group in
            for _ in 1...8 {
                group.addTask { for _ in 1...1_000 { counter.add(1, "b") } }
            }
        }
        #expect(counter.value("b") == 8_000)
    }

    @Test func `the process tells of itself`() throws {
        let metrics = MetricRegistry()
        metrics.registerProcess()
        let values = Dictionary(
            metrics.text().split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
                let parts = line.split(separator: " ")
                return (String(parts[0]), Double(parts[1]) ?? .nan)
            },
            uniquingKeysWith: { first, _ in first }
        )
        let started = try #require(values["process_start_time_seconds"])
        #expect(abs(started - Date().timeIntervalSince1970) < 60)
        #expect(try #require(values["process_resident_memory_bytes"]) > 1_000_000)
        let open = try #require(values["process_open_fds"])
        #expect(open >= 3 && open <= values["process_max_fds"] ?? 0)
    }

    @Test(arguments: ["", "1a", "a-b", "a b", "ä"]) func `a bad name is a defect`(name: String)
        async
    {
        await #expect(processExitsWith: .failure) { [name] in
            _ = MetricRegistry().gauge(name, help: "")
        }
    }

    @Test func `a counter without its ending is a defect`() async {
        await #expect(processExitsWith: .failure) {
            _ = MetricRegistry().counter("requests", help: "")
        }
    }
}
