internal import Cryptography
internal import FoundationEssentials
internal import MessageSignatures
internal import Prepayment
internal import RecordChain
internal import WebClient

/// Sends requests to the ledger that are signed with the kiosk's key (RFC 9421).
struct SignedPost: Sendable {
    private let client: HTTPClient
    private let address: String

    /// A time limit is for the whole of a request, connecting included.
    init(_ configuration: LedgerLinkConfiguration, timeoutMilliseconds: Int? = nil) {
        var settings = ClientConfiguration(
            clientName: "kiosk",
            certificateAuthorityFile: configuration.certificateAuthorityPath
        )
        if let timeoutMilliseconds {
            settings.connectTimeoutMilliseconds = timeoutMilliseconds
            settings.timeoutMilliseconds = timeoutMilliseconds
        }
        client = HTTPClient(settings)
        var address = configuration.address
        while address.hasSuffix("/") { address.removeLast() }
        self.address = address
    }

    /// A kiosk whose clock is off by more than signatures may be old is refused, and told the ledger's
    /// clock: it then signs once more with that. Its records and heartbeats keep its own time.
    func send(
        _ path: String,
        contentType: String,
        body: [UInt8],
        key: Ed25519.PrivateKey
    ) async throws(LedgerLinkError) -> ClientResponse {
        let request = ClientRequest(
            .post,
            address + path,
            headers: [("Content-Type", contentType)],
            body: body
        )
        let now = Int64(Date().timeIntervalSince1970)
        let response = try await send(request, body, signedBy: key, at: now)
        guard response.status == 401, let time = try? response.json(LedgerClock.self).time,
            Self.credibleTimes.contains(time)
        else { return response }
        return try await send(request, body, signedBy: key, at: time)
    }

    /// Stands in a refusal for which clocks may be the reason.
    private struct LedgerClock: Decodable { let time: Int64 }

    /// Until the year 36 000: whoever answers, there is room to count from there.
    private static let credibleTimes: Range<Int64> = 0..<1 << 40

    private func send(
        _ unsigned: ClientRequest,
        _ body: [UInt8],
        signedBy key: Ed25519.PrivateKey,
        at time: Int64
    ) async throws(LedgerLinkError) -> ClientResponse {
        var request = unsigned
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
            request.headers += try signer.fields(for: signable, at: time)
        } catch {
            preconditionFailure("all that is signed is there: \(error)")
        }
        do { return try await client.send(request) } catch {
            throw .unreachable(sentence: error.sentence, hint: error.hint)
        }
    }

    /// Reads what `kiosk enrol` wrote, for one request: a kiosk that is enrolled while it runs sends from
    /// then on.
    static func identity(
        _ path: String,
        of kiosk: KioskIdentifier
    ) throws(LedgerLinkError) -> KioskIdentity {
        do { return try KioskIdentity.load(path, of: kiosk) } catch { throw .identity(error) }
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
