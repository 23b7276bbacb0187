import Ledger
import LedgerService
import TestSupport
import Testing
import WebServer

extension LedgerRoutes {
    /// Runs a body before these routes, and closes their store behind it; nothing may reach the
    /// operator.
    func serve(
        closing store: any LedgerStore,
        _ configuration: ServerConfiguration = ServerConfiguration(),
        _ body: (RawClient) async throws -> Void
    ) async throws {
        let result = await Result {
            try await serving(router, configuration, onFailure: { Issue.record($0) }) { address in
                try await body(RawClient(address))
            }
        }
        await store.close()
        try result.get()
    }
}
