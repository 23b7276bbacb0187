import FoundationEssentials
import KioskService
import LobbyScreen
import Prepayment
import SmartCards
import VirtualDevices
import WebClient
import WebServer

/// A lobby's screen with all desks and its door, in this process: the card lies in no reader, and money
/// comes as soon as it is said.
final class ScreenLobby: Sendable {
    private static let reader = "in this process"
    private static let token = "benchmark"
    private static let amount = Money(fen: 10_000)

    private let household: Household
    private let card: InProcessTransport
    private let transport: TimedTransport
    private let kiosk: Kiosk
    private let desk: LobbyDesk
    private let server: HTTPServer
    private let readerEvents: AsyncStream<ReaderEvent>.Continuation
    private let happened: AsyncStream<LobbyEvent>.Continuation
    private let tasks: [Task<Void, Never>]

    init(in folder: WorkFolder) async throws {
        household = try Household(in: folder)
        let card = try household.issuedCard()
        let transport = TimedTransport(card)
        let kiosk = try await Kiosk(household.configuration) { _ in transport }
        (self.card, self.transport, self.kiosk) = (card, transport, kiosk)
        let (happenings, happened) = AsyncStream.makeStream(of: LobbyEvent.self)
        let ports = WillingPorts(kiosk, reader: Self.reader, happened)
        let desk = LobbyDesk(
            LobbyConfiguration(
                sign: LobbySign(name: "Estate", place: "Lobby", phone: "400 000 0000"),
                languages: ["zh", "en"],
                amounts: [Self.amount],
                terms: [household.terms]
            ),
            run: "benchmark",
            payments: ports,
            sales: ports
        )
        let door = ScreenDoor(desk, token: Array(Self.token.utf8))
        var router = Router()
        door.addRoutes(to: &router) { try $0.requireLoopbackHost() }
        server = try HTTPServer(ServerConfiguration(), router: router) { error, _ in
            preconditionFailure("the door failed: \(error)")
        }
        let (events, readerEvents) = AsyncStream.makeStream(of: ReaderEvent.self)
        (self.desk, self.happened, self.readerEvents) = (desk, happened, readerEvents)
        await kiosk.lobby.show { happened.yield($0) }
        tasks = [
            Task { await kiosk.lobby.follow(events) },
            Task { for await event in happenings { await desk.take(event) } },
            Task { await door.run() },
        ]
        readerEvents.yield(.readerAdded(Self.reader))
        happened.yield(
            .facilitiesChanged(Facilities(canPrint: true, cash: .givesBack, takesCode: false))
        )
    }

    /// A client of the event stream.
    func watcher() -> ScreenWatcher {
        let client = HTTPClient(ClientConfiguration(clientName: "benchmarks"))
        let address = "http://127.0.0.1:\(server.port)/screen/events?token=\(Self.token)"
        return ScreenWatcher(client.events(of: ClientRequest(.get, address)))
    }

    /// Nanoseconds from now to the moment that `body` gives, without those inside the card.
    func withoutCardTime(_ body: () async throws -> UInt64) async throws -> UInt64 {
        let (start, inCard) = (monotonicNanoseconds(), transport.cardNanoseconds)
        let end = try await body()
        return end - start - (transport.cardNanoseconds - inCard)
    }

    func putOn() {
        card.tap()
        readerEvents.yield(.cardInserted(reader: Self.reader, answerToReset: [], eventCount: 1))
    }

    /// From the end of a sale. Without paper its receipt would stand there until it is put away.
    func leave() async {
        await desk.take(.touched(.leave))
        readerEvents.yield(.cardRemoved(reader: Self.reader))
    }

    /// From the card's accounts to the screen on which money is put in.
    func goToPaying(_ watcher: inout ScreenWatcher) async throws {
        await desk.take(.touched(.topUp(account: 0)))
        await desk.take(.touched(.amount(Self.amount)))
        await desk.take(.touched(.pay(.cash)))
        try await watcher.see(.paying)
    }

    /// All money of the payment at once.
    func putIn(payment: UInt32) { happened.yield(.moneyTaken(payment: payment, Self.amount)) }

    func meterTakes() throws { try household.meterTakes(through: card) }

    func stop() async {
        await desk.stop()
        for task in tasks { task.cancel() }
        await server.stop()
        await kiosk.close()
    }
}

/// What a screen is shown, over HTTP.
struct ScreenWatcher {
    private var events: AsyncThrowingStream<ReceivedEvent, any Error>.Iterator

    init(_ events: AsyncThrowingStream<ReceivedEvent, any Error>) {
        self.events = events.makeAsyncIterator()
    }

    /// Waits for a screen, and gives the moment at which its snapshot was there.
    @discardableResult
    mutating func see(_ wanted: Screen.Kind) async throws -> UInt64 {
        while let event = try await events.next(isolation: #isolation) {
            let arrived = monotonicNanoseconds()
            guard event.name == "snapshot" else { continue }
            let snapshot = try JSONDecoder().decode(
                ScreenSnapshot.self,
                from: Data(event.data.utf8)
            )
            if snapshot.screen == wanted {
                if let sale = snapshot.sale, sale.outcome != "written" {
                    throw BenchmarkFailure.refused(status: sale.outcome)
                }
                return arrived
            }
            // From these no visit comes to where it should.
            if [.refused, .open, .returning, .outOfService].contains(snapshot.screen) {
                throw BenchmarkFailure.otherScreen(snapshot.screen, wanted: wanted)
            }
        }
        throw BenchmarkFailure.notReady("the event stream, for \(wanted)")
    }
}

/// Payment devices that are always ready, and the kiosk's own sale desk.
private struct WillingPorts: PaymentPort, LobbySalePort {
    private let kiosk: Kiosk
    private let reader: String
    private let happened: AsyncStream<LobbyEvent>.Continuation

    init(_ kiosk: Kiosk, reader: String, _ happened: AsyncStream<LobbyEvent>.Continuation) {
        (self.kiosk, self.reader, self.happened) = (kiosk, reader, happened)
    }

    func start(_ payment: Payment) async {
        happened.yield(.paymentReady(payment: payment.number, code: nil))
    }

    func stop(_ payment: UInt32) async { happened.yield(.paymentStopped(payment: payment)) }

    func giveBack(_ amount: Money, of _: UInt32) async { happened.yield(.moneyGivenBack(amount)) }

    func hold(_ amount: Money, of _: UInt32) async { happened.yield(.moneyHeld(amount)) }

    func sell(_ order: SaleOrder) async -> SaleVerdict {
        let request = SaleRequest(
            key: order.key,
            amount: order.amount,
            tender: .counter,
            utility: order.utility,
            acceptsNoReceipt: true
        )
        do {
            return .sold(CompletedSale(try await kiosk.sales.sell(request, reader: reader)))
        } catch {
            return .notSold
        }
    }

    func settle(_: OpenSale) async -> SettleVerdict { .open(.later) }

    func printCopy(_: SaleIdentifier) async -> ReceiptOutcome {
        .notPrinted(reason: "Nobody asks for a copy here.")
    }
}
