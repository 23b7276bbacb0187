import FoundationEssentials
import TestSupport
import Testing

@testable import Simulator

/// One estate for all tests: issuing its cards takes longer than a day.
private let estate = Result { try Estate(folder: estateFolder.path, cardCount: 40) }
private let estateFolder = TemporaryFolder()

@Suite(.timeLimit(.minutes(2)))
struct DayTests {
    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `every invariant holds on a day full of faults`(_ seed: UInt64) async throws {
        let report = await (try estate.get()).day(seed)
        #expect(report.violation == nil)
        #expect(report.step == World.stepsOfADay)
        #expect(report.sales > 20)
    }

    @Test func `the same seed is the same day`() async throws {
        let estate = try estate.get()
        let days = await [estate.day(21, steps: 30), estate.day(21, steps: 30)]
        #expect(days[0] == days[1])
        #expect(days[0].fingerprint.count == 32)
    }

    @Test func `another seed is another day`() async throws {
        let estate = try estate.get()
        let (one, other) = await (estate.day(31, steps: 10), estate.day(32, steps: 10))
        #expect(one.fingerprint != other.fingerprint)
    }

    @Test(arguments: [
        (Mutant.unknownTreatedAsFailed, Invariant.drawerEqualsJournal),
        (.owedCreditOfferedTwice, .saleLandsOnce),
        (.cursorAdvancedBeforeSending, .acknowledgedIsHeld),
        (.purchaseNumberNotChecked, .meterTakesEachPurchaseOnce),
        (.refundWithoutLooking, .owedOrRefundedIsOnNoCard),
        (.refundedTwice, .drawerEqualsJournal),
        (.claimedSaleGivenAgain, .saleIsGivenToOneKiosk),
        (.refundWithoutLeave, .nothingWithoutLeave),
        (.takenUpNotRecorded, .loadHasDurableIntent),
    ])
    func `a broken estate is noticed`(_ mutant: Mutant, _ invariant: Invariant) async throws {
        let run = SeedRun(estate: try estate.get(), mutant: mutant, daysAtOnce: 1)
        let result = await run.live(from: 1, count: 20)
        #expect(result.broken?.violation?.invariant == invariant)
    }
}
