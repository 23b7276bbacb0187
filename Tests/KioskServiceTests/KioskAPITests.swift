import Journal
import Prepayment
import SmartCards
import TestSupport
import Testing
import VirtualCard
import WebClient
import WebServer

@testable import KioskService

/// The door as a screen and a clerk's command see it: over a socket.
@Suite(.timeLimit(.minutes(1))) struct KioskAPITests {
    @Test func `the state is what lies in the reader`() async throws {
        let door = try await TestDoor(withCard: false)
        #expect(try await door.state().phase == "idle")
        await door.putOn()
        let state = try await door.state()
        #expect(state.phase == "card")
        #expect(state.card?.card == door.bench.card.identifier.description)
        #expect(state.card?.customerEnding == "0234")
        #expect(state.card?.waitingText == "¥0.00")
        #expect(state.card?.lastSale == "")
        let text = String(decoding: try await door.get("/api/state").body, as: UTF8.self)
        #expect(!text.contains(Sample.customer.description))
        await door.close()
    }

    @Test func `events begin with the state and tell every change`() async throws {
        let door = try await TestDoor(withCard: false)
        let client = HTTPClient(ClientConfiguration(clientName: "screen"))
        let events = client.events(of: ClientRequest(.get, door.address("/api/events")))
        var iterator = events.makeAsyncIterator()
        let first = try #require(try await iterator.next())
        #expect(first.name == "state")
        #expect(first.data.contains(#""phase":"idle""#))
        #expect(first.identifier == "\(door.bench.kiosk.board.entry.revision)")

        await door.putOn()
        let reading = try #require(try await iterator.next())
        #expect(reading.data.contains(#""phase":"reading""#))
        let card = try #require(try await iterator.next())
        #expect(card.data.contains(#""phase":"card""#))
        #expect(card.identifier == "\(door.bench.kiosk.board.entry.revision)")
        await door.close()
        #expect(try await iterator.next() == nil, "the stream ended properly")
    }

    @Test func `a server with an open stream stops at once`() async throws {
        let door = try await TestDoor()
        let client = HTTPClient(ClientConfiguration(clientName: "screen"))
        let events = client.events(of: ClientRequest(.get, door.address("/api/events")))
        var iterator = events.makeAsyncIterator()
        _ = try await iterator.next()
        let start = ContinuousClock.now
        await door.close()
        #expect(ContinuousClock.now - start < .seconds(5), "less than the grace of ten seconds")
    }

    @Test func `a sale through the door`() async throws {
        let door = try await TestDoor()
        let response = try await door.post("/api/sales", TestDoor.sale())
        #expect(response.status == 201)
        let sale = try response.json(SaleJSON.self)
        #expect(sale.outcome == "written")
        #expect(sale.paidFen == 10_000)
        #expect(sale.creditText == "¥100.00")
        #expect(sale.waiting == 10_000)
        #expect(sale.receipt == "printed")
        let again = try await door.post("/api/sales", TestDoor.sale()).json(SaleJSON.self)
        #expect(again == sale)
        let card = try await door.state().card
        #expect(card?.waiting == 10_000)
        #expect(card?.lastSale == sale.sale)
        await door.close()
    }

    @Test(arguments: [nil, "", "another secret", "the operator's secre"])
    func `without the operator's token a clerk's work is not done`(token: String?) async throws {
        let door = try await TestDoor()
        for path in [
            "/api/sales", "/api/settlements", "/api/refunds", "/api/pay-outs", "/api/cards",
            "/api/copies", "/api/day-reports",
        ] {
            let response = try await door.post(path, TestDoor.sale(), token: token)
            #expect(response.status == 401)
            #expect(try response.problem().title == "This needs the operator's token")
        }
        let headers = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        #expect(try await door.get("/api/held-money", headers: headers).status == 401)
        #expect(try await door.bench.records().isEmpty)
        await door.close()
    }

    @Test(arguments: ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]:80"])
    func `a name that is not this machine's is refused`(host: String) async throws {
        let door = try await TestDoor()
        for path in ["/health", "/api/state", "/api/events"] {
            let response = try await door.get(path, headers: [("Host", host)])
            #expect(response.status == 421)
        }
        let response = try await door.post("/api/sales", TestDoor.sale(), host: host)
        #expect(response.status == 421)
        #expect(try await door.bench.records().isEmpty)
        await door.close()
    }

    @Test(arguments: ["127.0.0.1", "localhost:8471", "[::1]:8471", "[::1]"])
    func `the machine's own names are taken`(host: String) async throws {
        let door = try await TestDoor()
        #expect(try await door.get("/api/state", headers: [("Host", host)]).status == 200)
        await door.close()
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", nil])
    func `a body that is not declared as JSON is refused`(type: String?) async throws {
        let door = try await TestDoor()
        let response = try await door.post("/api/sales", TestDoor.sale(), type: type)
        #expect(response.status == 415)
        #expect(try await door.bench.records().isEmpty)
        await door.close()
    }

    static let saleFields: [(body: String, status: Int, detail: String)] = [
        (TestDoor.sale(key: ""), 422, "key has 1 to 64 bytes."),
        (
            TestDoor.sale(key: String(repeating: "k", count: 65)), 422, "key has 1 to 64 bytes."
        ),
        (TestDoor.sale(fen: "0"), 422, "amountFen is more than 0 and at most 1000000000."),
        (TestDoor.sale(fen: "-1"), 422, "amountFen is more than 0 and at most 1000000000."),
        (
            TestDoor.sale(fen: "1000000001"), 422,
            "amountFen is more than 0 and at most 1000000000."
        ),
        (TestDoor.sale(tender: "cash"), 422, "tender is “counter”."),
        (TestDoor.sale(utility: "steam"), 422, "utility is electricity, water or gas."),
        (
            #"{"key": "a", "tender": "counter", "withoutReceipt": false}"#, 400,
            "amountFen is missing."
        ),
    ]

    @Test(arguments: saleFields)
    func `a field that cannot be used is named`(
        body: String,
        status: Int,
        detail: String
    ) async throws {
        let door = try await TestDoor()
        let response = try await door.post("/api/sales", body)
        #expect(response.status == status)
        let problem = try response.problem()
        #expect(problem.detail == detail)
        #expect(problem.hint?.isEmpty == false)
        #expect(try await door.bench.records().isEmpty)
        await door.close()
    }

    @Test(arguments: ["", "no JSON", "[]", TestDoor.sale(fen: "1.5"), TestDoor.sale(fen: "1e99")])
    func `a body that is none is refused`(body: String) async throws {
        let door = try await TestDoor()
        let response = try await door.post("/api/sales", body)
        #expect(response.status == 400)
        #expect(try await door.bench.records().isEmpty)
        await door.close()
    }

    @Test func `refusals have their status, sentence and hint`() async throws {
        let door = try await TestDoor(withCard: false)
        func problem(_ body: String, _ status: Int) async throws -> Problem {
            let response = try await door.post("/api/sales", body)
            #expect(response.status == status)
            let problem = try response.problem()
            #expect(problem.hint?.isEmpty == false)
            return problem
        }
        let noCard = try await problem(TestDoor.sale(), 409)
        #expect(noCard.title == CardError.noCard.sentence)

        await door.putOn()
        let tooMuch = try await problem(TestDoor.sale(fen: "150001"), 422)
        #expect(tooMuch.title == "The largest purchase is ¥1500.00.")
        _ = try await door.post("/api/sales", TestDoor.sale())
        let reused = try await problem(TestDoor.sale(fen: "500"), 422)
        #expect(reused.title.contains("key belongs to another purchase"))

        await door.putOn("Reader 2")
        let two = try await problem(TestDoor.sale(key: "b"), 409)
        #expect(two.title == "More than one reader holds a card: Reader 1, Reader 2.")
        await door.close()
    }

    @Test func `a second sale beside the first is told to wait`() async throws {
        let door = try await TestDoor()
        let gate = Gate()
        door.bench.card.watch { _, command in
            if command[1] == Seen.credit { gate.waitInside() }
        }
        async let first = door.bench.sell(key: "a")
        try await waitUntil("the credit is on its way") { gate.isOccupied }
        let second = try await door.post("/api/sales", TestDoor.sale(key: "b"))
        #expect(second.status == 409)
        #expect(try second.problem().title == "Another sale is running at this kiosk.")
        #expect(try await door.state().phase == "selling")
        #expect(try await door.state().payingFen == 10_000)
        gate.open()
        _ = try await first
        await door.close()
    }

    @Test func `health tells how far records are`() async throws {
        let door = try await TestDoor()
        let response = try await door.get("/health")
        #expect(response.status == 200)
        let health = try response.json(HealthJSON.self)
        #expect(health.status == "ok")
        #expect(health.kiosk == 7)
        #expect(health.journalHead == 2)
        #expect(health.ledgerHas == 0)
        #expect(health.ledger == "none")
        await door.close()
    }

    @Test func `health, state and sales tell of a kiosk out of service`() async throws {
        let door = try await TestDoor()
        try await door.bench.breakJournal()
        #expect(try await door.post("/api/sales", TestDoor.sale()).status == 503)
        let response = try await door.get("/health")
        #expect(response.status == 503)
        let health = try response.json(HealthJSON.self)
        #expect(health.status == "outOfService")
        let reason = "This user may not read and write \(door.bench.place.journalPath)."
        #expect(health.reason == reason)
        let state = try await door.state()
        #expect(state.phase == "outOfService")
        #expect(state.sentence == reason)
        let refused = try await door.post("/api/sales", TestDoor.sale(key: "b"))
        #expect(refused.status == 503)
        #expect(try refused.problem().title == "This kiosk is out of service. \(reason)")
        await door.close()
    }

    @Test func `health of a journal that cannot be read`() async throws {
        let door = try await TestDoor()
        await door.bench.kiosk.journal.close()
        let response = try await door.get("/health")
        #expect(response.status == 503)
        #expect(try response.problem().title == "The journal is closed after an earlier error.")
        await door.close()
    }

    @Test func `a card is issued through the door`() async throws {
        let door = try await TestDoor(withCard: false)
        let blank = TestCard()
        door.bench.readers.put(blank)
        await door.putOn()
        #expect(try await door.state().sentence == "This card is blank.")
        let body = """
            {"customer": "100234", "meter": "77", "utility": "water", "cardNumber": 5, \
            "isReplacement": true}
            """
        let response = try await door.post("/api/cards", body)
        #expect(response.status == 201)
        #expect(try response.json(IssuedJSON.self).card == blank.identifier.description)
        let holder = try blank.read(door.bench.place.keys, .water).holder
        #expect(holder.customer == Sample.customer)
        #expect(holder.meter == Sample.digits("77"))
        #expect(holder.kind == .replacement)
        #expect(holder.creditMode == .units)
        let card = try await door.state().card
        #expect(card?.meter == "000000000077")

        let again = try await door.post("/api/cards", body)
        #expect(again.status == 409)
        #expect(try again.problem().title == "This card has its water account already.")
        await door.close()
    }

    @Test(arguments: [
        (#""customer": "12345678901234", "meter": "77", "utility": "water""#, "customer"),
        (#""customer": "1", "meter": "seven", "utility": "water""#, "meter"),
        (#""customer": "1", "meter": "77", "utility": "steam""#, "utility"),
    ])
    func `a card with wrong particulars is not issued`(
        fields: String,
        named: String
    ) async throws {
        let door = try await TestDoor(withCard: false)
        let blank = TestCard()
        door.bench.readers.put(blank)
        await door.putOn()
        let memory = blank.memory
        let response = try await door.post(
            "/api/cards",
            "{\(fields), \"cardNumber\": 5, \"isReplacement\": false}"
        )
        #expect(response.status == 422)
        #expect(try response.problem().hint == "Correct \(named).")
        #expect(blank.memory == memory)
        await door.close()
    }
}
