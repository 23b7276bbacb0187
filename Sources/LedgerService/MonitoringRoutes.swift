internal import Ledger
internal import Prepayment
internal import WebServer

/// The door of the monitoring:
///
///     GET /health    whether the store answers, 200 or 503
///     GET /metrics   the figures of `LedgerMetrics`, in Prometheus' text format
///
/// It is a third port, and only where `monitoring` is configured:
/// - not the kiosks' door, which the whole network reaches: how many cases are open and how often a
///   client is refused tells a thief how his attempts go, each `/health` costs a question to the store,
///   and where a flood has used that door's limits up, its figures are wanted most;
/// - not the operator's door, behind which the book can be changed: who lets a monitoring machine
///   reach a port should not have opened that one. It has no token here, as scrapers have none of ours.
///
/// Nothing in either answer names a kiosk, an account or a file.
struct MonitoringRoutes: Sendable {
    let store: any LedgerStore
    let metrics: LedgerMetrics
    let onFailure: @Sendable (LedgerError) -> Void

    var router: Router {
        var router = Router()
        router.on(.get, "/health") { _ in
            try await answered(reportingTo: onFailure) {
                // A server whose store does not answer is not well.
                _ = try await store.head(of: KioskIdentifier(0), epoch: 0)
                return .json(["status": "ok"])
            }
        }
        router.on(.get, "/metrics") { _ in
            metrics.setOpenCases(await openCaseCount())
            return metrics.response
        }
        return router
    }

    /// Nil where the store fails: that is when the other figures are wanted.
    private func openCaseCount() async -> Int? {
        do throws(LedgerError) { return try await store.openCaseCount() } catch {
            onFailure(error)
            return nil
        }
    }
}

extension ServerConfiguration {
    /// The door of the monitoring: for a few scrapers, so that its limits are small and its own.
    init(_ door: MonitoringConfiguration, identity: TLSIdentity?) {
        self.init(
            host: door.host,
            port: door.port,
            identity: ["127.0.0.1", "::1"].contains(door.host) ? nil : identity,
            connectionLimit: 32,
            requestTimeoutMilliseconds: 10_000,
            responseTimeoutMilliseconds: 10_000,
            bodyLimitBytes: 0,
            requestsInFlight: 8
        )
    }
}
