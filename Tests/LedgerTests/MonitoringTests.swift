import Ledger
import LedgerService
import Logging
import Prepayment
import RateLimits
import RecordChain
import Synchronization
import TestSupport
import Testing
import WebServer

/// What the monitoring sees of a ledger that runs, and at which door.
@Suite(.timeLimit(.minutes(1))) struct MonitoringTests {
    let service = LedgerServiceTests()

    private static let door = "monitoring: { port: 0 },"

    private func serving(
        _ more: String = door,
        log: EventLog = .silent,
        _ body: (LedgerServer, RawClient, RawClient?) async throws -> Void
    ) async throws {
        try await service.folder.enrol()
        let server = try await LedgerServer(
            service.configuration(more),
            report: ServiceReport(log: log)
        )
        let monitoring = server.monitoringPort.map { RawClient("http://127.0.0.1:\($0)") }
        let result = await Result {
            try await body(server, RawClient(server.address), monitoring)
        }
        await server.stop()
        try result.get()
    }

    private func figures(_ client: RawClient) async throws -> [String: Double] {
        let answer = try await client.get("/metrics")
        #expect(answer.status == 200)
        #expect(answer.headers.contains("Content-Type: text/plain; version=0.0.4"))
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        return try Dictionary(
            uniqueKeysWithValues: lines.filter { !$0.hasPrefix("#") }.map { line in
                let space = try #require(line.lastIndex(of: " "))
                let value = try #require(Double(line[line.index(after: space)...]))
                return (String(line[..<space]), value)
            }
        )
    }

    @Test func `batches, requests and refusals are counted`() async throws {
        let journal = service.journal
        try await serving { _, client, monitoring in
            let monitoring = try #require(monitoring)
            let before = try await figures(monitoring)
            #expect(before["ledger_batches_total{answer=\"fork\"}"] == 0)
            #expect(before["ledger_records_accepted_total"] == 0)
            for _ in 1...2 { _ = try await client.send(journal.signed()) }
            _ = try await client.post("/v1/records", journal.signed().bytes)
            _ = try await client.postSigned("/v1/records", [1, 2, 3])
            _ = try await client.get("/v1/no-such-\(journal.kiosk)")
            let after = try await figures(monitoring)
            #expect(after["ledger_batches_total{answer=\"accepted\"}"] == 1)
            #expect(after["ledger_batches_total{answer=\"alreadyHave\"}"] == 1)
            #expect(after["ledger_batches_total{answer=\"badSignature\"}"] == 1)
            #expect(after["ledger_batches_total{answer=\"malformed\"}"] == 1)
            #expect(after["ledger_records_accepted_total"] == Double(journal.head.sequence))
            let posted = "ledger_http_requests_total{method=\"POST\",route=\"/v1/records\",code="
            #expect(after[posted + "\"200\"}"] == 2)
            #expect(after[posted + "\"401\"}"] == 1)
            #expect(
                after["ledger_http_requests_total{method=\"GET\",route=\"none\",code=\"404\"}"] == 1
            )
            let seconds = "ledger_http_request_duration_seconds_count{route=\"/v1/records\"}"
            #expect(after[seconds] == 4)
            #expect(try #require(after["process_resident_memory_bytes"]) > 1_000_000)
            #expect(after["ledger_http_connections"] != nil)
            #expect(try await monitoring.get("/health").status == 200)
        }
    }

    @Test func `a fork is an open case, and told`() async throws {
        let journal = service.journal
        let entries = Mutex<[LogEntry]>([])
        let log = EventLog { entry in
            entries.withLock { $0.append(entry) }
            return true
        }
        try await serving(log: log) { _, client, monitoring in
            let monitoring = try #require(monitoring)
            #expect(try await figures(monitoring)["ledger_open_cases"] == 0)
            _ = try await client.send(journal.signed(1...6))
            for _ in 1...2 { _ = try await client.send(journal.altered(at: 4).signed(1...10)) }
            let after = try await figures(monitoring)
            #expect(after["ledger_open_cases"] == 1)
            #expect(after["ledger_batches_total{answer=\"fork\"}"] == 1)
            #expect(after["ledger_batches_total{answer=\"quarantined\"}"] == 1)
        }
        #expect(entries.withLock { $0.map { $0["answer"] } } == ["fork", "quarantined"])
    }

    @Test func `figures and health are at their own door and nowhere else`() async throws {
        try await serving("") { server, client, monitoring in
            #expect(monitoring == nil)
            let office = RawClient("http://127.0.0.1:\(server.operatorPort)")
            for path in ["/metrics", "/health"] {
                let clientAnswer = try await client.get(path)
                #expect(clientAnswer.status == 404)
                let officeAnswer = try await office.get(path)
                #expect(officeAnswer.status == 404)
            }
        }
    }

    @Test func `nothing else is at the door of the monitoring`() async throws {
        try await serving { _, _, monitoring in
            let monitoring = try #require(monitoring)
            for path in ["/v1/cursor?kiosk=7&epoch=1", "/v1/days/2026-11-22"] {
                let monitoringAnswer = try await monitoring.get(path)
                #expect(monitoringAnswer.status == 404)
            }
            #expect(try await monitoring.post("/operator/releases", []).status == 404)
        }
    }

    @Test func `a store that fails is unwell, and counted`() async throws {
        try await serving { _, client, monitoring in
            let monitoring = try #require(monitoring)
            try service.folder.tamper("CREATE TABLE change (a)")
            try service.folder.overwrite(from: 4_096)
            #expect(try await client.get("/v1/days/2026-11-22").status == 503)
            let health = try await monitoring.get("/health")
            #expect(health.status == 503)
            #expect(!String(decoding: health.body, as: UTF8.self).contains(service.folder.path))
            let figures = try await figures(monitoring)
            // That of the day, of the health, of the cases for this page, and perhaps of the watch.
            #expect([3, 4].contains(figures["ledger_store_failures_total"]))
            #expect(figures["ledger_open_cases"] == nil)
        }
    }

    @Test func `a flood of refusals is a few lines`() async throws {
        let entries = Mutex<[LogEntry]>([])
        let log = EventLog(rate: Rate(perSecond: 1, burst: 3), nanoseconds: { 0 }) { entry in
            entries.withLock { $0.append(entry) }
            return true
        }
        try await serving("limits: { requestsPerSecond: 1, burst: 20 },", log: log) {
            _,
            client,
            _ in
            for _ in 1...50 { _ = try await client.post("/v1/records", []) }
        }
        let told = entries.withLock { $0 }
        #expect(told.count { $0.event == "batch_refused" } == 3)
        #expect(told.first?["client"] == "127.0.0.1")
        #expect(told.first?["answer"] == "badSignature")
        #expect(told.count { $0.event == "request_refused" } == 3)
    }

    @Test func `a key has its rate, another has its own, and time gives it back`() async throws {
        let folder = service.folder
        try await folder.enrol()
        try await folder.enrol(KioskIdentifier(8))
        let store = try await folder.open()
        let now = Time()
        let routes = LedgerRoutes(
            store: store,
            key: Sample.signingKey(1),
            keyRate: Rate(perSecond: 1, burst: 2),
            monotonicTime: { now.nanoseconds.load(ordering: .relaxed) },
            onFailure: { Issue.record($0) }
        )
        try await routes.serve(closing: store) { client in
            func post(_ key: UInt8) async throws -> RawClient.Answer {
                try await client.postSigned("/v1/records", [1], key: Sample.signingKey(key))
            }
            for status in [400, 400, 429, 429] {
                let answer = try await post(7)
                #expect(answer.status == status)
            }
            // Who only names the key does not use up what it may.
            #expect(try await post(8).status == 400)
            now.nanoseconds.store(1_000_000_000, ordering: .relaxed)
            #expect(try await post(7).status == 400)
            let refused = try await post(7)
            #expect(refused.status == 429)
            #expect(refused.headers.contains("Retry-After: 1"))
            #expect(refused.headers.contains("Content-Type: application/problem+json"))
        }
    }

    private final class Time: Sendable {
        let nanoseconds = Atomic<Int64>(0)
    }

    @Test(arguments: [
        ("limits: { connections: 0 },", "limits.connections"),
        ("limits: { bodyBytes: 2097152 },", "limits.bodyBytes"),
        ("limits: { requestSeconds: 0 },", "limits.requestSeconds"),
        ("limits: { burst: -1 },", "limits.burst"),
        ("monitoring: { port: 70000 },", "monitoring.port"),
    ]) func `a wrong limit is named`(text: String, key: String) {
        let error = #expect(throws: (any Error).self) { try service.configuration(text) }
        #expect("\(String(describing: error))".contains(key))
    }
}
