internal import Cryptography
public import Demonstration
internal import DeviceThreads
internal import FoundationEssentials
internal import VirtualPrinters
internal import WebServer

/// `bench all`: a whole kiosk on a desk, and the page to live with it.
///
/// It starts pcscd where none runs, the ledger and the kiosk, and is itself the printer, the cards
/// in both readers and the network between kiosk and ledger. All ends with it; its folder stays, so
/// that cards, journal and ledger are the same at the next start.
public final class Bench: Sendable {
    /// How a desk is set up.
    public struct Settings: Sendable {
        /// Where everything is kept, and the programs and shipped files come from.
        public var folder: WorkingFolder
        /// Of the bench page; 0 takes a free one.
        public var port: UInt16
        /// Whether what the folder holds is forgotten first.
        public var isFresh: Bool
        /// The cash acceptor, where the kiosk has one.
        public var notes: (any NoteSlot)?
        /// The payment provider, where the kiosk has one.
        public var wallet: (any TelephoneWallet)?

        /// Lines of the kiosk's configuration to replace, by a text in them: how it reaches the two.
        public var kioskLines: [String: String] = [:]
        /// The same of the ledger's configuration.
        public var ledgerLines: [String: String] = [:]

        /// A desk without acceptor and provider.
        public init(folder: WorkingFolder, port: UInt16, isFresh: Bool = false) {
            (self.folder, self.port, self.isFresh) = (folder, port, isFresh)
        }

        /// Makes the folder where it is not there, and forgets what it holds where that is wanted.
        /// Call it once, before anything is put there.
        public func makeFolder() throws {
            if isFresh {
                for name in ["Config", "Receipts", "var", "cards", BenchParts.receiptFolderName] {
                    try? FileManager.default.removeItem(atPath: folder.file(name))
                }
            }
            try FileManager.default.createDirectory(
                atPath: folder.path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
    }

    /// The bench page, with its token.
    public let address: String
    private let desk: BenchDesk
    private let parts: BenchParts
    private let server: HTTPServer
    private let tasks: [Task<Void, Never>]

    /// Starts everything; when it returns, the kiosk sells. `say` hears of each step.
    ///
    /// Throws `StageError`, `ChildProcessError`, `BenchDeviceError`, `ServerError`, and what the
    /// cards' files and readers throw.
    public static func start(
        _ settings: Settings,
        say: @escaping @Sendable (String) -> Void
    ) async throws -> Bench {
        let setting = try Installation(settings)
        let bench = try Bench(setting, port: settings.port)
        do {
            try await setting.prepare(say: say)
            try await bench.desk.start(.kiosk)
            await bench.desk.lookAtMeters()
            await bench.desk.look()
        } catch {
            await bench.stop()
            throw error
        }
        return bench
    }

    private init(_ installation: Installation, port: UInt16) throws {
        let parts = installation.parts
        let token = SecureRandom.bytes(24).hexadecimal
        let desk = BenchDesk(parts, run: SecureRandom.bytes(8).hexadecimal)
        let door = BenchDoor(desk, token: Array(token.utf8))
        server = try HTTPServer(
            ServerConfiguration(port: port, stopGraceMilliseconds: 500),
            router: door.router,
            reportFailure: { error, _ in
                Task { await desk.tell(error.explained, isTrouble: true) }
            }
        )
        address = "http://127.0.0.1:\(server.port)/#\(token)"
        (self.desk, self.parts) = (desk, parts)
        tasks = [
            Task { await DeviceWorker(name: "network").perform { parts.cable.carry() } },
            Task {
                do {
                    try await DeviceWorker(name: "printer").perform {
                        try parts.printer.serve { _ in Task { await desk.receiptArrived() } }
                    }
                } catch {
                    await desk.tell(error.explained, isTrouble: true)
                }
            },
            Task { await door.run() },
            Task {
                while (try? await Task.sleep(for: .seconds(1))) != nil { await desk.look() }
            },
        ]
    }

    /// The lobby's screen, with its token; nil while the kiosk has none.
    public var lobbyScreen: String? { get async { await desk.snapshot.bench.kiosk.screen } }

    /// Ends all that it started.
    public func stop() async {
        for task in tasks { task.cancel() }
        await server.stop()
        await parts.programs.stopAll()
        parts.lobby.remove()
        parts.home.remove()
        parts.cable.stop()
        parts.printer.stop()
        for task in tasks { await task.value }
    }
}
