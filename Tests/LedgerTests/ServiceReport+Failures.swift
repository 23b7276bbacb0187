import LedgerService
import Logging
import RateLimits

extension ServiceReport {
    /// Hands each failure's sentence on, and nothing else.
    static func failures(_ note: @escaping @Sendable (String) -> Void) -> ServiceReport {
        let everything = Rate(perSecond: 1_000_000, burst: 1_000_000)
        return ServiceReport(
            log: EventLog(rate: everything) { entry in
                if entry.level == .error { note(entry["sentence"] ?? entry.event) }
                return true
            }
        )
    }
}
