import Demonstration
import Foundation
import TestSupport
import Testing
import VirtualPrinters
import WebClient
import WebServer

@testable import BenchPage

/// The page's door: who may come in, and what an action changes.
@Suite(.timeLimit(.minutes(1))) struct BenchDoorTests {
    struct Problem: Decodable {
        let title: String
    }

    /// A desk without programs, behind a server of its own.
    struct Place {
        let desk: BenchDesk
        let parts: BenchParts
        let server: HTTPServer
        let client = HTTPClient(ClientConfiguration(clientName: "test"))
        static let token = "secret"

        func post(_ action: BenchAction, token: String = Place.token) async throws
            -> ClientResponse
        {
            var request = try ClientRequest.json(.post, address("bench/actions"), action)
            request.headers.append(("X-Bench-Token", token))
            return try await client.send(request)
        }

        func get(_ path: String, _ headers: [(String, String)] = []) async throws -> ClientResponse
        {
            try await client.send(
                ClientRequest(.get, address(path), headers: headers.map { (name: $0, value: $1) })
            )
        }

        /// Does something, which must be answered so.
        func expect(_ status: Int, _ action: BenchAction) async throws {
            let answer = try await post(action)
            #expect(answer.status == status)
        }

        /// Asks for something, which must be answered so.
        func expect(_ status: Int, of path: String, _ headers: [(String, String)] = []) async throws
        {
            let answer = try await get(path, headers)
            #expect(answer.status == status)
        }

        func address(_ path: String) -> String { "http://127.0.0.1:\(server.port)/\(path)" }
    }

    static func with(
        notes: (any NoteSlot)? = nil,
        wallet: (any TelephoneWallet)? = nil,
        _ body: (Place) async throws -> Void
    ) async throws {
        let place = TemporaryFolder()
        let folder = WorkingFolder(place.path, programs: "/nowhere", project: "/nowhere")
        let parts = BenchParts(
            folder: folder,
            programs: RunningPrograms(folder),
            cable: NetworkCable(),
            printer: try VirtualPrinterServer(port: 0, directory: folder.file("receipts")),
            notes: notes,
            wallet: wallet
        )
        let desk = BenchDesk(parts, run: "run")
        let door = BenchDoor(desk, token: Array(Place.token.utf8))
        let server = try HTTPServer(
            ServerConfiguration(stopGraceMilliseconds: 100),
            router: door.router,
            reportFailure: { error, _ in Issue.record(error) }
        )
        let following = Task { await door.run() }
        try await waitUntil("the door follows the desk") { await desk.isWatched }
        let result = await Result(awaiting: {
            try await body(Place(desk: desk, parts: parts, server: server))
        })
        following.cancel()
        await following.value
        await server.stop()
        try result.get()
    }

    @Test(arguments: ["", "bench.css", "bench.js", "panels.js", "parts.js"])
    func `the page's files need no token and allow no stranger's script`(name: String) async throws
    {
        try await Self.with { place in
            let answer = try await place.get(name)
            #expect(answer.status == 200)
            #expect(!answer.body.isEmpty)
            let policy = try #require(answer.header("Content-Security-Policy"))
            #expect(policy.contains("default-src 'none'"))
            #expect(policy.contains("frame-ancestors 'none'"))
        }
    }

    @Test func `the page has no other files`() async throws {
        try await Self.with { place in try await place.expect(404, of: "bench.json5") }
    }

    @Test func `without the token nothing is told and nothing is done`() async throws {
        try await Self.with { place in
            try await place.expect(401, of: "bench/events")
            try await place.expect(401, of: "bench/events?token=wrong")
            try await place.expect(401, of: "bench/receipts/receipt-0001")
            let answer = try await place.post(BenchAction("network", isOn: false), token: "wrong")
            #expect(answer.status == 401)
            #expect(!place.parts.cable.isCut)
        }
    }

    @Test func `a page that points its own name here is refused`() async throws {
        try await Self.with { place in
            let host = ("Host", "kiosk.example")
            try await place.expect(421, of: "", [host])
            let events = try await place.get("bench/events?token=\(Place.token)", [host])
            #expect(events.status == 421)
        }
    }

    @Test func `an action changes what is shown, with a number that grows`() async throws {
        try await Self.with { place in
            let first = await place.desk.snapshot
            #expect(first.bench.cards.map(\.place) == Array(repeating: .hand, count: 5))
            let fault = BenchAction("printerFault", name: "cover", isOn: true)
            try await place.expect(200, fault)
            let second = await place.desk.snapshot
            #expect(second.bench.printer.faults == ["cover"])
            #expect(second.revision > first.revision)
            try await place.expect(200, BenchAction("network", isOn: false))
            #expect(place.parts.cable.isCut)
            #expect(await place.desk.snapshot.bench.isNetworkCut)
            let put = BenchAction("printerFault", name: "cover", isOn: false)
            try await place.expect(200, put)
            #expect(await place.desk.snapshot.bench.printer.faults.isEmpty)
            await place.desk.look()
            let third = await place.desk.snapshot
            await place.desk.look()
            #expect(await place.desk.snapshot.revision == third.revision, "nothing has changed")
        }
    }

    @Test func `a browser has the newest snapshot first, then each change`() async throws {
        try await Self.with { place in
            let request = ClientRequest(
                .get,
                place.address("bench/events?token=\(Place.token)")
            )
            let listener = HTTPClient(ClientConfiguration(clientName: "listener"))
            var cuts: [Bool] = []
            var revisions: [UInt64] = []
            for try await event in listener.events(of: request) where event.name == "snapshot" {
                let snapshot = try JSONDecoder().decode(
                    NumberedSnapshot.self,
                    from: Data(event.data.utf8)
                )
                #expect(snapshot.run == "run")
                cuts.append(snapshot.bench.isNetworkCut)
                revisions.append(snapshot.revision)
                if snapshot.bench.isNetworkCut { break }
                try await place.expect(200, BenchAction("network", isOn: false))
            }
            #expect(cuts == [false, true])
            #expect(revisions == revisions.sorted())
        }
    }

    @Test func `what cannot be done now is refused with a sentence`() async throws {
        try await Self.with { place in
            for action in [
                BenchAction("fly"), BenchAction("note", fen: 100), BenchAction("pay", name: "1"),
            ] {
                let answer = try await place.post(action)
                #expect(answer.status == 409)
                let problem = try answer.json(Problem.self)
                #expect(!problem.title.isEmpty)
            }
        }
    }

    @Test func `notes and orders go to the devices, and their state comes back`() async throws {
        let (notes, wallet) = (SilentNoteSlot(), SilentWallet())
        try await Self.with(notes: notes, wallet: wallet) { place in
            try await place.expect(200, BenchAction("note", fen: 5_000))
            let jam = BenchAction("acceptorFault", name: "jam", isOn: true)
            try await place.expect(200, jam)
            try await place.expect(200, BenchAction("pay", name: "K7"))
            let lying = BenchAction("behaviour", name: "lying")
            try await place.expect(200, lying)
            let bench = await place.desk.snapshot.bench
            #expect(bench.acceptor?.status.stackedFen == 5_000)
            #expect(bench.acceptor?.status.faults == ["jam"])
            #expect(bench.provider?.status.orders.map(\.isPayable) == [false])
            #expect(bench.provider?.status.behaviour == "lying")
            #expect(bench.messages.map(\.text) == ["A telephone paid.", "The note was kept."])
            try await place.expect(200, BenchAction("pay", name: "K8"))
            #expect(await place.desk.snapshot.bench.messages.first?.isTrouble == true)
        }
    }
}

