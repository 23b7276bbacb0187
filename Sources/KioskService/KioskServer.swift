internal import Configuration
internal import Cryptography
internal import SmartCards
internal import WebServer

/// A kiosk that runs: readers watched, door open, records on their way.
public final class KioskServer: Sendable {
    /// The door's port on 127.0.0.1.
    public var port: UInt16 { server.port }

    private let kiosk: Kiosk
    private let api: KioskAPI
    private let server: HTTPServer
    private let monitor: ReaderMonitor
    private let screen: ScreenService?
    private let tasks: [Task<Void, Never>]

    /// How long the last heartbeat may hold up the stop.
    private static let farewellMilliseconds = 2_000
    /// What asking a printer that is silent can take before a receipt.
    private static let printerSilenceMilliseconds = 15_000

    /// Starts everything; when it returns, the kiosk sells.
    public init(
        _ kiosk: Kiosk,
        reportFailure: @escaping @Sendable (any Error) -> Void
    ) async throws(KioskError) {
        self.kiosk = kiosk
        let token = SecureRandom.bytes(24).hexadecimal
        let http = kiosk.configuration.http
        do {
            try PrivateFile.write(Array(token.utf8), to: http.operatorTokenPath)
        } catch {
            throw .token(reason: error.sentence)
        }
        api = KioskAPI(kiosk, operatorToken: Array(token.utf8))
        if let configuration = kiosk.configuration.screen {
            screen = try await ScreenService(kiosk, configuration)
        } else {
            screen = nil
        }
        do {
            var router = api.router
            screen?.door.addRoutes(to: &router, admit: { try $0.requireLoopbackHost() })
            let configuration = ServerConfiguration(
                port: http.port,
                // A sale that runs is ended properly: it opens a card, writes and reads back.
                stopGraceMilliseconds: 3 * kiosk.configuration.cardTimeoutMilliseconds
                    + Self.printerSilenceMilliseconds
                    + 1_000 * kiosk.configuration.printer.patienceSeconds
            )
            server = try HTTPServer(configuration, router: router) { error, _ in
                reportFailure(error)
            }
        } catch {
            await screen?.finish()
            await screen?.stop()
            throw .server(error)
        }
        monitor = ReaderMonitor()
        let (lobby, events) = (kiosk.lobby, monitor.events)
        let (sync, heartbeats) = (kiosk.sync, kiosk.heartbeats)
        tasks = [
            Task { await lobby.follow(events) },
            Task { await sync?.run() },
            Task { await heartbeats?.run() },
        ]
    }

    /// Stops in order: no new requests, what runs is finished, then the journal is closed.
    public func stop() async {
        api.finish()
        await screen?.finish()
        await screen?.stop()
        await server.stop()
        monitor.stop()
        for task in tasks {
            task.cancel()
            await task.value
        }
        // The last word names the last record: what the ledger does not have by then is known to wait.
        if let heartbeats = kiosk.heartbeats {
            _ = await within(Self.farewellMilliseconds) { await heartbeats.beat() }
        }
        await kiosk.close()
    }
}
