internal import Cryptography
internal import LobbyScreen
public import WebServer

/// The screen's door on this machine.
///
///     GET  /screen/…         the page
///     GET  /screen/events    its snapshots as server-sent events: the newest first, then each change
///     POST /screen/actions   a touch
///
/// Rules:
/// 1. Snapshots and touches need the screen's token: another program's page on this machine has it not.
///    It comes behind the `#` of the address that the browser is started with, so that it is in no log.
/// 2. A touch comes as `application/json` with a header of its own, which no foreign page may send
///    without asking, and nobody answers such questions here.
/// 3. A `pulse` at least every 15 seconds: a browser does not show comments to its page.
public struct ScreenDoor: Sendable {
    /// Between two pulses, where nothing else is set.
    public static let pulseMilliseconds = 10_000

    private let desk: LobbyDesk
    private let token: [UInt8]
    private let pulseMilliseconds: Int
    private let broadcaster = EventBroadcaster()

    /// Takes the desk and the secret that the browser brings.
    public init(
        _ desk: LobbyDesk,
        token: [UInt8],
        pulseMilliseconds: Int = ScreenDoor.pulseMilliseconds
    ) {
        (self.desk, self.token, self.pulseMilliseconds) = (desk, token, pulseMilliseconds)
    }

    /// Follows the desk and sends pulses, until the task is cancelled.
    public func run() async {
        let broadcaster = broadcaster
        _ = await desk.watch { broadcaster.publish(Self.event($0)) }
        while !Task.isCancelled {
            broadcaster.publish(ServerEvent(name: "pulse", data: ""))
            do { try await Task.sleep(for: .milliseconds(pulseMilliseconds)) } catch { break }
        }
        broadcaster.finish()
    }

    /// Adds the routes; each request is shown to `admit` first, which throws what refuses it.
    public func addRoutes(
        to router: inout Router,
        admit: @escaping @Sendable (Request) throws -> Void
    ) {
        router.on(.get, "/screen/events") { request in
            try admit(request)
            try check(request.query("token"))
            return await events()
        }
        router.on(.post, "/screen/actions") { request in
            try admit(request)
            try check(request.headers["X-Screen-Token"])
            let answer = await desk.take(try request.json(ScreenRequest.self))
            return .json(["answer": answer.rawValue], status: answer == .unknown ? 422 : 200)
        }
        router.onImmediate(.get, "/screen/{file}") { request in
            try admit(request)
            return try Self.file(request.parameter("file"))
        }
    }

    private func events() async -> Response {
        let stream = EventStream()
        // Added before the snapshot is taken, so that no change falls between the two.
        broadcaster.add(stream)
        _ = stream.send(Self.event(await desk.snapshot))
        return Response(stream)
    }

    private func check(_ given: String?) throws(Problem) {
        guard equalInConstantTime(Array((given ?? "").utf8), token) else {
            throw Problem(
                status: 401,
                title: "This needs the screen's token",
                hint: "Start the browser with the address that the kiosk printed."
            )
        }
    }

    private static func file(_ name: String) throws(Problem) -> Response {
        let wanted = name.isEmpty ? ScreenPage.files[0].name : name
        guard let file = ScreenPage.files.first(where: { $0.name == wanted }) else {
            throw Problem(
                status: 404,
                title: "The page has no such file",
                hint: "Ask for /screen/."
            )
        }
        return .pageFile(
            file.bytes,
            contentType: file.contentType,
            contentSecurityPolicy: ScreenPage.contentSecurityPolicy
        )
    }

    private static func event(_ snapshot: ScreenSnapshot) -> ServerEvent {
        ServerEvent(name: "snapshot", identifier: String(snapshot.revision), json: snapshot)
    }
}
