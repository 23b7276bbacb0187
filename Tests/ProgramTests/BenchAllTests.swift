import Foundation
import TestSupport
import Testing
import WebClient

extension RealProgramTests {
    /// What `make kiosk` runs.
    @Suite struct BenchAllTests {
        struct State: Decodable {
            let phase: String
        }

        private static let client = HTTPClient(ClientConfiguration(clientName: "test"))
        /// Where the shipped configuration has the kiosk and its ledger.
        private static let kiosk = "http://127.0.0.1:8471/api/state"
        private static let ledger = "http://127.0.0.1:8470/health"

        @Test(.needsVirtualReader) func `everything starts, sees a card, and is gone when told`()
            async throws
        {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    let folder = desk.folder.appending(path: "kiosk-desk")
                    let image = folder.appending(path: "cards/101.img")
                    let before = try await Self.live(on: desk, in: folder)
                    let issued = try Data(contentsOf: image)
                    #expect(before.running.count >= 2, "ledger and kiosk run in their folder")
                    let again = try await Self.live(on: desk, in: folder)
                    #expect(again.running.count >= 2)
                    #expect(try Data(contentsOf: image) == issued, "a card is issued once")
                }
            }
        }

        /// One life of the bench, with a card put on the reader; gives who ran in its folder.
        private static func live(
            on desk: Desk,
            in folder: URL
        ) async throws -> (running: [String], page: String) {
            let (process, line) = try await desk.startTelling(
                "bench",
                [
                    "all", "--programs", TestedPackage.programs.path(), "--project",
                    TestedPackage.folder.path(),
                    "--folder", folder.path(), "--port", "0",
                ],
                until: "Bench page",
                timeoutMilliseconds: 60_000
            )
            let address = try #require(line.split(separator: " ").last)
            let page = address.split(separator: "#").map { String($0) }
            try #require(page.count == 2)
            let running = try runningPrograms(in: folder)
            let answer = try await client.send(
                ClientRequest(
                    .post,
                    page[0] + "bench/actions",
                    headers: [("Content-Type", "application/json"), ("X-Bench-Token", page[1])],
                    body: Array(#"{"action": "putOn", "name": "101"}"#.utf8)
                )
            )
            #expect(answer.status == 200)
            try await waitUntil("the kiosk shows the card") {
                let state = try await client.send(ClientRequest(.get, kiosk))
                return try state.json(State.self).phase == "card"
            }
            #expect(await desk.stop(process) == 0)
            for gone in [kiosk, ledger, page[0]] {
                await #expect(throws: WebClientError.self) {
                    try await client.send(ClientRequest(.get, gone))
                }
            }
            #expect(try runningPrograms(in: folder) == [])
            return (running, page[0])
        }

        /// Processes whose working folder it is, by number.
        private static func runningPrograms(in folder: URL) throws -> [String] {
            let wanted = folder.resolvingSymlinksInPath().path()
            return try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
                // A process may end while the list is read, and strangers' ones are not shown.
                let place = try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/\(name)/cwd"
                )
                return name.allSatisfy(\.isNumber) && place == wanted
            }
        }
    }
}
