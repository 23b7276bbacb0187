internal import Configuration
internal import Cryptography
internal import FoundationEssentials
public import Ledger
internal import RecordChain
internal import WebServer

/// A ledger at work: its store is open and it listens.
public final class LedgerServer: Sendable {
    /// Where it listens, `http://127.0.0.1:8470`.
    public let address: String

    private let store: any LedgerStore
    private let server: HTTPServer
    private let operatorServer: HTTPServer
    private let fatalFailures: AsyncStream<LedgerError>

    /// The key that signs receipts was made just now: whoever runs the ledger should keep a copy.
    public let isSigningKeyNew: Bool
    /// The port of the operator's door on 127.0.0.1.
    public var operatorPort: UInt16 { operatorServer.port }

    /// Opens the store and listens.
    ///
    /// `report` hears, as sentence and hint, what the operator must know and clients are not told.
    /// Throws `LedgerError`, `ServerError`, `PrivateFileError`, `SigningKeyError` or
    /// `CertificateError`.
    public init(
        _ configuration: LedgerConfiguration,
        report: @escaping @Sendable (_ sentence: String, _ hint: String) -> Void
    ) async throws {
        let identity = try configuration.tls.map { try TLSIdentity(reading: $0) }
        let (failures, continuation) = AsyncStream.makeStream(of: LedgerError.self)
        let store = try await configuration.store.open(rules: configuration.rules)
        let onFailure: @Sendable (LedgerError) -> Void = { failure in
            report(failure.sentence, failure.hint)
            if failure.isFatal { continuation.yield(failure) }
        }
        let onDefect: @Sendable (any Error, Request) -> Void = { error, request in
            report("\(request.path) failed: \(error).", "This is a defect: report it.")
        }
        do {
            // Behind the store's lock: of two ledgers that start, one makes key and token.
            let signing = try LedgerSigningKey.open(configuration.signingKeyPath)
            isSigningKeyNew = signing.isNew
            try await store.keepLedgerKey(signing.key.publicKey, since: .now)
            let door = configuration.operatorDoor
            let token = Array(SecureRandom.bytes(24).hexadecimal.utf8)
            let operatorRoutes = OperatorRoutes(
                store: store,
                key: signing.key,
                token: token,
                onFailure: onFailure
            )
            operatorServer = try HTTPServer(
                ServerConfiguration(port: door.port, bodyLimitBytes: SignedBatch.byteLimit),
                router: operatorRoutes.router,
                reportFailure: onDefect
            )
            try PrivateFile.write(token, to: door.tokenPath)
            server = try HTTPServer(
                ServerConfiguration(configuration, identity: identity),
                router: LedgerRoutes(store: store, key: signing.key, onFailure: onFailure).router,
                reportFailure: onDefect
            )
        } catch {
            await store.close()
            throw error
        }
        self.store = store
        fatalFailures = failures
        address = Self.address(configuration, port: server.port)
    }

    /// Waits for a failure of the store after which it must be opened anew; nil when the task was
    /// cancelled.
    public func fatalFailure() async -> LedgerError? {
        for await failure in fatalFailures { return failure }
        return nil
    }

    /// Takes no more requests, answers those that are open, closes the store.
    public func stop() async {
        await operatorServer.stop()
        await server.stop()
        await store.close()
    }

    private static func address(_ configuration: LedgerConfiguration, port: UInt16) -> String {
        let scheme = configuration.tls == nil ? "http" : "https"
        let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
        return "\(scheme)://\(host):\(port)"
    }
}

extension ServerConfiguration {
    fileprivate init(_ configuration: LedgerConfiguration, identity: TLSIdentity?) {
        self.init(
            host: configuration.host,
            port: configuration.port,
            identity: identity,
            connectionLimit: configuration.limits.connections,
            idleTimeoutSeconds: configuration.limits.idleSeconds,
            bodyLimitBytes: SignedBatch.byteLimit
        )
    }
}

extension TLSIdentity {
    fileprivate init(reading files: TLSFiles) throws {
        let certificate: Data
        do { certificate = try Data(contentsOf: URL(filePath: files.certificateFile)) } catch {
            throw CertificateError(path: files.certificateFile)
        }
        self.init(
            certificatePEM: [UInt8](certificate),
            keyPEM: try SecretFile.read(files.keyFile)
        )
    }
}

/// The file of the server's certificate cannot be read.
public struct CertificateError: Error, Hashable, Sendable {
    /// The file.
    public let path: String

    /// What happened.
    public var sentence: String { "The certificate \(path) cannot be read." }
    /// What to do next.
    public var hint: String { "Check `tls.certificateFile` and the owner and mode of that file." }
}
