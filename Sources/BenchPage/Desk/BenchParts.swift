internal import Demonstration
internal import DeviceThreads
internal import FoundationEssentials
internal import Glibc
internal import VirtualDevices
internal import VirtualPrinters
internal import WebClient

/// What is on the desk and below it.
struct BenchParts: Sendable {
    let folder: WorkingFolder
    let programs: RunningPrograms
    let cable: NetworkCable
    let printer: VirtualPrinterServer
    let lobby = CardSlot(1)
    let home = CardSlot(2)
    let tear = ArmedTear()
    let notes: (any NoteSlot)?
    let wallet: (any TelephoneWallet)?
    /// Commands that are waited for.
    let errands = DeviceWorker(name: "errands")
    let face = KioskFace()

    var receiptFolder: String { folder.file(Self.receiptFolderName) }
    static let receiptFolderName = "receipts"
    /// Where the shipped configuration has the screen's token.
    private static let screenTokenFile = "var/kiosk/screen.token"

    /// The lobby's screen, once the kiosk has left its token.
    func screenAddress(of kiosk: String?) -> String? {
        let token = FileManager.default.contents(atPath: folder.file(Self.screenTokenFile))
        guard let kiosk, let token else { return nil }
        return "\(kiosk)/screen/#\(String(decoding: token, as: UTF8.self))"
    }

    /// The kiosk's way to the ledger ends there.
    func leadCable(to ledger: String) {
        guard let port = ledger.split(separator: ":").last.flatMap({ UInt16($0) }) else { return }
        cable.lead(to: port)
    }
}

/// What the kiosk's service says of itself to everybody on this machine.
struct KioskFace: Sendable {
    /// `GET /api/state`, as far as it is shown here.
    struct Face: Decodable, Sendable {
        let phase: String
        let sentence: String?
    }

    private let client = HTTPClient(
        ClientConfiguration(clientName: "bench", timeoutMilliseconds: 1_000)
    )

    /// Nil where no kiosk answers in time.
    func look(at address: String?) async -> Face? {
        guard let address,
            let answer = try? await client.send(ClientRequest(.get, "\(address)/api/state"))
        else { return nil }
        return try? answer.json(Face.self)
    }
}

/// A clock on the wall: `14:05:09`.
func clockTime() -> String {
    var seconds = time(nil)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return [parts.tm_hour, parts.tm_min, parts.tm_sec]
        .map { $0 < 10 ? "0\($0)" : "\($0)" }
        .joined(separator: ":")
}

extension String {
    /// What a program said, without the words that mark it.
    var firstSentence: String {
        let line = split(separator: "\n").first.map { String($0) } ?? "Nothing was said."
        return line.hasPrefix("error: ") ? String(line.dropFirst(7)) : line
    }
}

extension Error {
    /// What happened, for people.
    var explained: String {
        switch self {
        case let error as StageError: error.sentence
        case let error as ChildProcessError: error.sentence
        case let error as CardImageFileError: error.sentence
        case let error as VirtualReaderError: error.sentence
        default: "\(self)"
        }
    }
}

extension Result where Failure == any Error {
    /// What a body gives, or why it does not.
    init(awaiting body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
