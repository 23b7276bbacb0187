import FoundationEssentials
import KioskService
import LobbyScreen
import Prepayment
import Synchronization
import Testing
import WebClient
import WebServer

/// Notes what a desk asks for, and answers nothing by itself.
private final class NotingPorts: PaymentPort, LobbySalePort {
    let asked: AsyncStream<String>
    private let note: AsyncStream<String>.Continuation

    init() { (asked, note) = AsyncStream.makeStream() }

    func start(_ payment: Payment) async { note.yield("start \(payment.number)") }
    func stop(_ payment: UInt32) async { note.yield("stop \(payment)") }
    func giveBack(_ amount: Money, of payment: UInt32) async {
        note.yield("give back \(amount) of \(payment)")
    }
    func hold(_ amount: Money, of payment: UInt32) async {
        note.yield("hold \(amount) of \(payment)")
    }
    func sell(_ order: SaleOrder) async -> SaleVerdict {
        note.yield("sell \(order.amount) as \(order.key)")
        return .notSold
    }
    func settle(_ open: OpenSale) async -> SettleVerdict { .open(.later) }
    func printCopy(_ sale: SaleIdentifier) async -> ReceiptOutcome { .printed }
}

@Suite(.timeLimit(.minutes(1)))
struct LobbyDeskTests {
    private static func desk(_ ports: NotingPorts, idleSeconds: Int = 60) -> LobbyDesk {
        let price = UnitPrice(tenThousandthsYuan: 5_283)
        let terms = UtilityTerms(
            tariff: Tariff(utility: .electricity, version: 1, unitPrice: price),
            creditMode: .money,
            smallestPurchase: Money(fen: 100),
            largestPurchase: Money(fen: 200_000),
            cardCeiling: Credit(count: 200_000),
            parameters: MeterParameters(
                version: 1,
                alarmLevel1: .zero,
                alarmLevel2: .zero,
                hoardingLimit: .zero,
                overdraftLimit: .zero,
                unitPrice: price,
                tariffVersion: 1,
                inForceFrom: WallTime(secondsSince1970: 0)
            )
        )
        let configuration = LobbyConfiguration(
            sign: LobbySign(name: "Garden", place: "Hall 3", phone: "400"),
            languages: ["en"],
            amounts: [Money(fen: 10_000)],
            terms: [terms],
            idleSeconds: idleSeconds
        )
        return LobbyDesk(configuration, run: "test", payments: ports, sales: ports)
    }

    private static func card() throws -> CardReading {
        let meter = try #require(MeterNumber("204500118873"))
        let holder = Holder(
            kind: .user,
            utility: .electricity,
            creditMode: .money,
            cardNumber: 1,
            customer: meter,
            meter: meter,
            issuedAt: WallTime(secondsSince1970: 0),
            issuingKiosk: KioskIdentifier(7)
        )
        let load = LoadRecord(
            creditMode: .money,
            sale: .none,
            purchaseNumber: 0,
            paid: .zero,
            credit: .zero,
            tariffVersion: 1,
            parametersVersion: 1,
            soldAt: WallTime(secondsSince1970: 0),
            creditBefore: .zero
        )
        let snapshot = CardSnapshot(
            card: CardIdentifier([4, 1, 2, 3, 4, 5, 6]),
            holder: holder,
            waiting: .zero,
            lastLoad: load,
            returned: .empty
        )
        return CardReading(accounts: [CardAccount(snapshot: snapshot)])
    }

    /// To the screen on which money is put in.
    private static func pay(_ desk: LobbyDesk, fen: Int64) async throws {
        let facilities = Facilities(canPrint: true, cash: .givesBack, takesCode: false)
        await desk.take(.facilitiesChanged(facilities))
        await desk.take(.cardInserted)
        await desk.take(.cardRead(try card()))
        for touch in [ScreenAction.topUp(account: 0), .amount(Money(fen: 10_000)), .pay(.cash)] {
            await desk.take(.touched(touch))
        }
        await desk.take(.paymentReady(payment: 1, code: nil))
        await desk.take(.moneyTaken(payment: 1, Money(fen: fen)))
    }

