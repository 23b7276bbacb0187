import Foundation
import MeterSimulator
import Prepayment
import PrepaymentCards
import SmartCards
import Synchronization
import TestSupport
import Testing
import VirtualCard
import VirtualDevices

@testable import KioskService

/// The tear matrix of a sale and a take once more, through the real pcscd: what a driver and a daemon
/// make of a card that leaves is theirs, and no stand-in shows it.
///
/// Every command is cut: even ones before they are carried out, odd ones with their answer lost; with
/// `FAULT_ROUNDS` set (`make faults`) each in both ways, on both generations of chip.
@Suite(.timeLimit(.minutes(15))) struct ReaderTearTests {
    static let isFull = ProcessInfo.processInfo.environment["FAULT_ROUNDS"] != nil
    static let models: [CardModel] = isFull ? [.ev1, .ev2] : [.ev2]

    @Test(
        .enabled(
            if: VirtualReaderDaemon.obstacle == nil,
            "\(VirtualReaderDaemon.obstacle.map(\.description) ?? "")"
        ),
        arguments: models
    )
    func `a card that leaves a real reader at any command gets one credit`(
        model: CardModel
    ) async throws {
        for stage in ReaderLife.Stage.allCases {
            var counts: [Int] = []
            for parity in Self.isFull ? [0, 1] : [0] {
                counts.append(try await cutAll(stage, model, parity: parity))
            }
            print("Tear matrix at pcscd: \(counts) cuts of \(stage) on \(model)")
            #expect(counts.allSatisfy { $0 >= stage.fewestCommands }, "\(counts)")
        }
    }

    /// Gives the number of commands that were cut.
    private func cutAll(
        _ stage: ReaderLife.Stage,
        _ model: CardModel,
        parity: Int
    ) async throws -> Int {
        let start = try await ReaderLife(model, upTo: stage)
        for index in 0..<100 {
            let isBefore = index % 2 == parity
            // One cut at a time: others wait for the reader too.
            let wasCut = try await VirtualReaderDaemon.exclusive { _ in
                try await cut(
                    start,
                    at: index,
                    isBefore ? .dropBeforeExecuting : .dropAfterExecuting,
                    in: stage
                )
            }
            if !wasCut { return index }
        }
        throw ConditionTimeout(description: "never: the end of \(stage)")
    }

    /// Whether there was a command of that number.
    private func cut(
        _ start: ReaderLife,
        at cutIndex: Int,
        _ fault: VirtualDevices.CardFault,
        in stage: ReaderLife.Stage
    ) async throws -> Bool {
        let life = try start.copy()
        try await life.insert { index, _ in index == cutIndex ? fault : .none }
        _ = await Result { try await life.run(stage) }
        let wasCut = life.slot.isEmpty
        try await life.takeOut()
        try await life.insert()
        try await life.complete("\(fault) command \(cutIndex) of \(stage)")
        try await life.takeOut()
        return wasCut
    }
}

/// A place in the virtual reader, and the thread that is the card while it lies there.
private final class Slot: Sendable {
    private struct State {
        var memory: CardMemory
        var connection: VirtualReaderConnection?
        var isServing = false
    }

    private let state: Mutex<State>

    init(_ memory: CardMemory) { state = Mutex(State(memory: memory)) }

    var memory: CardMemory { state.withLock { $0.memory } }
    var isEmpty: Bool { state.withLock { !$0.isServing } }

    func insert(_ faults: @escaping CardFaults) throws {
        let connection = try VirtualReaderConnection(port: VirtualReaderDaemon.firstPort)
        state.withLock {
            $0.connection = connection
            $0.isServing = true
        }
        let memory = memory
        Thread.detachNewThread { [self] in
            var card = VirtualCard(memory: memory)
            let end = Result {
                try connection.serve(&card, faults: faults) { memory in
                    state.withLock { $0.memory = memory }
                }
            }
            if case .failure(let error) = end { Issue.record(error) }
            state.withLock { $0.isServing = false }
        }
    }

