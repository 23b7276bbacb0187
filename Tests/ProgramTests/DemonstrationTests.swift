import Demonstration
import Foundation
import TestSupport
import Testing

extension RealProgramTests {
    /// What `make demo` runs, twice: what one run leaves behind must not be in the way of the next.
    @Suite struct DemonstrationTests {
        @Test(.needsVirtualReader) func `the whole way is walked, twice in a row`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    for _ in 1...2 {
                        let ended = try await desk.run(
                            "bench",
                            [
                                "demo", "--programs", TestedPackage.programs.path(), "--project",
                                TestedPackage.folder.path(),
                            ]
                        )
                        #expect(ended.status == 0, "\(ended.output) \(ended.errors)")
                        for line in [
                            "ok  kiosk enrols at the ledger", "receipt    printed",
                            "The credit is in the meter",
                            "There is no new purchase on the card", "waiting    ¥0.00",
                            "K0007  counter  1   100.00", "Nothing is left running.",
                        ] {
                            #expect(
                                ended.output.contains(line),
                                "\(line) is missing: \(ended.output)"
                            )
                        }
                    }
                    let left = try FileManager.default.contentsOfDirectory(atPath: "/tmp")
                    #expect(left.filter { $0.hasPrefix("prepaid-demo-") }.isEmpty)
                }
            }
        }
    }
}
