import Glibc
import Journal
import Prepayment
import RecordChain
import TestSupport
import Testing
import WebClient
import WebServer

@testable import KioskService

/// The running service as a whole, in a process of its own, as it watches real readers.
@Suite(.timeLimit(.minutes(1))) struct KioskServerTests {
    @Test func `a service starts, answers and stops`() async throws {
        await #expect(processExitsWith: .success) {
            let place = try KioskPlace()
            defer { place.remove() }
            let kiosk = try await Kiosk(place.configuration())
            let server = try await KioskServer(kiosk) { Issue.record($0) }
            var status = stat()
            try #require(stat(place.file("operator.token"), &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            let client = HTTPClient(ClientConfiguration(clientName: "test"))
            let address = "http://127.0.0.1:\(server.port)/health"
            #expect(try await client.send(ClientRequest(.get, address)).status == 200)

            let start = ContinuousClock.now
            await server.stop()
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(try place.records().count == 2, "the journal is closed")
            await #expect(throws: WebClientError.self) {
                try await client.send(ClientRequest(.get, address))
            }
        }
    }

    @Test func `a service is heard when it starts, and a last time when it stops`() async throws {
        await #expect(processExitsWith: .success) {
            let place = try KioskPlace()
            defer { place.remove() }
            try place.identity().write(to: place.identityPath)
            let heard = Kept<[Heartbeat]>()
            var router = Router()
            router.onImmediate(.post, "/v1/heartbeats") { request in
                let heartbeat = try SignedHeartbeat(bytes: request.body).heartbeat
                heard.keep { (heard.isThere ? try heard.value() : []) + [heartbeat] }
                let answer = HeartbeatAnswer(
                    .heard,
                    ledgerTime: heartbeat.wallTime,
                    head: .origin
                )
                return .json(answer)
            }
            let ledger = try HTTPServer(ServerConfiguration(), router: router) { error, _ in
                Issue.record(error)
            }
            let address = "http://127.0.0.1:\(ledger.port)"
            let kiosk = try await Kiosk(place.configuration(ledger: address))
            let server = try await KioskServer(kiosk) { Issue.record($0) }
            try await waitUntil("the kiosk is heard") { heard.isThere }
            try await waitUntil("its health tells of the clock") {
                try await kiosk.standing().heartbeat?.clockOffBySeconds != nil
            }
            try await kiosk.journal.append(.programStarted(version: "1"))
            await server.stop()
            await ledger.stop()
            #expect(try heard.value().map(\.head.sequence) == [2, 3])
        }
    }

    @Test func `a ledger that is silent does not hold up the stop`() async throws {
        await #expect(processExitsWith: .success) {
            let place = try KioskPlace()
            defer { place.remove() }
            try place.identity().write(to: place.identityPath)
            // Takes connections and never answers.
            let listener = try TestListener()
            let address = "http://127.0.0.1:\(listener.port)"
            let kiosk = try await Kiosk(place.configuration(ledger: address))
            let server = try await KioskServer(kiosk) { Issue.record($0) }
            let start = ContinuousClock.now
            await server.stop()
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test func `a token that cannot be left is a reason not to start`() async throws {
        await #expect(processExitsWith: .success) {
            let place = try KioskPlace()
            defer { place.remove() }
            try place.makeFolder("operator.token")
            let kiosk = try await Kiosk(place.configuration())
            let error = await #expect(throws: KioskError.self) {
                _ = try await KioskServer(kiosk) { Issue.record($0) }
            }
            guard case .token = error else { throw error ?? .token(reason: "") }
            #expect(error?.sentence.hasPrefix(place.file("operator.token")) == true)
            await kiosk.close()
        }
    }

    @Test func `a port that is taken is named`() async throws {
        await #expect(processExitsWith: .success) {
            let place = try KioskPlace()
            defer { place.remove() }
            let listener = try TestListener()
            let kiosk = try await Kiosk(place.configuration(port: listener.port))
            let error = await #expect(throws: KioskError.self) {
                _ = try await KioskServer(kiosk) { Issue.record($0) }
            }
            #expect(
                error?.sentence == "Another program listens on 127.0.0.1, port \(listener.port)."
            )
            await kiosk.close()
        }
    }
}
