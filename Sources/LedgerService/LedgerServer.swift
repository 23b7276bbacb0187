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
    private let monitoringServer: HTTPServer?
    private let watching: Task<Void, Never>
    private let fatalFailures: AsyncStream<LedgerError>

    /// The key that signs receipts was made just now: whoever runs the ledger should keep a copy.
    public let isSigningKeyNew: Bool
    /// The port of the operator's door on 127.0.0.1.
    public var operatorPort: UInt16 { operatorServer.port }
    /// The port of the monitoring's door, nil where none is configured.
    public var monitoringPort: UInt16? { monitoringServer?.port }

    /// Opens the store and listens.
    ///
    /// `report` counts and logs what the operator must know and clients are not told.
    /// Throws `LedgerError`, `ServerError`, `PrivateFileError`, `SigningKeyError` or
    /// `CertificateError`.
    public init(
        _ configuration: LedgerConfiguration,
        report: ServiceReport = ServiceReport()
    ) async throws {
        let identity = try configuration.tls.map { try TLSIdentity(reading: $0) }
        let (failures, continuation) = AsyncStream.makeStream(of: LedgerError.self)
        let store = try await configuration.store.open(rules: configuration.rules)
        let onFailure: @Sendable (LedgerError) -> Void = { failure in
            report.storeFailed(failure)
            if failure.isFatal { continuation.yield(failure) }
        }
        do {
            // Behind the store's lock: of two ledgers that start, one makes key and token.
            let signing = try LedgerSigningKey.open(configuration.signingKeyPath)
            isSigningKeyNew = signing.isNew
            try await store.keepLedgerKey(signing.key.publicKey, since: .now)
            let watch = LedgerWatch(
                store: store,
                rules: configuration.watch,
                signer: LedgerWatch.Signer(key: signing.key, name: configuration.name)
            )
            let door = configuration.operatorDoor
            let token = Array(SecureRandom.bytes(24).hexadecimal.utf8)
            let operatorRoutes = OperatorRoutes(
                store: store,
                key: signing.key,
                token: token,
                onFailure: onFailure
            )
            operatorServer = try HTTPServer(
                ServerConfiguration(
                    port: door.port,
                    connectionLimit: 32,
                    bodyLimitBytes: SignedBatch.byteLimit
                ),
                router: operatorRoutes.router,
                reportFailure: report.handlerFailed
            )
            try PrivateFile.write(token, to: door.tokenPath)
            server = try HTTPServer(
                ServerConfiguration(configuration, identity: identity),
                router: LedgerRoutes(
                    store: store,
                    key: signing.key,
                    watch: watch,
                    keyRate: configuration.limits.rate,
                    report: report,
                    onFailure: onFailure
                ).router,
                observe: report.note,
                reportFailure: report.handlerFailed
            )
            let monitoring = MonitoringRoutes(
                store: store,
                metrics: report.metrics,
                onFailure: onFailure
            )
            monitoringServer = try configuration.monitoring.map { door throws(ServerError) in
                try HTTPServer(
                    ServerConfiguration(door, identity: identity),
                    router: monitoring.router,
                    reportFailure: report.handlerFailed
                )
            }
            watching = Task { await watch.run(onFailure: onFailure) }
            report.metrics.readConnections { [weak server] in
                (server?.connectionCount).map(Double.init)
            }
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

    /// Takes no more requests, answers those that have begun, closes the store. The monitoring may look
    /// on until the end.
    public func stop() async {
        async let operatorStopped: Void = operatorServer.stop()
        await server.stop()
        await operatorStopped
        await monitoringServer?.stop()
        watching.cancel()
        await watching.value
        await store.close()
    }

    private static func address(_ configuration: LedgerConfiguration, port: UInt16) -> String {
        let scheme = configuration.tls == nil ? "http" : "https"
        let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
        return "\(scheme)://\(host):\(port)"
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
