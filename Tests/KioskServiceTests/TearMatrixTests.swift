import MeterSimulator
import Prepayment
import PrepaymentCards
import SmartCards
import TestSupport
import Testing
import VirtualCard
import VirtualDevices

@testable import KioskService

/// A card's whole life, cut at every command of it: however the power went, the next taps end with
/// one credit in the meter, one sale in the journal, and nothing owed.
///
/// The commands are not listed anywhere: each stage of the life is run with a cut at its first
/// command, its second, and so on, until one runs through.
@Suite(.serialized, .timeLimit(.minutes(5))) struct TearMatrixTests {
    /// What happens when a kiosk, a card and a meter meet.
    enum Stage: CaseIterable, CustomTestStringConvertible {
        case issue, sale, take

        /// Fewer commands than these cannot be that conversation: the matrix would prove nothing.
        var fewestCommands: Int {
            switch self {
            case .issue: 35
            case .sale: 14
            case .take: 11
            }
        }

        var testDescription: String { "\(self)" }
    }

    @Test(arguments: [CardModel.ev1, .ev2], Stage.allCases)
    func `a life cut at any command ends with one credit`(
        model: CardModel,
        stage: Stage
    ) async throws {
        let start = try await Life(model, upTo: stage)
        var cutCount = 0
        for cut in Cut.allCases {
            var count = 0
            while true {
                let life = try await start.copy()
                life.cut(cut, at: count)
                _ = await Result { try await life.run(stage) }
                let wasCut = life.card.wasPulled
                life.card.putOn()
                do {
                    try await life.complete(from: stage)
                    try await life.expectOneCredit("\(cut) command \(count) of \(stage)")
                } catch {
                    Issue.record("\(cut) command \(count) of \(stage): \(error)")
                }
                await life.close()
                if !wasCut { break }
                count += 1
                try #require(count < 200, "\(stage) has no end")
            }
            #expect(count >= stage.fewestCommands, "\(cut) \(stage)")
            cutCount += count
        }
        await start.close()
        print("Tear matrix: \(cutCount) cuts of \(stage) on \(model)")
    }
}

/// When the power goes, beside one command.
enum Cut: CaseIterable, CustomStringConvertible {
    case before, answerLost, after

    var description: String {
        switch self {
        case .before: "power cut before"
        case .answerLost: "answer lost of"
        case .after: "power cut after"
        }
    }
}

/// A kiosk, a card and a meter, and what is done with them in turn.
private struct Life: Sendable {
    let place: KioskPlace
    let card: TestCard
    let bench: TestKiosk

    private static let issue = IssueRequest(
        customer: Sample.customer,
        meter: Sample.meter,
        utility: .electricity,
        cardNumber: 5
    )

    /// A life that has come to a stage.
    init(_ model: CardModel, upTo stage: TearMatrixTests.Stage) async throws {
        let place = try KioskPlace()
        let card = TestCard(model)
        self.init(place, card, try await TestKiosk(place, card))
        try MeterImageFile.create(
            MeterImage(
                meter: Sample.meter,
                utility: .electricity,
                creditMode: .money,
                clock: Sample.noon
            ),
            at: place.file("meter.state")
        )
        for earlier in TearMatrixTests.Stage.allCases.prefix(while: { $0 != stage }) {
            try await run(earlier)
        }
    }

    private init(_ place: KioskPlace, _ card: TestCard, _ bench: TestKiosk) {
        (self.place, self.card, self.bench) = (place, card, bench)
    }

    /// The same life once more, from what disk and card hold now.
    func copy() async throws -> Life {
        let place = try place.copy()
        let card = TestCard(memory: card.memory)
        return Life(place, card, try await TestKiosk(place, card))
    }

    func cut(_ cut: Cut, at index: Int) {
        switch cut {
        case .before: card.pull(at: index, .dropBeforeExecuting)
        case .answerLost: card.pull(at: index, .dropAfterExecuting)
        case .after: card.takeAway(after: index)
        }
    }

    func run(_ stage: TearMatrixTests.Stage) async throws {
        switch stage {
        case .issue: _ = try await bench.kiosk.issue(Self.issue, reader: TestReaders.first)
        case .sale: _ = try await bench.sell()
        case .take: _ = try insertIntoMeter()
        }
    }

    private func insertIntoMeter() throws -> MeterReport {
        let meter = Meter(
            file: try MeterImageFile(path: place.file("meter.state")),
            keys: try place.keys
        )
        return try meter.accept(try bench.readers.connect(TestReaders.first), at: Sample.noon)
    }

    /// Does again what was cut, as people would: the card is issued again, tapped, the purchase asked
    /// for under the same key, and put into the meter.
    func complete(from stage: TearMatrixTests.Stage) async throws {
        if stage == .issue {
            do { try await run(.issue) } catch KioskError.sale(.card(.card(.alreadyIssued(_)))) {}
        }
        try await bench.tap()
        let report = try await bench.sell()
        try #require(report.conclusion.outcome == .written)
        _ = try insertIntoMeter()
    }

    func expectOneCredit(_ comment: Comment) async throws {
        let paid = Credit(count: 10_000)
        let snapshot = try await bench.tap()
        #expect(snapshot.waiting == .zero, comment)
        #expect(snapshot.lastLoad.purchaseNumber == 1, comment)
        #expect(snapshot.returned.acceptedPurchaseNumber == 1, comment)
        #expect(try MeterImageFile.look(place.file("meter.state")).memory.balance == paid, comment)
        let contents = try await bench.records()
        let intents = contents.filter { $0.kind == .saleIntended }
        #expect(intents.count == 1, comment)
        let conclusion = try await bench.lastConclusion()
        #expect(conclusion?.outcome == .written, comment)
        #expect(conclusion?.sale == snapshot.lastLoad.sale, comment)
        // And life goes on.
        #expect(try await bench.sell(500, key: "next").conclusion.outcome == .written, comment)
        #expect(try insertIntoMeter().creditTaken == 500, comment)
    }

    func close() async { await bench.close() }
}
