import KioskService
import LobbySamples
import LobbyScreen
import Prepayment
import Synchronization
import Testing
import WebServer

/// The real desk and its door on a port of this machine, with acceptor, provider, printer and card by
/// script, and a clock that stands still until the test moves it.
actor ScriptedLobby: LobbyUnderTest {
    /// What becomes of the answer to a touch.
    enum Answers: Sendable {
        /// It comes.
        case come
        /// The desk has taken the touch, and no answer leaves until the server is gone.
        case areLost
    }

    nonisolated let ports: ScriptedPorts
    private let token = "c0ffee0123456789"
    private let configuration: LobbyConfiguration
    private let facilities: Facilities
    private let clock = StandingClock()
    private var starts = 0
    private var desk: LobbyDesk
    private var server: HTTPServer?
    private var watching: Task<Void, Never>?
    private var port: UInt16 = 0

    /// Opens the door; the facilities are those that every start begins with.
    init(
        _ manner: ScriptedPorts.Manner = .willing,
        _ facilities: Facilities = Visitor.everything,
        _ panel: Panel = .upright,
        answers: Answers = .come
    ) async throws {
        let sample = Visitor.configuration
        configuration = LobbyConfiguration(
            sign: sample.sign,
            pixelsPerCentimetre: panel.pixelsPerCentimetre,
            languages: sample.languages,
            amounts: sample.amounts,
            terms: sample.terms
        )
        self.facilities = facilities
        ports = ScriptedPorts(manner)
        desk = Self.desk(configuration, run: "test", ports, clock)
        try await start(answers)
    }

    /// Opens a door, lends the lobby, and closes it whatever happens.
    static func with<Result: Sendable>(
        _ manner: ScriptedPorts.Manner = .willing,
        _ facilities: Facilities = Visitor.everything,
        _ panel: Panel = .upright,
        answers: Answers = .come,
        _ body: (ScriptedLobby) async throws -> Result
    ) async throws -> Result {
        let lobby = try await ScriptedLobby(manner, facilities, panel, answers: answers)
        do {
            let result = try await body(lobby)
            await lobby.end()
            return result
        } catch {
            await lobby.end()
            throw error
        }
    }

    var address: String { "http://127.0.0.1:\(port)/screen/#\(token)" }
    /// What the desk shows.
    var snapshot: ScreenSnapshot { get async { await desk.snapshot } }

    func insertCard() async throws { await insert(Visitor.twoMeters) }

    /// Lays a certain card on the reader.
    func insert(_ card: CardReading) async {
        await desk.take(.cardInserted)
        await desk.take(.cardRead(card))
    }

    func removeCard() async throws { await desk.take(.cardRemoved) }

    func putIn(_ amount: Money) async throws {
        await desk.take(.moneyTaken(payment: ports.payment, amount))
    }

    func payCode(_ amount: Money) async throws { try await putIn(amount) }

    func setPaper(isThere: Bool) async throws {
        let all = Visitor.everything
        await desk.take(
            .facilitiesChanged(
                Facilities(canPrint: isThere, cash: all.cash, takesCode: all.takesCode)
            )
        )
    }

    func restart() async throws {
        await disconnect()
        ports.release()
        await desk.stop()
        starts += 1
        desk = Self.desk(configuration, run: "test-\(starts)", ports, clock)
        try await start(.come)
    }

    /// Something happens.
    func take(_ event: LobbyEvent) async { await desk.take(event) }

    /// Time goes by.
    func wait(seconds: Int) async {
        clock.moment.withLock { $0 = $0.after(seconds: seconds) }
        await desk.take(.timePassed)
    }

    /// Leads the desk to where a visitor stands, in a language and a form. They are chosen before the
    /// visitor falls silent: a touch would end a countdown.
    func lead(_ visitor: Visitor, _ language: String, isAccessible: Bool) async {
        let silence = visitor.story.lastIndex { $0.event != .timePassed }.map { $0 + 1 } ?? 0
        for (index, happening) in visitor.story.enumerated() {
            if index == silence { await choose(language, isAccessible) }
            clock.moment.withLock { $0 = happening.moment }
            await desk.take(happening.event)
        }
        if silence == visitor.story.count { await choose(language, isAccessible) }
    }

    private func choose(_ language: String, _ isAccessible: Bool) async {
        await desk.take(.touched(.language(language)))
        await desk.take(.touched(.accessible(isAccessible)))
    }

    /// Nobody answers any more; the desk goes on.
    func disconnect() async {
        watching?.cancel()
        await watching?.value
        await server?.stop()
        server = nil
    }

    /// The same desk answers again at the same address.
    func connect() async throws { try await open(.come) }

    func end() async {
        await disconnect()
        ports.release()
        await desk.stop()
    }

    private func start(_ answers: Answers) async throws {
        let desk = desk
        ports.answer { await desk.take($0) }
        await desk.take(.facilitiesChanged(facilities))
        try await open(answers)
    }

    private func open(_ answers: Answers) async throws {
        let desk = desk
        let door = ScreenDoor(desk, token: Array(token.utf8))
        var router = Router()
        if answers == .areLost {
            // The first route that fits is taken: this one before the door's.
            router.on(.post, "/screen/actions") { request in
                _ = await desk.take(try request.json(ScreenRequest.self))
                try await Task.sleep(for: .seconds(3600))
                return Response(status: 500)
            }
        }
        door.addRoutes(to: &router) { _ in }
        let configuration = ServerConfiguration(port: port, stopGraceMilliseconds: 0)
        let server = try HTTPServer(configuration, router: router) { error, _ in
            // A handler that is at work when the server stops is cancelled.
            if !(error is CancellationError) { Issue.record(error) }
        }
        self.server = server
        port = server.port
        watching = Task { await door.run() }
    }

    private static func desk(
        _ configuration: LobbyConfiguration,
        run: String,
        _ ports: ScriptedPorts,
        _ clock: StandingClock
    ) -> LobbyDesk {
        LobbyDesk(
            configuration,
            run: run,
            payments: ports,
            sales: ports,
            clock: { clock.moment.withLock(\.self) }
        )
    }
}

/// A clock that a test moves.
private final class StandingClock: Sendable {
    let moment = Mutex(Moment(milliseconds: 0))
}
