internal import Cryptography
internal import FoundationEssentials
internal import MessageSignatures
internal import RecordChain
internal import WebClient

/// Sends requests to the ledger that are signed with the kiosk's key (RFC 9421).
struct SignedPost: Sendable {
    private let client: HTTPClient
    private let address: String

    init(_ configuration: LedgerLinkConfiguration) {
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

    func send(
        _ path: String,
        contentType: String,
        body: [UInt8],
        key: Ed25519.PrivateKey
    ) async throws(LedgerLinkError) -> ClientResponse {
        var request = ClientRequest(
            .post,
            address + path,
            headers: [("Content-Type", contentType)],
            body: body
        )
        let signable = SignableRequest(
            method: request.method.rawValue,
            address: request.address,
            fields: request.headers,
            body: body
        )
        guard let signable else {
            throw .nonsense("Its address is not that of a ledger's root.")
        }
        let signer = RequestSigner(
            key: key,
            keyIdentifier: KeyIdentifier(key.publicKey).description
        )
        do throws(MessageSignatureError) {
            request.headers += try signer.fields(
                for: signable,
                at: Int64(Date().timeIntervalSince1970)
            )
        } catch {
            preconditionFailure("all that is signed is there: \(error)")
        }
        do { return try await client.send(request) } catch {
            throw .unreachable(sentence: error.sentence, hint: error.hint)
        }
    }

    private struct ProblemText: Decodable {
        let title: String?
        let detail: String?
    }

    /// The words of a refusal.
    static func detail(of response: ClientResponse) -> String {
        guard let problem = try? response.json(ProblemText.self) else {
            return "It gave no reason."
        }
        return [problem.title, problem.detail].compactMap(\.self).joined(separator: ": ")
    }
}
