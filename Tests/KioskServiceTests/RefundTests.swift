import Dispatch
import Journal
import Prepayment
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard
import VirtualDevices
import WebClient
import WebServer

@testable import KioskService

/// Money goes back only where it is proved that the credit is not on the card, and once.
@Suite(.timeLimit(.minutes(1))) struct RefundTests {
    static let onReader = Result<String, CardError>.success(TestReaders.first)
    static let noCard = Result<String, CardError>.failure(.noCard)

    private func refund(
        _ sale: SaleIdentifier,
        _ bench: TestKiosk,
        _ reader: Result<String, CardError> = onReader,
        key: String = "refund-1"
    ) async throws(SaleError) -> RefundReport {
        try await bench.kiosk.sales.refund(
            Sample.refund(of: sale, requestKey: key),
            reader: reader
        )
    }

    /// That the sale is over: no tap writes it, no request sells it anew, no refund is given again.
    private func expectRefunded(_ sale: SaleIdentifier, _ bench: TestKiosk) async throws {
        let memory = bench.card.memory
        await #expect(throws: SaleError.alreadyRefunded(sale)) {
            try await refund(sale, bench, key: "refund-2")
        }
        #expect(try await refund(sale, bench).refund.sale == sale, "the same request, once more")
        try await bench.tap()
        #expect(try await bench.kiosk.sales.settle(TestReaders.first).sales.isEmpty)
        #expect(bench.card.memory == memory)
        let report = try await bench.sell()
        #expect(SaleJSON(report).outcome == "refunded")
        #expect(report.conclusion.sale == sale)
        let refunds = try await bench.kinds().filter { $0 == .saleRefunded }
        #expect(refunds.count == 1)
    }

    @Test func `an unknown sale is refunded when its card shows that it is not there`() async throws
    {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithLostCommit().conclusion.sale
        let error = await #expect(throws: SaleError.self) {
            try await refund(sale, bench, Self.noCard)
        }
        #expect(error == .notProved(sale, bench.card.identifier))
        #expect(error?.hint == "Put card \(bench.card.identifier) on the reader and ask again.")

        bench.card.putOn()
        let report = try await refund(sale, bench)
        #expect(report.proof == .card)
        #expect(RefundJSON(report).refundedFen == 10_000)
        #expect(
            try await bench.kinds().suffix(3) == [.saleConcluded, .saleRefunded, .slipConcluded]
        )
        #expect(try await bench.lastConclusion()?.outcome.name == "owed")
        try await expectRefunded(sale, bench)
        // The same number is free for a new purchase.
        #expect(try await bench.sell(500, key: "b").intent.purchaseNumber == 1)
        await bench.close()
    }

    /// A kiosk that is killed behind the commit must not give the money back by its journal alone.
    @Test func `what is owed is uncertain again before it is written after all`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithoutCommit().conclusion.sale
        bench.card.putOn()
        let journal = bench.kiosk.journal
        let outcome = Kept<String?>()
        bench.card.watch { _, command in
            guard command.count > 1, command[1] == Seen.commit, !outcome.isThere else { return }
            let done = DispatchSemaphore(value: 0)
            Task {
                outcome.keep(await Result { try await journal.outcome(of: sale)?.name })
                done.signal()
            }
            done.wait()
        }
        #expect(
            try await bench.kiosk.sales.settle(TestReaders.first).sales.map(\.result)
                == [.writtenNow]
        )
        #expect(try outcome.value() == "unknown")
        #expect(try await bench.lastConclusion()?.outcome == .written)
        await bench.close()
    }

    @Test func `an owed sale needs no card, for nobody else can have written it`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithoutCommit().conclusion.sale
        #expect(try await refund(sale, bench, Self.noCard).proof == .journal)
        bench.card.putOn()
        try await expectRefunded(sale, bench)
        await bench.close()
    }

    @Test func `another card in the reader proves nothing, and does not stand in the way`()
        async throws
    {
        let bench = try await TestKiosk()
        let unknown = try await bench.sellWithLostCommit().conclusion.sale
        let stranger = TestCard()
        try stranger.issue(
            bench.kiosk.configuration.terms(for: .electricity),
            keys: bench.place.keys,
            meter: Sample.digits("77")
        )
        bench.readers.put(stranger)
        await #expect(throws: SaleError.notProved(unknown, bench.card.identifier)) {
            try await refund(unknown, bench)
        }
        bench.readers.put(bench.card)
        bench.card.putOn()
        bench.card.pull(at: try await bench.commitIndex() - 1, .dropBeforeExecuting)
        await #expect(throws: SaleError.self) { try await bench.tap() }
        bench.readers.put(stranger)
        #expect(try await refund(unknown, bench).proof == .journal)
        await bench.close()
    }

    @Test func `credit that landed is not refunded, whoever knew it first`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithoutAnswer().conclusion.sale
        bench.card.putOn()
        for _ in 1...2 {
            let error = await #expect(throws: SaleError.self) { try await refund(sale, bench) }
            #expect(error == .delivered(sale))
            #expect(error?.hint == "Give no money back for it.")
        }
        #expect(try await bench.lastConclusion()?.outcome == .written)
        #expect(try await !bench.kinds().contains(.saleRefunded))
        await bench.close()
    }

    @Test func `credit that the meter took is not refunded although the card is empty`()
        async throws
    {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithoutAnswer().conclusion.sale
        bench.card.putOn()
        try bench.card.insertIntoMeter(bench.place.keys, Sample.reading(accepted: 1))
        #expect(try bench.read().waiting == .zero)
        await #expect(throws: SaleError.delivered(sale)) { try await refund(sale, bench) }
        await bench.close()
    }

    @Test func `a sale that was written at a later tap is not refunded`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithoutCommit().conclusion.sale
        bench.card.putOn()
        try await bench.tap()
        await #expect(throws: SaleError.delivered(sale)) { try await refund(sale, bench) }
        await bench.close()
    }

    @Test func `a sale whose number went to another is refunded`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithLostCommit().conclusion.sale
        bench.card.putOn()
        _ = try await bench.sellElsewhere(700)
        #expect(try await refund(sale, bench).proof == .card)
        try await bench.tap()
        await bench.close()
    }

    @Test func `where the card contradicts itself, people decide`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithLostCommit().conclusion.sale
        bench.card.putOn()
        try bench.card.insertIntoMeter(bench.place.keys, Sample.reading(accepted: 1))
        await #expect(throws: SaleError.undecided(sale, .meterIsAhead)) {
            try await refund(sale, bench)
        }
        #expect(try await !bench.kinds().contains(.saleRefunded))
        await bench.close()
    }

    @Test func `a refund that cannot be recorded gives no money back`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithoutCommit().conclusion.sale
        try await bench.breakJournal()
        let error = await #expect(throws: SaleError.self) {
            try await refund(sale, bench, Self.noCard)
        }
        guard case .outOfService = error else { throw error ?? .busy }
        await bench.close()
        bench.card.putOn()
        let again = try await TestKiosk(bench.place, bench.card)
        try await again.tap()
        #expect(try again.read().waiting == Credit(count: 10_000))
        await again.close()
    }

    @Test func `a refund on a disk that fails is in doubt, and told the same when asked again`()
        async throws
    {
        await #expect(processExitsWith: .success) {
            let bench = try await TestKiosk()
            let sale = try await bench.sellWithoutCommit().conclusion.sale
            defer { bench.place.remove() }
            FailingDisk.limitFileSizes(bytes: 1)
            let error = await #expect(throws: SaleError.self) {
                try await bench.kiosk.sales.refund(
                    Sample.refund(of: sale),
                    reader: RefundTests.noCard
                )
            }
            guard case .refundInDoubt = error else { throw error ?? .busy }
            #expect(error?.hint.hasPrefix("Give nothing back yet.") == true)
            #expect(error?.hint.contains("--key refund-1") == true)
            #expect(await bench.kiosk.sales.outOfServiceReason != nil)
        }
    }

    @Test func `a refund stands after a restart`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithoutCommit().conclusion.sale
        _ = try await refund(sale, bench, Self.noCard)
        await bench.close()
        bench.card.putOn()
        let again = try await TestKiosk(bench.place, bench.card)
        await #expect(throws: SaleError.alreadyRefunded(sale)) {
            try await refund(sale, again, key: "refund-2")
        }
        try await again.tap()
        #expect(try again.read().waiting == .zero)
        await again.close()
    }

    static let strangers = [
        SaleIdentifier(kiosk: KioskIdentifier(8), epoch: 1, sequence: 3),
        SaleIdentifier(kiosk: Sample.kiosk, epoch: 2, sequence: 3),
        SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 1),
    ]

    @Test(arguments: strangers)
    func `a sale of another kiosk, and a record that is none, are not refunded`(
        sale: SaleIdentifier
    ) async throws {
        let bench = try await TestKiosk()
        await #expect(throws: SaleError.notSoldHere(sale)) { try await refund(sale, bench) }
        await bench.close()
    }

    static let bodies = [
        (
            #"{"key": "r", "sale": "42", "reason": "x", "clerk": "clerk 3"}"#,
            "sale is the number on a receipt, such as K0007-1-000042."
        ),
        (
            #"{"key": "r", "sale": "K0007-1-000042", "reason": "", "clerk": "clerk 3"}"#,
            "reason has 1 to 200 bytes."
        ),
        (
            #"{"key": "", "sale": "K0007-1-000042", "reason": "x", "clerk": "clerk 3"}"#,
            "key has 1 to 64 bytes."
        ),
        (
            #"{"key": "r", "sale": "K0007-1-000042", "reason": "x", "clerk": " "}"#,
            "clerk is a name of 1 to 64 bytes."
        ),
    ]

    @Test(arguments: bodies) func `a request that names nothing is refused`(
        body: String,
        detail: String
    ) async throws {
        let door = try await TestDoor()
        let response = try await door.post("/api/refunds", body)
        #expect(response.status == 422)
        #expect(try response.problem().detail == detail)
        await door.close()
    }

    @Test func `through the door, and only for the operator`() async throws {
        let door = try await TestDoor(withCard: false)
        let sale = try await door.bench.sellWithoutCommit().conclusion.sale
        let body = #"{"key": "r1", "sale": "\#(sale)", "reason": "moved away", "clerk": "clerk 3"}"#
        #expect(try await door.post("/api/refunds", body, token: nil).status == 401)
        let refunded = try await door.post("/api/refunds", body)
        #expect(refunded.status == 201)
        #expect(try refunded.json(RefundJSON.self).refundedFen == 10_000)
        #expect(try refunded.json(RefundJSON.self).clerk == "clerk 3")
        #expect(try await door.post("/api/refunds", body).status == 201, "asked again, the same")
        let again = try await door.post(
            "/api/refunds",
            #"{"key": "r2", "sale": "\#(sale)", "reason": "moved away", "clerk": "clerk 3"}"#
        )
        #expect(again.status == 409)
        #expect(try again.problem().hint == "Give no money back a second time.")
        let unknown = try await door.post(
            "/api/refunds",
            #"{"key": "r3", "sale": "K0009-1-000042", "reason": "x", "clerk": "clerk 3"}"#
        )
        #expect(unknown.status == 422)
        await door.close()
    }
}

extension Journal {
    fileprivate func outcome(of sale: SaleIdentifier) throws(JournalError) -> SaleOutcome? {
        try perform { file throws(JournalError) in try file.sale(sale)?.conclusion?.outcome }
    }
}
