import DESFire
import Journal
import Prepayment
import RecordChain
import SmartCards
import Synchronization
import TestSupport
import Testing
import VirtualCard
import VirtualDevices

@testable import KioskService

/// A kiosk in its place, with a card on its reader.
struct TestKiosk: Sendable {
    let place: KioskPlace
    let readers: TestReaders
    let card: TestCard
    let kiosk: Kiosk

    /// Opens a kiosk whose reader holds a card that was just issued for electricity.
    init(_ model: CardModel = .ev2, cardTimeoutMilliseconds: Int = 20_000) async throws {
        let place = try KioskPlace()
        let card = TestCard(model)
        let configuration = try place.configuration(
            cardTimeoutMilliseconds: cardTimeoutMilliseconds
        )
        try card.issue(configuration.terms(for: .electricity), keys: place.keys)
        try await self.init(place, card, configuration)
    }

    /// Opens a kiosk with a card as it is.
    init(
        _ place: KioskPlace,
        _ card: TestCard,
        _ configuration: KioskConfiguration? = nil
    ) async throws {
        self.place = place
        self.card = card
        readers = TestReaders(card)
        kiosk = try await Kiosk(
            configuration ?? place.configuration(),
            connect: readers.connect
        )
    }

    var phase: KioskPhase { kiosk.board.entry.phase }

    func sell(
        _ fen: Int64 = 10_000,
        key: String = "request-1",
        utility: Utility? = nil,
        withoutReceipt: Bool = false,
        on reader: String = TestReaders.first
    ) async throws(SaleError) -> SaleReport {
        let request = SaleRequest(
            key: key,
            amount: Money(fen: fen),
            tender: .counter,
            utility: utility,
            acceptsNoReceipt: withoutReceipt
        )
        return try await kiosk.sales.sell(request, reader: reader)
    }

    @discardableResult
    func tap(on reader: String = TestReaders.first) async throws(SaleError) -> CardSnapshot {
        try await kiosk.sales.tap(reader)
    }

    /// What stands on the card.
    func read(_ utility: Utility = .electricity) throws -> CardSnapshot {
        try card.read(place.keys, utility)
    }

    /// The journal's records behind those of the start.
    func records() async throws -> [RecordContent] {
        try await kiosk.journal.perform { file throws(JournalError) in
            Array(try file.batch(after: 0)?.records.map(\.record.content).dropFirst(2) ?? [])
        }
    }

    func kinds() async throws -> [RecordContent.Kind] { try await records().map(\.kind) }

    /// The newest conclusion of any sale.
    func lastConclusion() async throws -> SaleConclusion? {
        try await records().lazy.compactMap { content in
            if case .saleConcluded(let conclusion) = content { conclusion } else { nil }
        }.last
    }

    func close() async { await kiosk.close() }
}

extension TestKiosk {
    /// The number of the command that commits a sale to a card like this, found on a copy.
    func commitIndex(_ utility: Utility = .electricity) async throws -> Int {
        let twin = try await TestKiosk(
            place.copyWithoutJournal(),
            TestCard(memory: card.memory)
        )
        twin.card.watch()
        _ = try await twin.sell(utility: utility)
        await twin.close()
        guard let index = twin.card.seen.firstIndex(of: Seen.commit) else {
            preconditionFailure("a sale without a commit")
        }
        return index
    }

    /// The same card at a kiosk across the street.
    func sellElsewhere(_ fen: Int64, key: String = "elsewhere") async throws -> SaleIdentifier {
        let elsewhere = try place.copyWithoutJournal()
        let other = try await TestKiosk(elsewhere, card, elsewhere.configuration(kiosk: 8))
        let report = try await other.sell(fen, key: key)
        await other.close()
        return report.conclusion.sale
    }

    /// A sale whose commit the card carried out, and whose answer was lost.
    func sellWithoutAnswer(key: String = "request-1") async throws -> SaleReport {
        card.pull(at: try await commitIndex(), .dropAfterExecuting)
        return try await sell(key: key)
    }

    /// A sale whose commit was sent, and which the card did not carry out.
    func sellWithLostCommit(key: String = "request-1") async throws -> SaleReport {
        card.pull(at: try await commitIndex(), .dropBeforeExecuting)
        return try await sell(key: key)
    }

    /// A sale whose card is taken away before the commit is carried out by anybody.
    func sellWithoutCommit(
        key: String = "request-1",
        utility: Utility = .electricity
    ) async throws -> SaleReport {
        card.pull(at: try await commitIndex(utility) - 1, .dropBeforeExecuting)
        return try await sell(key: key, utility: utility)
    }
}

/// A value that another thread leaves.
final class Kept<Value: Sendable>: Sendable {
    private let kept = Mutex<Result<Value, any Error>?>(nil)

    func keep(_ make: () throws -> Value) { keep(Result { try make() }) }
    func keep(_ result: Result<Value, any Error>) { kept.withLock { $0 = result } }
    var isThere: Bool { kept.withLock { $0 != nil } }

    func value() throws -> Value { try #require(kept.withLock { $0 }).get() }
}