    @Test func `a payment is started, stopped and sold, in this order`() async throws {
        let ports = NotingPorts()
        let desk = Self.desk(ports)
        try await Self.pay(desk, fen: 10_000)
        await desk.take(.paymentStopped(payment: 1))
        var asked: [String] = []
        for await order in ports.asked {
            asked.append(order)
            if order.hasPrefix("give back") { break }
        }
        let isOrdered = asked.filter { $0.hasPrefix("st") } == ["start 1", "stop 1"]
        #expect(isOrdered, "\(asked)")
        #expect(asked.contains("sell 100.00 as screen-test-1"), "\(asked)")
        #expect(asked.last == "give back 100.00 of 1", "not sold, so the money goes back")
        await desk.stop()
    }

    @Test func `time passes without anybody asking`() async throws {
        let desk = Self.desk(NotingPorts(), idleSeconds: 0)
        let (countdowns, seen) = AsyncStream.makeStream(of: Int64.self)
        _ = await desk.watch { snapshot in
            if let left = snapshot.countdownMilliseconds { seen.yield(left) }
        }
        await desk.take(.cardInserted)
        await desk.take(.cardRead(try Self.card()))
        let left = await countdowns.first { _ in true }
        #expect((29_000...30_000).contains(try #require(left)))
        await desk.stop()
    }

    @Test func `the door gives its page to all, and the visit to who has the token`() async throws {
        let desk = Self.desk(NotingPorts())
        let door = ScreenDoor(desk, token: Array("secret".utf8))
        var router = Router()
        door.addRoutes(to: &router) { _ in }
        let server = try HTTPServer(ServerConfiguration(port: 0), router: router) { error, _ in
            Issue.record(error)
        }
        let client = HTTPClient(ClientConfiguration(clientName: "screen"))
        let address = "http://127.0.0.1:\(server.port)/screen/"

        let page = try await client.send(ClientRequest(.get, address))
        #expect(page.status == 200)
        #expect(page.header("Content-Security-Policy") == ScreenPage.contentSecurityPolicy)
        #expect(try await client.send(ClientRequest(.get, address + "other.js")).status == 404)
        #expect(try await client.send(ClientRequest(.get, address + "events")).status == 401)

        let watching = Task { await door.run() }
        let watcher = HTTPClient(ClientConfiguration(clientName: "screen"))
        let events = watcher.events(of: ClientRequest(.get, address + "events?token=secret"))
        var iterator = events.makeAsyncIterator()
        #expect(try await iterator.next()?.name == "snapshot")

        let step = await desk.snapshot.step
        let help = ScreenRequest(key: "a", run: "test", step: step, action: "help")
        var touch = try ClientRequest.json(.post, address + "actions", help)
        #expect(try await client.send(touch).status == 401)
        touch.headers.append(("X-Screen-Token", "secret"))
        #expect(try await client.send(touch).json([String: String].self) == ["answer": "taken"])
        #expect(try await client.send(touch).json([String: String].self) == ["answer": "repeated"])
        #expect(await desk.snapshot.screen == .help)
        watching.cancel()
        await watching.value
        await server.stop()
        await desk.stop()
    }

    @Test func `pulses come as often as is set`() async throws {
        let desk = Self.desk(NotingPorts())
        let door = ScreenDoor(desk, token: Array("secret".utf8), pulseMilliseconds: 10)
        var router = Router()
        door.addRoutes(to: &router) { _ in }
        let server = try HTTPServer(ServerConfiguration(port: 0), router: router) { error, _ in
            Issue.record(error)
        }
        let watcher = HTTPClient(ClientConfiguration(clientName: "screen"))
        let address = "http://127.0.0.1:\(server.port)/screen/events?token=secret"
        let events = watcher.events(of: ClientRequest(.get, address))
        let watching = Task { await door.run() }
        // At the pace of a lobby these take longer than a test may.
        var missing = 10
        for try await event in events where event.name == "pulse" {
            missing -= 1
            if missing == 0 { break }
        }
        #expect(missing == 0)
        watching.cancel()
        await watching.value
        await server.stop()
        await desk.stop()
    }
}
