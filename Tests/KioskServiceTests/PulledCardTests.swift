import Prepayment
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard
import VirtualDevices

@testable import KioskService

/// The heart: whenever the card goes, before or after it carried a command out, and whether the
/// kiosk lives on or dies with it, the resident gets what was paid, once.
@Suite(.timeLimit(.minutes(3))) struct PulledCardTests {
    typealias Fault = VirtualDevices.CardFault

    /// How far a sale had come when the card went.
    enum Stage: Equatable {
        /// Nothing had been written anywhere.
        case reading
        /// Commands were sent that a card forgets without a commit.
        case staged
        /// The commit had been sent, or even answered.
        case committed
    }

    static func stage(_ seen: [UInt8]) -> Stage {
        if seen.contains(Seen.commit) { return .committed }
        return seen.contains(Seen.credit) ? .staged : .reading
    }

    @Test(
        arguments: [CardModel.ev1, .ev2],
        [Fault.dropBeforeExecuting, .dropAfterExecuting]
    )
    func `a card pulled at any command is written once`(
        model: CardModel,
        fault: Fault
    ) async throws {
        let blank = try await TestKiosk(model)
        await blank.close()
        var stages: [Stage] = []
        for index in 0... {
            let bench = try await TestKiosk(blank.place.copy(), TestCard(memory: blank.card.memory))
            bench.card.pull(at: index, fault)
            let result = await Result { try await bench.sell() }
            if bench.card.isPresent {
                #expect(try result.get().conclusion.outcome == .written)
                await bench.close()
                break
            }
            let stage = Self.stage(bench.card.seen)
            stages.append(stage)
            try expect(result, after: stage, "command \(index)")

            bench.card.putOn()
            try await expectFinished(bench, wasPaid: stage != .reading, "command \(index)")
            await bench.close()
        }
        expectAllStages(stages)
    }

    @Test(
        arguments: [CardModel.ev1, .ev2],
        [Fault.dropBeforeExecuting, .dropAfterExecuting]
    )
    func `a kiosk without power at any command finishes the sale when it starts`(
        model: CardModel,
        fault: Fault
    ) async throws {
        let blank = try await TestKiosk(model)
        await blank.close()
        var stages: [Stage] = []
        for index in 0... {
            let bench = try await TestKiosk(blank.place.copy(), TestCard(memory: blank.card.memory))
            let disk = Kept<KioskPlace>()
            bench.card.pull(at: index, fault) { [place = bench.place] now, _ in
                if now == index { disk.keep { try place.copy() } }
            }
            _ = await Result { try await bench.sell() }
            await bench.close()
            if bench.card.isPresent { break }
            let stage = Self.stage(bench.card.seen)
            stages.append(stage)

            bench.card.putOn()
            let after = try await TestKiosk(try disk.value(), bench.card)
            try await expectFinished(after, wasPaid: stage != .reading, "command \(index)")
            await after.close()
        }
        expectAllStages(stages)
    }

    @Test(
        arguments: [Fault.dropBeforeExecuting, .dropAfterExecuting],
        [Fault.dropBeforeExecuting, .dropAfterExecuting]
    )
    func `a card pulled again while its sale is finished is still written once`(
        first: Fault,
        second: Fault
    ) async throws {
        let torn = try await TestKiosk(.ev2)
        torn.card.watch()
        let blank = torn.card.memory
        _ = try await torn.sell(key: "to count")
        let commit = try #require(torn.card.seen.firstIndex(of: Seen.commit))
        await torn.close()

        for index in 0... {
            let bench = try await TestKiosk(
                torn.place.copyWithoutJournal(),
                TestCard(memory: blank)
            )
            bench.card.pull(at: commit, first)
            _ = try await bench.sell()
            bench.card.pull(at: index, second)
            _ = await Result { try await bench.tap() }
            let wasPulledAgain = !bench.card.isPresent
            bench.card.putOn()
            try await expectFinished(bench, wasPaid: true, "command \(index) of the tap")
            await bench.close()
            if !wasPulledAgain { break }
            try #require(index < 100, "the tap has no end")
        }
    }

    private func expect(
        _ result: Result<SaleReport, any Error>,
        after stage: Stage,
        _ comment: Comment
    ) throws {
        switch stage {
        case .reading:
            let error = #expect(throws: SaleError.self, comment) { try result.get() }
            guard case .card = error else {
                Issue.record("\(comment): \(String(describing: error))")
                return
            }
        case .staged:
            let outcome = try result.get().conclusion.outcome
            #expect(outcome.name == "owed", comment)
            #expect(outcome.fault?.sentence.isEmpty == false, comment)
        case .committed:
            let outcome = try result.get().conclusion.outcome
            #expect(outcome.name == "unknown", comment)
            #expect(outcome.fault?.sentence.isEmpty == false, comment)
        }
    }

    /// The next tap ends what was begun, and one more changes nothing.
    private func expectFinished(
        _ bench: TestKiosk,
        wasPaid: Bool,
        _ comment: Comment
    ) async throws {
        let snapshot = try await bench.tap()
        #expect(snapshot.waiting == Credit(count: wasPaid ? 10_000 : 0), comment)
        #expect(snapshot.lastLoad.purchaseNumber == (wasPaid ? 1 : 0), comment)
        let conclusion = try await bench.lastConclusion()
        #expect(conclusion?.outcome == (wasPaid ? .written : nil), comment)
        #expect((conclusion?.sale ?? .none) == snapshot.lastLoad.sale, comment)
        let intents = try await bench.kinds().filter { $0 == .saleIntended }
        #expect(intents.count == (wasPaid ? 1 : 0), comment)
        #expect(try bench.card.history(bench.place.keys).count == (wasPaid ? 1 : 0), comment)

        let (memory, records) = (bench.card.memory, try await bench.records())
        #expect(try await bench.tap() == snapshot, comment)
        #expect(bench.card.memory == memory, comment)
        #expect(try await bench.records() == records, comment)
    }

    /// Else the loop above proved less than it says.
    private func expectAllStages(_ stages: [Stage]) {
        for stage in [Stage.reading, .staged, .committed] {
            #expect(stages.count { $0 == stage } >= 2, "\(stage)")
        }
    }
}
