internal import Configuration
internal import Cryptography
internal import FoundationEssentials
internal import Ledger
public import Prepayment
public import RecordChain
internal import WebClient
internal import WebServer

/// What the office does at the ledger's machine: through the service where it runs, and otherwise on
/// the store itself. The store's lock keeps the two apart.
public struct LedgerOffice: Sendable {
    private let configuration: LedgerConfiguration

    /// Takes the ledger's configuration.
    public init(_ configuration: LedgerConfiguration) { self.configuration = configuration }

    /// Makes a code with which a kiosk can be enrolled once.
    public func makeCode(for kiosk: KioskIdentifier, hours: Int) async throws -> IssuedCode {
        let wish = CodeWish(kiosk: kiosk.number, hours: UInt16(clamping: hours))
        let body = try JSONEncoder().encode(wish)
        if let code: IssuedCode = try await ask("enrolment-codes", .json([UInt8](body))) {
            return code
        }
        return try await alone { try await $0.makeCode(wish) }
    }

    /// Lets a kiosk out of quarantine; gives how many cases that closed.
    public func release(_ kiosk: KioskIdentifier) async throws -> Int {
        let wish = ReleaseWish(kiosk: kiosk.number)
        let body = try JSONEncoder().encode(wish)
        if let released: Released = try await ask("releases", .json([UInt8](body))) {
            return released.cases
        }
        return try await alone { try await $0.release(wish).cases }
    }

    /// Closes a case for a reason that people give.
    public func close(_ number: UInt32, of kiosk: KioskIdentifier, reason: String) async throws {
        let wish = ClosingWish(kiosk: kiosk.number, number: number, reason: reason)
        let body = try JSONEncoder().encode(wish)
        if let _: Released = try await ask("closings", .json([UInt8](body))) { return }
        _ = try await alone { try await $0.close(wish) }
    }

    /// Takes the bytes of one signed batch, as they would come over HTTP.
    public func take(_ batch: [UInt8]) async throws -> SyncAnswer {
        if let answer: SyncAnswer = try await ask("batches", .bytes(batch)) { return answer }
        return try await alone { try await $0.take(batch) }
    }

    private func alone<Result: Sendable>(
        _ body: (OfficeDesk) async throws -> Result
    ) async throws -> Result {
        let store = try await configuration.store.open(rules: configuration.rules)
        do {
            let signing = try LedgerSigningKey.open(configuration.signingKeyPath)
            try await store.keepLedgerKey(signing.key.publicKey, since: .now)
            let result = try await body(OfficeDesk(store: store, key: signing.key))
            await store.close()
            return result
        } catch {
            await store.close()
            switch error {
            case let problem as SyncProblem:
                throw LedgerOfficeError.refused(
                    sentence: "\(problem.title). \(problem.detail)",
                    hint: problem.hint
                )
            case let problem as Problem:
                throw LedgerOfficeError.refused(
                    sentence: problem.title + ".",
                    hint: problem.hint ?? "Ask again."
                )
            default: throw error
            }
        }
    }

    private enum Body {
        case json([UInt8])
        case bytes([UInt8])
    }

    /// Asks the service; nil where none runs. What is asked may be asked again, so that a lost answer
    /// is no riddle.
    private func ask<Answer: Decodable>(_ path: String, _ body: Body) async throws -> Answer? {
        let door = configuration.operatorDoor
        guard let token = try? SecretFile.read(door.tokenPath) else { return nil }
        let (type, bytes) =
            switch body {
            case .json(let bytes): ("application/json", bytes)
            case .bytes(let bytes): ("application/octet-stream", bytes)
            }
        let request = ClientRequest(
            .post,
            "http://127.0.0.1:\(door.port)/operator/\(path)",
            headers: [
                ("Authorization", "Bearer " + String(decoding: token, as: UTF8.self)),
                ("Content-Type", type),
            ],
            body: bytes
        )
        let client = HTTPClient(ClientConfiguration(clientName: "ledger"))
        let response: ClientResponse
        do throws(WebClientError) { response = try await client.send(request) } catch .cannotConnect
        {
            return nil
        } catch {
            throw LedgerOfficeError.refused(sentence: error.sentence, hint: error.hint)
        }
        guard (200...201).contains(response.status), let answer = try? response.json(Answer.self)
        else { throw LedgerOfficeError(response) }
        return answer
    }
}

/// Why the ledger did not do what the office asked.
public enum LedgerOfficeError: Error, Hashable, Sendable {
    /// It refused, in its own words.
    case refused(sentence: String, hint: String)

    private struct Refusal: Decodable {
        let title: String
        let detail: String?
        let hint: String?
    }

    init(_ response: ClientResponse) {
        guard let refusal = try? response.json(Refusal.self) else {
            self = .refused(
                sentence: "Something else than the ledger's service answers at its operator port.",
                hint: "Check `operator.port` of the configuration."
            )
            return
        }
        self = .refused(
            sentence: [refusal.title + ".", refusal.detail].compactMap(\.self)
                .joined(separator: " "),
            hint: refusal.hint ?? "Ask again."
        )
    }

    /// What happened.
    public var sentence: String {
        switch self {
        case .refused(let sentence, _): sentence
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .refused(_, let hint): hint
        }
    }
}
