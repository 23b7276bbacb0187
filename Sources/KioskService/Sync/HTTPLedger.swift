internal import Cryptography
public import RecordChain
internal import WebClient

/// A ledger behind HTTP: `POST /v1/records`.
public struct HTTPLedger: LedgerPort {
    private let client: HTTPClient
    private let address: String

    /// `address` is that of the ledger's root.
    public init(_ configuration: LedgerLinkConfiguration) {
        client = HTTPClient(
            ClientConfiguration(
                clientName: "kiosk",
                certificateAuthorityFile: configuration.certificateAuthorityPath
            )
        )
        var address = configuration.address
        while address.hasSuffix("/") { address.removeLast() }
        self.address = address
    }

    /// Sends consecutive records; gives the ledger's word on them.
    public func send(_ batch: RecordBatch) async throws(LedgerLinkError) -> SyncAnswer {
        let response: ClientResponse
        do {
            response = try await client.send(
                ClientRequest(
                    .post,
                    "\(address)/v1/records",
                    headers: [("Content-Type", "application/octet-stream")],
                    body: batch.bytes
                )
            )
        } catch {
            throw .unreachable(sentence: error.sentence, hint: error.hint)
        }
        // 409 carries the ledger's own head too: a gap or a fork.
        guard response.status == 200 || response.status == 409 else {
            throw .refused(status: response.status, detail: Self.detail(of: response))
        }
        do {
            return try response.json(SyncAnswer.self)
        } catch {
            throw .nonsense("Its answer cannot be read.")
        }
    }

    private struct ProblemText: Decodable {
        let title: String?
        let detail: String?
    }

    private static func detail(of response: ClientResponse) -> String {
        guard let problem = try? response.json(ProblemText.self) else {
            return "It gave no reason."
        }
        return [problem.title, problem.detail].compactMap(\.self).joined(separator: ": ")
    }
}
