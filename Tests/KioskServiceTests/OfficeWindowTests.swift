import Configuration
import Glibc
import Prepayment
import SmartCards
import TestSupport
import Testing
import WebClient
import WebServer

@testable import KioskService

/// A clerk's commands, through the service that runs.
@Suite(.timeLimit(.minutes(1))) struct OfficeWindowTests {
    static let request = SaleRequest(key: "a", amount: Money(fen: 10_000), tender: .counter)

    private func window(_ place: KioskPlace, port: UInt16) throws -> OfficeWindow {
        try PrivateFile.write(Array(TestDoor.token.utf8), to: place.file("operator.token"))
        return OfficeWindow(try place.configuration(port: port))
    }

    @Test func `the window sells and issues through the service`() async throws {
        let door = try await TestDoor()
        let window = try window(door.bench.place, port: door.server.port)
        let sale = try await window.sell(Self.request)
        #expect(sale.outcome == "written")
        #expect(try await window.sell(Self.request) == sale)

        door.bench.readers.put(TestCard())
        await door.putOn()
        await door.bench.kiosk.lobby.handle(.cardRemoved(reader: TestReaders.first))
        await door.putOn()
        let issued = try await window.issue(
            IssueRequest(
                customer: Sample.customer,
                meter: Sample.meter,
                utility: .electricity,
                cardNumber: 9
            )
        )
        #expect(issued.card.count == 14)
        await door.close()
    }

    @Test func `the window passes the service's refusal on`() async throws {
        let door = try await TestDoor(withCard: false)
        let window = try window(door.bench.place, port: door.server.port)
        let error = await #expect(throws: OfficeWindowError.self) {
            try await window.sell(Self.request)
        }
        #expect(error?.sentence == "There is no card in the reader.")
        #expect(error?.hint == "Put the card on the reader and leave it there.")
        await door.close()
    }

    @Test func `a service that breaks off may have sold, and the key asks again`() async throws {
        let place = try KioskPlace()
        // It takes the request and answers nothing that is HTTP.
        let printer = try BrokenService()
        let window = try window(place, port: printer.port)
        let error = await #expect(throws: OfficeWindowError.self) {
            try await window.sell(Self.request)
        }
        guard case .noAnswer(_, key: "a") = error else {
            throw error ?? .noAnswer(sentence: "", key: nil)
        }
        #expect(
            error?.hint.hasPrefix("Ask again with --key a: what was done is not done twice.")
                == true
        )
        #expect(access(place.journalPath, F_OK) != 0, "it did not sell by itself")
    }

    @Test(arguments: [200, 201, 500])
    func `something else at the port is not believed`(status: Int) async throws {
        let place = try KioskPlace()
        var router = Router()
        router.onImmediate(.post, "/api/sales") { _ in .text("It works!", status: status) }
        let server = try HTTPServer(ServerConfiguration(), router: router) { error, _ in
            Issue.record(error)
        }
        let window = try window(place, port: server.port)
        let error = await #expect(throws: OfficeWindowError.self) {
            try await window.sell(Self.request)
        }
        #expect(
            error?.sentence
                == "The kiosk's service did not answer. Something else than the kiosk's service answers at its port."
        )
        await server.stop()
    }
}

/// A port that takes one request and breaks the connection off.
private final class BrokenService: Sendable {
    let port: UInt16
    private let listener: TestListener

    init() throws {
        let listener = try TestListener()
        (self.listener, port) = (listener, listener.port)
        listener.serve { connection in
            var buffer = [UInt8](repeating: 0, count: 4096)
            _ = read(connection, &buffer, buffer.count)
        }
    }
}
