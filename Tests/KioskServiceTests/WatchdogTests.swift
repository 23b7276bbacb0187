import Prepayment
import TestSupport
import Testing
import VirtualDevices

@testable import KioskService

/// A reader that never answers.
@Suite(.timeLimit(.minutes(1))) struct WatchdogTests {
    static let silence = "The card reader stopped answering."

    /// The command at which the reader falls silent.
    enum Moment: CaseIterable {
        case opening, staging, committing, readingBack

        func index(commit: Int) -> Int {
            switch self {
            case .opening: 3
            case .staging: commit - 1
            case .committing: commit
            case .readingBack: commit + 1
            }
        }
    }

    @Test(arguments: [Moment.staging, .committing, .readingBack])
    func `a write without an answer is unknown, and the next start settles it`(
        moment: Moment
    ) async throws {
        let bench = try await TestKiosk(cardTimeoutMilliseconds: 1_500)
        let index = moment.index(commit: try await bench.commitIndex())
        let gate = Gate()
        bench.card.watch { now, _ in
            if now == index { gate.waitInside() }
        }
        defer { gate.open() }
        let report = try await inTime { try await bench.sell() }
        #expect(report.conclusion.outcome == .unknown(CardFault(Self.silence)))
        #expect(try await bench.lastConclusion() == report.conclusion)
        #expect(try bench.place.receipts().last?.last == "unconfirmed")
        #expect(bench.phase == .outOfService(reason: Self.silence))

        // Nobody waits behind the thread that hangs.
        await #expect(throws: SaleError.outOfService(reason: Self.silence)) {
            try await inTime { try await bench.sell(500, key: "b") }
        }
        await #expect(throws: SaleError.outOfService(reason: Self.silence)) {
            try await inTime { try await bench.tap() }
        }
        #expect(try await bench.sell() == report, "the same request is still answered")
        await bench.close()

        bench.card.takeAway()
        gate.open()
        bench.card.putOn()
        let again = try await TestKiosk(bench.place, bench.card)
        #expect(try await again.tap().waiting == Credit(count: 10_000))
        #expect(try await again.lastConclusion()?.outcome == .written)
        await again.close()
    }

    /// What the body gives; an error instead of a test that hangs.
    private func inTime<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let result = Kept<Value>()
        Task { result.keep(await Result { try await body() }) }
        try await waitUntil("an answer") { result.isThere }
        return try result.value()
    }

    @Test func `a reader that is silent from the start holds nobody up`() async throws {
        let bench = try await TestKiosk(cardTimeoutMilliseconds: 1_500)
        let gate = Gate()
        bench.card.watch { now, _ in
            if now == Moment.opening.index(commit: 0) { gate.waitInside() }
        }
        defer { gate.open() }
        let error = await #expect(throws: SaleError.self) {
            try await inTime { try await bench.tap() }
        }
        #expect(error?.sentence == "This kiosk is out of service. \(Self.silence)")
        await #expect(throws: SaleError.outOfService(reason: Self.silence)) {
            try await inTime { try await bench.sell() }
        }
        #expect(try await bench.records().isEmpty)
        bench.card.takeAway()
        gate.open()
        await bench.close()
    }
}
