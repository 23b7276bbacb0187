import Glibc
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
