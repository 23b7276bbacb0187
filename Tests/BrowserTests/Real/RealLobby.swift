import BenchPage
import Demonstration
import DeviceThreads
import FoundationEssentials
import Prepayment
import Synchronization
import TestSupport
import Testing
import VirtualAcceptors
import VirtualDevices
import VirtualPrinters
import VirtualProviders

@testable import BenchProgram

/// A whole kiosk: pcscd, ledger and kiosk run as programs, with the shipped configuration, and this
/// process is the card, the printer, the acceptor and the payment service.
///
/// What stays from test to test is the kiosk with its journal; each test has a card of its own.
final class RealLobby: LobbyUnderTest {
    /// A card that lies on the reader.
    struct Stay {
        let end: Task<VirtualReaderConnection.End, any Error>
    }

    struct State {
        var cards = 0
        var stay: Stay?
        var hold: CardHold?
        var kiosk = ""
    }

    private static let readerNames = VirtualReaderDaemon.readerNames

    let folder: WorkingFolder
    let money: VirtualMoney
    let printer: VirtualPrinterServer
    let reader = CardSlot(1)
    let state = Mutex(State())
    private let programs: RunningPrograms
    private let errands = DeviceWorker(name: "errands")
    private let place = TemporaryFolder()
    private let devices: Task<Void, any Error>

    private init() throws {
        folder = WorkingFolder(
            place.path,
            programs: TestedPackage.programs.path(),
            project: TestedPackage.folder.path()
        )
        programs = RunningPrograms(folder)
        money = try VirtualMoney(in: place.path)
        printer = try VirtualPrinterServer(port: 0, directory: place.file("receipts"))
        devices = Task { [money, printer] in
            async let notes: Void = money.takeNotes()
            try await DeviceWorker(name: "printer").perform { try printer.serve { _ in } }
            await notes
        }
    }

    /// Installs a kiosk, lends it, and ends all that was started, whatever happens.
    static func with(_ body: (RealLobby) async throws -> Void) async throws {
        try await VirtualReaderDaemon.exclusive { _ in
            let lobby = try RealLobby()
            let result = await Result {
                try await lobby.install()
                try await body(lobby)
            }
            try await lobby.end()
            try result.get()
        }
    }

    private func install() async throws {
        let (kioskPort, ledgerPort) = (try Loopback.freePort(), try Loopback.freePort())
        let operatorPort = try Loopback.freePort()
        var lines = money.kioskLines
        lines["port: 8471"] = "        port: \(kioskPort),"
        lines["sink: \"tcp:"] = "        sink: \"tcp:127.0.0.1:\(printer.port)\","
        lines["address: \"http"] = "        address: \"http://127.0.0.1:\(ledgerPort)\","
        lines["intervalSeconds: "] = "        intervalSeconds: 1,"
        try folder.copyShippedFiles(
            lobbyReader: Self.readerNames[0],
            homeReader: Self.readerNames[1],
            kioskLines: lines,
            ledgerLines: [
                "port: 8470": "    port: \(ledgerPort),",
                "port: 8469": "        port: \(operatorPort),",
            ]
        )
        try folder.makeFolder("cards")
        try await run("kiosk", "keys", "new", "var/kiosk/keys.json5")
        try await startLedger()
        let code = try await run("ledger", "enrol", "--kiosk", "7").split(separator: "\n")
        try await run("kiosk", "enrol", "--code", String(try #require(code.first)))
        try await startKiosk()
    }

    private func end() async throws {
        try await removeCard()
        await programs.stopAll()
        printer.stop()
        await money.stop()
        try await devices.value
    }

    /// Runs a program to its end, which must be a good one; gives its output.
    @discardableResult
    func run(_ program: String, _ words: String...) async throws -> String {
        let folder = folder
        return try await errands.perform { try folder.run(program, words) }
    }

    // MARK: Programs

    /// The page, with its token: the same after each start.
    var address: String {
        get async {
            let token = FileManager.default.contents(atPath: folder.file("var/kiosk/screen.token"))
            let kiosk = state.withLock(\.kiosk)
            return "\(kiosk)/screen/#\(String(decoding: token ?? Data(), as: UTF8.self))"
        }
    }

    func startLedger() async throws { _ = try await programs.start(.ledger) }
    func stopLedger() async { await programs.stop(.ledger) }
    func startKiosk() async throws {
        let address = try await programs.start(.kiosk)
        state.withLock { $0.kiosk = address }
    }
    /// Ends the kiosk as a power cut does.
    func killKiosk() async { await programs.kill(.kiosk) }

    func restart() async throws {
        await killKiosk()
        try await startKiosk()
    }

    // MARK: Money and paper

    func putIn(_ amount: Money) async throws {
        try await waitUntil("the acceptor takes a note of \(amount)") {
            money.notes.acceptor.insert(noteFen: amount.fen) == .escrow
        }
    }

    func payCode(_ amount: Money) async throws {
        let order = try #require(money.wallet.provider.orders.last { $0.state == .notPaid })
        #expect(order.amountFen == amount.fen)
        #expect(money.wallet.provider.pay(order.number))
    }

    func setPaper(isThere: Bool) async throws {
        isThere ? printer.clear(.paperOut) : printer.set(.paperOut)
    }

    /// What the printer printed last.
    func lastReceipt() throws -> String {
        let receipts = try FileManager.default.contentsOfDirectory(atPath: place.file("receipts"))
        let last = try #require(receipts.filter { $0.hasSuffix(".txt") }.max())
        let bytes = FileManager.default.contents(atPath: place.file("receipts/\(last)"))
        return String(decoding: try #require(bytes), as: UTF8.self)
    }
}
