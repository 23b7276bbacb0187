import Testing
import WebClient
import WebServer

private struct Sale: Codable, Equatable {
    let amountFen: Int
    let tender: String
}

@Suite(.timeLimit(.minutes(1)))
struct RoutingTests {
    static let router: Router = {
        var router = Router()
        router.onImmediate(.get, "/hello") { _ in .text("hello") }
        router.on(.get, "/sales/{id}/notes/{note}") { request in
            .text("\(request.parameter("id")) \(request.parameter("note"))")
        }
        router.onImmediate(.get, "/echo") { request in
            .text(
                [
                    request.query("a") ?? "-", request.query("b") ?? "-",
                    request.headers["x-kiosk"] ?? "-", request.remoteAddress, request.path,
                ].joined(separator: " ")
            )
        }
        router.on(.post, "/sales") { request in
            let sale = try request.json(Sale.self)
            return .json(sale, status: 201)
        }
        router.on(.put, "/sales") { request in .text("\(request.body.count)") }
        router.on(.delete, "/sales") { _ in
            throw Problem(status: 409, title: "No", detail: "A sale stays.", hint: "Refund it.")
        }
        struct Broken: Error {}
        router.on(.get, "/broken") { _ in throw Broken() }
        router.onImmediate(.get, "/broken-now") { _ in throw Broken() }
        router.onImmediate(.get, "/injected") { request in
            Response(headers: ["X-Name": request.query("name") ?? ""])
        }
        return router
    }()

    @Test func `a request reaches the handler of its path`() async throws {
        try await withServer(Self.router) { server in
            let response = try await server.get("/hello")
            #expect(response.status == 200)
            #expect(response.text == "hello")
            #expect(response.header("content-type") == "text/plain; charset=utf-8")
        }
    }

    @Test(arguments: [
        ("/sales/7/notes/x", "7 x"), ("/sales/a%2Fb/notes/%E7%94%B5", "a/b 电"),
        ("/sales/+/notes/%20", "+  "),
    ])
    func `parameters are whole segments, decoded`(path: String, text: String) async throws {
        try await withServer(Self.router) { server in
            let response = try await server.get(path)
            #expect(response.text == text)
        }
    }

    @Test func `query and headers are read without regard to their writing`() async throws {
        try await withServer(Self.router) { server in
            let response = try await server.client.send(
                ClientRequest(
                    .get,
                    server.address("/echo?a=1+2%26&b&a=3"),
                    headers: [("X-KIOSK", "K007")]
                )
            )
            #expect(response.text == "1 2&  K007 127.0.0.1 /echo")
        }
    }

    @Test func `a value goes in and out as JSON`() async throws {
        try await withServer(Self.router) { server in
            let sale = Sale(amountFen: 10_000, tender: "cash")
            let response = try await server.client.send(
                .json(.post, server.address("/sales"), sale)
            )
            #expect(response.status == 201)
            #expect(response.text == #"{"amountFen":10000,"tender":"cash"}"#)
            #expect(try response.json(Sale.self) == sale)
            #expect(response.header("Cache-Control") == "no-store")
        }
    }

    @Test(
        arguments: [
            ("{}", "application/json", 400, "amountFen is missing."),
            (
                #"{"amountFen":"x","tender":""}"#, "application/json; charset=utf-8", 400,
                "amountFen: "
            ),
            ("{", "application/json", 400, "The given data was not valid JSON."),
            ("{}", "text/plain", 415, ""), ("{}", nil, 415, ""),
        ] as [(String, String?, Int, String)]
    )
    func `a body that is not the value is refused`(
        body: String,
        type: String?,
        status: Int,
        detail: String
    ) async throws {
        try await withServer(Self.router) { server in
            let response = try await server.send(.post, "/sales", body, type: type)
            #expect(response.status == status)
            let problem = try response.json(Problem.self)
            #expect((problem.detail ?? "").hasPrefix(detail))
            #expect(response.header("Content-Type") == "application/problem+json")
        }
    }

    @Test func `an unknown path and a wrong method are problems`() async throws {
        try await withServer(Self.router) { server in
            for path in ["/nothing", "/hello/", "/sales/1/notes"] {
                let response = try await server.get(path)
                #expect(response.status == 404)
                #expect(try response.json(Problem.self).title == "Nothing is here")
            }
            let response = try await server.get("/sales")
            #expect(response.status == 405)
            #expect(response.header("Allow") == "DELETE, POST, PUT")
        }
    }

    @Test func `a problem that is thrown is the answer`() async throws {
        try await withServer(Self.router) { server in
            let response = try await server.client.send(
                ClientRequest(.delete, server.address("/sales"))
            )
            #expect(response.status == 409)
            #expect(
                response.text == #"{"detail":"A sale stays.","hint":"Refund it.","status":409,"#
                    + #""title":"No","type":"about:blank"}"#
            )
        }
    }

    @Test func `an error that is no problem is reported and not shown`() async throws {
        let failures = Lines()
        try await withServer(Self.router, failures: failures) { server in
            for path in ["/broken", "/broken-now"] {
                let response = try await server.get(path)
                #expect(response.status == 500)
                #expect(!response.text.contains("Broken"))
            }
        }
        #expect(failures.all == ["/broken: Broken()", "/broken-now: Broken()"])
    }

    @Test func `a line break in a header does not reach the wire`() async throws {
        try await withServer(Self.router) { server in
            let response = try await server.get("/injected?name=a%0D%0ASet-Cookie:%20b")
            #expect(response.status == 500)
            #expect(response.header("Set-Cookie") == nil)
        }
    }

    @Test(arguments: [
        ("GET /%zz HTTP/1.1", 400), ("GET /%ff HTTP/1.1", 400), ("GET /a%00b HTTP/1.1", 400),
        ("GET hello HTTP/1.1", 400), ("GET /?a=%4 HTTP/1.1", 400), ("BREW /hello HTTP/1.1", 501),
        ("HEAD /hello HTTP/1.1", 200), ("OPTIONS /hello HTTP/1.1", 405),
    ])
    func `nonsense is answered as such`(line: String, status: Int) async throws {
        try await withServer(Self.router) { server in
            let socket = try RawSocket.connected(to: server.port)
            try await socket.write("\(line)\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await socket.readToEnd().hasPrefix("HTTP/1.1 \(status) "))
        }
    }

    @Test func `an answer to HEAD has the length and no body`() async throws {
        try await withServer(Self.router) { server in
            let socket = try RawSocket.connected(to: server.port)
            try await socket.write("HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let answer = try await socket.readToEnd()
            #expect(answer.contains("Content-Length: 5\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }
}
