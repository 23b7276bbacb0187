import Logging
import RateLimits
import Synchronization
import Testing

struct EventLogTests {
    final class Sink: Sendable {
        let entries = Mutex<[LogEntry]>([])
        let isBroken = Atomic(false)
        let now = Atomic<Int64>(0)

        func log(_ rate: Rate) -> EventLog {
            EventLog(rate: rate, nanoseconds: { self.now.load(ordering: .relaxed) }) { entry in
                if self.isBroken.load(ordering: .relaxed) { return false }
                self.entries.withLock { $0.append(entry) }
                return true
            }
        }
    }

    @Test func `a flood of one kind is bounded, counted, and leaves other kinds alone`() {
        let sink = Sink()
        let log = sink.log(Rate(perSecond: 1, burst: 3))
        for _ in 1...1_000 { log.warning("refused", ["kiosk": "7"]) }
        log.error("store_failed")
        #expect(
            sink.entries.withLock { $0.map(\.event) }
                == ["refused", "refused", "refused", "store_failed"]
        )
        sink.now.store(1_000_000_000, ordering: .relaxed)
        for _ in 1...2 { log.warning("refused") }
        sink.now.store(2_000_000_000, ordering: .relaxed)
        log.warning("refused")
        let told = sink.entries.withLock { $0.map { $0["suppressed"] } }
        #expect(told == [nil, nil, nil, nil, "997", "1"])
    }

    @Test func `what could not be written is counted and told later`() {
        let sink = Sink()
        let log = sink.log(Rate(perSecond: 1, burst: 100))
        sink.isBroken.store(true, ordering: .relaxed)
        for _ in 1...3 { log.info("a") }
        sink.isBroken.store(false, ordering: .relaxed)
        for _ in 1...2 { log.info("b") }
        #expect(sink.entries.withLock { $0.map { $0["dropped"] } } == ["3", nil])
    }
}
