internal import Cryptography
internal import WebServer

/// The bench page's door on this machine.
///
///     GET  /…                      the page
///     GET  /bench/events           its snapshots as server-sent events: the newest first, then each change
///     GET  /bench/receipts/{name}  the picture of a receipt that hangs out of the printer
///     POST /bench/actions          something that somebody does
///
/// Rules:
/// 1. All but the page needs the token that `bench all` prints behind the `#` of the address: other
///    programs' pages on this machine have it not, and it is in no log.
/// 2. An action comes as `application/json` with a header of its own, which no foreign page may send
///    without asking, and nobody answers such questions here.
/// 3. A `pulse` every ten seconds: a browser does not show comments to its page.
struct BenchDoor: Sendable {
    private static let pulseSeconds = 10

    private let desk: BenchDesk
    private let token: [UInt8]
    private let broadcaster = EventBroadcaster()

    init(_ desk: BenchDesk, token: [UInt8]) { (self.desk, self.token) = (desk, token) }

    /// Follows the desk and sends pulses, until the task is cancelled.
    func run() async {
        let broadcaster = broadcaster
        await desk.watch { broadcaster.publish(Self.event($0)) }
        while !Task.isCancelled {
            broadcaster.publish(ServerEvent(name: "pulse", data: ""))
            do { try await Task.sleep(for: .seconds(Self.pulseSeconds)) } catch { break }
        }
        broadcaster.finish()
    }

    var router: Router {
        var router = Router()
        router.on(.get, "/bench/events") { request in
            try check(request, request.query("token"))
            let stream = EventStream()
            // Added before the snapshot is taken, so that no change falls between the two.
            broadcaster.add(stream)
            _ = stream.send(Self.event(await desk.snapshot))
            return Response(stream)
        }
        router.on(.get, "/bench/receipts/{name}") { request in
            try check(request, request.headers["X-Bench-Token"])
            guard let picture = await desk.receiptPicture(request.parameter("name")) else {
                throw Problem(
                    status: 404,
                    title: "No such receipt hangs out of the printer",
                    hint: "Look into the folder of receipts."
                )
            }
            return Response(
                headers: ["Content-Type": "image/png", "Cache-Control": "no-store"],
                body: picture
            )
        }
        router.on(.post, "/bench/actions") { request in
            try check(request, request.headers["X-Bench-Token"])
            let action = try request.json(BenchAction.self)
            do throws(BenchRefusal) {
                try await desk.take(action)
            } catch {
                throw Problem(status: 409, title: error.sentence, hint: error.hint)
            }
            return .json(["answer": "taken"])
        }
        router.onImmediate(.get, "/{file}") { request in
            try request.requireLoopbackHost()
            return try BenchPageFiles.response(request.parameter("file"))
        }
        return router
    }

    private func check(_ request: Request, _ given: String?) throws(Problem) {
        try request.requireLoopbackHost()
        guard equalInConstantTime(Array((given ?? "").utf8), token) else {
            throw Problem(
                status: 401,
                title: "This needs the bench's token",
                hint: "Open the address that `bench all` printed."
            )
        }
    }

    private static func event(_ snapshot: NumberedSnapshot) -> ServerEvent {
        ServerEvent(name: "snapshot", identifier: String(snapshot.revision), json: snapshot)
    }
}

/// The files of the page. It names no other host, and has no script or style inside its HTML.
enum BenchPageFiles {
    /// Receipts are fetched with the token and shown from the page's own memory.
    private static let contentSecurityPolicy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        img-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    private static let files: [String: (type: String, bytes: [UInt8])] = [
        "": ("text/html", PackageResources.index_html),
        "bench.css": ("text/css", PackageResources.bench_css),
        "parts.js": ("text/javascript", PackageResources.parts_js),
        "panels.js": ("text/javascript", PackageResources.panels_js),
        "bench.js": ("text/javascript", PackageResources.bench_js),
    ]

    static func response(_ name: String) throws(Problem) -> Response {
        guard let file = files[name] else {
            throw Problem(status: 404, title: "The page has no such file", hint: "Ask for /.")
        }
        return .pageFile(
            file.bytes,
            contentType: file.type + "; charset=utf-8",
            contentSecurityPolicy: contentSecurityPolicy
        )
    }
}