/// Keeps every note.
actor SilentNoteSlot: NoteSlot {
    nonisolated let faultNames = ["jam"]
    private var keptFen: Int64 = 0
    private var faults: [String] = []

    func status() -> NoteSlotStatus {
        NoteSlotStatus(
            isOpen: true,
            escrowFen: 0,
            stackedFen: keptFen,
            returnedFen: 0,
            faults: faults
        )
    }

    func insert(noteFen: Int64) -> String {
        keptFen += noteFen
        return "The note was kept."
    }

    func set(fault name: String, isOn: Bool) { faults = isOn ? [name] : [] }
    func powerCycle() {}
}

/// Has one order.
actor SilentWallet: TelephoneWallet {
    nonisolated let behaviourNames = ["honest", "lying"]
    private var behaviour = "honest"
    private var isPaid = false

    func status() -> TelephoneWalletStatus {
        let order = TelephoneWalletStatus.Order(
            number: "K7",
            amountFen: 100,
            description: "electricity",
            state: isPaid ? "paid" : "open",
            isPayable: !isPaid
        )
        return TelephoneWalletStatus(behaviour: behaviour, orders: [order])
    }

    func pay(order number: String) -> Bool {
        guard number == "K7" else { return false }
        isPaid = true
        return true
    }

    func set(behaviour name: String) { behaviour = name }
}
