import Drawing
import Testing
import VirtualPrinters

@testable import KioskService

/// Names hold characters that no printer has.
struct RareCharacterTests {
    @Test func `a kiosk draws what its printer's font lacks`() async throws {
        let bench = try await TestKiosk()
        await bench.close()
        try bench.place.write("|王㼭 {{number}}\n", to: "top-up.en.receipt")
        let reopened = try await TestKiosk(bench.place, bench.card)
        _ = try await reopened.sell()
        await reopened.close()
        var printer = VirtualPrinter()
        let receipt = try #require(printer.receive(try bench.place.printed()).receipts.first)
        #expect(printer.unknownCommands.isEmpty)
        let dots = receipt.sheet.marks.compactMap { mark -> Int? in
            if case .bitmap(_, let x, _) = mark { x } else { nil }
        }
        guard glyph("㼭", width: 24, height: 24) != nil else {
            #expect(receipt.text.contains("〓"), "no font of this machine has it")
            return
        }
        #expect(dots == [24], "behind the first character")
    }
}