    func remove() { state.withLock { $0.connection }?.remove() }
}

/// A kiosk and a meter at one reader of pcscd, and a card.
private struct ReaderLife: Sendable {
    enum Stage: CaseIterable {
        case sale, take

        var fewestCommands: Int { self == .sale ? 14 : 11 }
    }

    private static let reader = VirtualReaderDaemon.readerNames[0]
    let place: KioskPlace
    let slot: Slot

    /// A card that was issued, and sold to where the stage needs it. Both without a reader.
    init(_ model: CardModel, upTo stage: Stage) async throws {
        let place = try KioskPlace()
        let bench = try await TestKiosk(place, TestCard(model))
        try bench.card.issue(
            bench.kiosk.configuration.terms(for: .electricity),
            keys: place.keys
        )
        let image = MeterImage(
            meter: Sample.meter,
            utility: .electricity,
            creditMode: .money,
            clock: Sample.noon
        )
        try MeterImageFile.create(image, at: place.file("meter.state"))
        if stage == .take { _ = try await bench.sell() }
        await bench.close()
        (self.place, slot) = (place, Slot(bench.card.memory))
    }

    private init(_ place: KioskPlace, _ slot: Slot) { (self.place, self.slot) = (place, slot) }

    func copy() throws -> ReaderLife { ReaderLife(try place.copy(), Slot(slot.memory)) }

    func insert(_ faults: @escaping CardFaults = { _, _ in .none }) async throws {
        try slot.insert(faults)
        _ = try CardReaders().waitForCard(reader: Self.reader, timeoutMilliseconds: 5_000)
    }

    func takeOut() async throws {
        slot.remove()
        try await waitUntil("pcscd sees that the card has left") {
            (try? CardReaders().waitForCard(reader: Self.reader, timeoutMilliseconds: 0)) == nil
                && slot.isEmpty
        }
    }

    func run(_ stage: Stage) async throws {
        switch stage {
        case .sale: try await withKiosk { _ = try await sell($0) }
        case .take: _ = try insertIntoMeter()
        }
    }

    /// Each time a kiosk of its own, so that nothing but the journal remembers.
    private func withKiosk(_ body: (Kiosk) async throws -> Void) async throws {
        let kiosk = try await Kiosk(place.configuration())
        let result = await Result { try await body(kiosk) }
        await kiosk.close()
        try result.get()
    }

    private func sell(_ kiosk: Kiosk) async throws -> SaleReport {
        try await kiosk.sales.sell(
            SaleRequest(key: "request-1", amount: Money(fen: 10_000), tender: .counter),
            reader: Self.reader
        )
    }

    private func insertIntoMeter() throws -> MeterReport {
        let meter = Meter(
            file: try MeterImageFile(path: place.file("meter.state")),
            keys: try place.keys
        )
        return try meter.accept(try CardLink(reader: Self.reader), at: Sample.noon)
    }

    /// The next taps, and what they must leave.
    func complete(_ comment: Comment) async throws {
        try await withKiosk { kiosk in
            _ = try await kiosk.sales.tap(Self.reader)
            #expect(try await sell(kiosk).conclusion.outcome == .written, comment)
        }
        _ = try insertIntoMeter()
        try await withKiosk { kiosk in
            let snapshot = try await kiosk.sales.tap(Self.reader)
            #expect(snapshot.waiting == .zero, comment)
            #expect(snapshot.lastLoad.purchaseNumber == 1, comment)
            #expect(snapshot.returned.acceptedPurchaseNumber == 1, comment)
        }
        let balance = try MeterImageFile.look(place.file("meter.state")).memory.balance
        #expect(balance == Credit(count: 10_000), comment)
        let contents = try place.records()
        #expect(contents.filter { $0.kind == .saleIntended }.count == 1, comment)
    }
}
