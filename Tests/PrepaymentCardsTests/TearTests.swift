import DESFire
import MeterSimulator
import Prepayment
import PrepaymentCards
import SmartCards
import TestSupport
import Testing
import VirtualCard
import VirtualDevices

/// The card is pulled at every command of every conversation, once before the card executes it and
/// once after, with the answer lost: what follows must end right by itself.
@Suite struct TearTests {
    /// One pull of the card.
    struct Cut: Sendable, CustomStringConvertible {
        let index: Int
        let fault: VirtualDevices.CardFault
        var description: String {
            "APDU \(index) \(fault == .dropAfterExecuting ? "executed" : "not executed")"
        }

        var faults: CardFaults {
            let (index, fault) = (index, fault)
            return { command, _ in command == index ? fault : .none }
        }
    }

    let estate: Estate

    init() throws { estate = try Estate() }

    /// Runs a conversation whole, counts its commands, and gives every cut of it and its card.
    private func cuts(
        of memory: CardMemory,
        _ conversation: (any CardTransport) throws -> Void
    ) throws -> (cuts: [Cut], clean: CardMemory) {
        let reader = InProcessTransport(memory)
        let counting = CountingTransport(reader)
        try conversation(counting)
        let cuts = (0..<counting.apduCount).flatMap { index in
            [VirtualDevices.CardFault.dropBeforeExecuting, .dropAfterExecuting].map {
                Cut(index: index, fault: $0)
            }
        }
        return (cuts, reader.memory)
    }

    @Test(arguments: Chip.allCases)
    func `issuing is finished by issuing again, wherever it was torn`(chip: Chip) throws {
        let (cuts, clean) = try cuts(of: chip.blank) { try estate.issue(on: $0) }
        #expect(cuts.count > 60)
        for cut in cuts {
            let torn = InProcessTransport(chip.blank, faults: cut.faults)
            #expect(try failure { try estate.issue(on: torn) } != nil, "\(cut)")
            let whole = torn.memory == clean
            let isLast = cut.index == cuts.count / 2 - 1
            #expect(whole == (isLast && cut.fault == .dropAfterExecuting), "\(cut)")
            let again = InProcessTransport(torn.memory)
            let refusal = try failure { try estate.issue(on: again) }
            #expect(refusal == (whole ? .alreadyIssued(.electricity) : nil), "\(cut)")
            #expect(again.memory == clean, "\(cut)")
        }
    }

    @Test(arguments: Chip.generations)
    func `a card that was torn from its issuing is not sold to`(chip: Chip) throws {
        let (cuts, clean) = try cuts(of: chip.blank) { try estate.issue(on: $0) }
        for cut in cuts {
            let torn = InProcessTransport(chip.blank, faults: cut.faults)
            _ = try failure { try estate.issue(on: torn) }
            let refusal = try failure { _ = try estate.read(InProcessTransport(torn.memory)) }
            switch refusal {
            case nil: #expect(torn.memory == clean, "\(cut)")
            case .blank, .unfinished: #expect(torn.memory != clean, "\(cut)")
            default: Issue.record("\(cut): \(String(describing: refusal))")
            }
        }
    }

    @Test(arguments: Chip.generations)
    func `a torn load is on the card once after it was resolved`(chip: Chip) throws {
        let issued = try chip.issued(by: estate)
        let changed = Sample.parameters(version: 4)
        let purchase = try Purchase(
            on: try estate.read(InProcessTransport(issued)),
            parameters: changed
        )
        let (cuts, clean) = try cuts(of: issued) { reader in
            let card = try estate.open(reader)
            _ = try card.read()
            #expect(card.load(purchase.order) == .committed)
            guard case .read = card.readBack() else { throw TestFailure("no read-back") }
        }
        var outcomes: Set<String> = []
        for cut in cuts {
            let torn = InProcessTransport(issued, faults: cut.faults)
            let outcome = load(purchase, on: torn)
            let reader = InProcessTransport(torn.memory)
            let card = try estate.open(reader)
            let resolution = purchase.intent.resolution(of: purchase.sale, on: try card.read())
            switch outcome {
            case .committed: #expect(resolution == .landed, "\(cut)")
            case .notApplied, nil: #expect(resolution == .notLanded, "\(cut)")
            case .unknown: #expect([.landed, .notLanded].contains(resolution), "\(cut)")
            }
            outcomes.insert(outcome.map { "\($0)".prefix { $0 != "(" } + " \(resolution)" } ?? "no")
            if resolution == .notLanded { #expect(card.load(purchase.order) == .committed) }
            #expect(reader.memory == clean, "\(cut)")
        }
        let expected: Set = [
            "no", "notApplied notLanded", "unknown notLanded", "unknown landed", "committed landed",
        ]
        #expect(outcomes == expected)
    }

    /// Nil where the card was gone before the load.
    private func load(_ purchase: Purchase, on reader: InProcessTransport) -> LoadOutcome? {
        guard let card = try? estate.open(reader), (try? card.read()) != nil else { return nil }
        let outcome = card.load(purchase.order)
        if outcome == .committed, case .read = card.readBack() {
            Issue.record("the conversation was not cut")
        }
        return outcome
    }

    @Test(arguments: Chip.generations)
    func `a torn take leaves the credit in the meter once and none on the card`(
        chip: Chip
    ) throws {
        let reader = InProcessTransport(try chip.issued(by: estate))
        try estate.topUp(reader)
        let loaded = reader.memory
        let (cuts, clean) = try cuts(of: loaded) { card in
            let report = try Home(estate).accept(card)
            #expect(report.creditTaken == 10_000)
        }
        var tookFirst: Set<Bool> = []
        for cut in cuts {
            let home = try Home(estate)
            let torn = InProcessTransport(loaded, faults: cut.faults)
            #expect(throws: MeterError.self, "\(cut)") { try home.accept(torn) }
            let credited = try home.image().memory.balance
            #expect([0, 10_000].contains(credited.count))
            tookFirst.insert(credited > .zero)
            let next = InProcessTransport(torn.memory)
            let report = try home.accept(next)
            #expect(report.creditTaken == 10_000 - credited.count, "\(cut)")
            #expect(report.displayCode == nil)
            #expect(try home.image().memory.balance == Credit(count: 10_000), "\(cut)")
            try expectTaken(next, history: try history(of: clean), cut)
        }
        #expect(tookFirst == [true, false])
    }

    private func history(of memory: CardMemory) throws -> [HistoryRecord] {
        let card = try estate.open(InProcessTransport(memory))
        _ = try card.read()
        return try card.readHistory()
    }

    private func expectTaken(
        _ reader: InProcessTransport,
        history: [HistoryRecord],
        _ cut: Cut
    ) throws {
        reader.tap()
        let card = try estate.open(reader)
        let snapshot = try card.read()
        #expect(snapshot.waiting == .zero, "\(cut)")
        #expect(snapshot.returned.isWritten, "\(cut)")
        #expect(snapshot.returned.acceptedPurchaseNumber == 1, "\(cut)")
        #expect(snapshot.returned.reading?.remaining == Credit(count: 10_000), "\(cut)")
        #expect(try card.readHistory() == history, "\(cut)")
        // And the kiosk sells on.
        _ = try snapshot.quote(Money(fen: 5_000), under: Sample.terms())
    }
}
