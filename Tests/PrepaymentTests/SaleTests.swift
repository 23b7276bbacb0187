import Prepayment
import TestSupport
import Testing

@Suite struct SaleTests {
    let sale = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 42)
    let snapshot = Sample.snapshot()

    func quoted() throws -> Sale {
        let quote = try snapshot.quote(Money(fen: 10_000), under: Sample.terms())
        return Sale(quote: quote, on: snapshot, requestKey: "request-1")
    }

    func loading() throws -> (Sale, SaleIntent) {
        var open = try quoted()
        guard case .recordIntent(let intent) = open.handle(.paid(.counter, at: Sample.noon)).first
        else {
            throw Missing.intent
        }
        _ = open.handle(.intentRecorded(sale))
        return (open, intent)
    }

    enum Missing: Error { case intent }

    func written(_ intent: SaleIntent) -> ReadBack {
        .read(
            waiting: intent.credit,
            load: intent.order(sale: sale, parameters: Sample.parameters()).load
        )
    }

    @Test func `a sale runs from the quote to the receipt, each effect in its turn`() throws {
        var open = try quoted()
        guard case .recordIntent(let intent) = open.handle(.paid(.counter, at: Sample.noon)).first
        else {
            throw Missing.intent
        }
        #expect(intent.purchaseNumber == 1)
        #expect(intent.paid == Money(fen: 10_000))
        #expect(open.handle(.intentRecorded(sale)) == [.loadCard(intent, sale)])
        #expect(open.handle(.loadEnded(.committed)) == [.readBack(intent, sale)])
        let conclusion = SaleConclusion(
            sale: sale,
            outcome: .written,
            waitingAfter: Credit(count: 10_000)
        )
        #expect(open.handle(.readBackEnded(written(intent))) == [.recordOutcome(conclusion)])
        #expect(open.handle(.outcomeRecorded) == [.printReceipt(intent, conclusion)])
        #expect(open.handle(.receiptEnded(.printed)) == [.recordReceipt(sale, .printed)])
        #expect(open.handle(.receiptRecorded) == [])
        #expect(open.state == .ended(.sold(SaleResult(intent, conclusion, receipt: .printed))))
    }

    @Test func `nothing touches the card when the intent cannot be kept`() throws {
        var open = try quoted()
        _ = open.handle(.paid(.counter, at: Sample.noon))
        let effects = open.handle(.journalFailed(reason: "disk full"))
        #expect(effects == [.goOutOfService(reason: "disk full")])
        #expect(open.state == .ended(.notRecorded(reason: "disk full")))
    }

    @Test func `an intent that may stand on a failed disk is not called unrecorded`() throws {
        var open = try quoted()
        _ = open.handle(.paid(.counter, at: Sample.noon))
        let effects = open.handle(.journalFailed(reason: "io", isInDoubt: true))
        #expect(effects == [.goOutOfService(reason: "io")])
        guard case .ended(.inDoubt(let intent, reason: "io")) = open.state else {
            Issue.record("the sale ended as \(open.state)")
            return
        }
        #expect(intent.paid == Money(fen: 10_000))
    }

    @Test(arguments: [
        (
            LoadOutcome.notApplied(CardFault("card pulled")),
            SaleOutcome.owed(CardFault("card pulled"))
        ),
        (.unknown(CardFault("no answer")), .unknown(CardFault("no answer"))),
    ]) func `a load that did not end well is recorded as what it is`(
        load: LoadOutcome,
        outcome: SaleOutcome
    ) throws {
        var (open, intent) = try loading()
        let conclusion = SaleConclusion(sale: sale, outcome: outcome, waitingAfter: nil)
        #expect(open.handle(.loadEnded(load)) == [.recordOutcome(conclusion)])
        #expect(open.handle(.outcomeRecorded) == [.printReceipt(intent, conclusion)])
    }

    @Test func `written is not believed before it was read back`() throws {
        let load = Sample.load(number: 1, sale: sale, credit: 10_000)
        let other = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 41)
        let doubtful: [ReadBack] = [
            .failed(CardFault("card pulled")),
            .read(waiting: Credit(count: 9_999), load: load),
            .read(
                waiting: Credit(count: 10_000),
                load: Sample.load(number: 1, sale: other, credit: 10_000)
            ),
            .read(
                waiting: Credit(count: 10_000),
                load: Sample.load(number: 2, sale: sale, credit: 10_000)
            ),
            .read(
                waiting: Credit(count: 10_000),
                load: Sample.load(number: 1, sale: sale, credit: 9_999)
            ),
        ]
        for readBack in doubtful {
            var (open, _) = try loading()
            _ = open.handle(.loadEnded(.committed))
            guard case .recordOutcome(let conclusion) = open.handle(.readBackEnded(readBack)).first,
                case .unknown = conclusion.outcome
            else {
                Issue.record("\(readBack) was believed")
                continue
            }
        }
    }

    @Test func `a journal that fails after the write stops the kiosk and keeps the outcome`() throws
    {
        var (open, intent) = try loading()
        _ = open.handle(.loadEnded(.committed))
        _ = open.handle(.readBackEnded(written(intent)))
        #expect(open.handle(.journalFailed(reason: "io")) == [.goOutOfService(reason: "io")])
        guard case .ended(.sold(let result)) = open.state else {
            Issue.record("the sale did not end")
            return
        }
        #expect(result.conclusion.outcome == .written)
    }

    @Test func `a cancelled sale asks for nothing`() throws {
        var open = try quoted()
        #expect(open.handle(.cancelled) == [])
        #expect(open.state == .ended(.cancelled))
    }

    @Test func `an event out of turn is a bug and traps`() async {
        await #expect(processExitsWith: .failure) {
            let snapshot = Sample.snapshot()
            let quote = try snapshot.quote(Money(fen: 10_000), under: Sample.terms())
            var open = Sale(quote: quote, on: snapshot, requestKey: "")
            _ = open.handle(.outcomeRecorded)
        }
    }

    /// A kiosk that was restored from an old image gives a name a second time, here to a sale on the
    /// card that bears the first.
    @Test func `a sale of the same name that landed before is another sale`() throws {
        let before = Sample.snapshot(load: Sample.load(number: 1, sale: sale, credit: 10_000))
        let intent = SaleIntent(
            card: before.card,
            holder: before.holder,
            purchaseNumber: 2,
            tender: .counter,
            paidAt: Sample.noon,
            paid: Money(fen: 5_000),
            credit: Credit(count: 5_000),
            unitPrice: Sample.price("0.5283"),
            tariffVersion: 5,
            previousSale: sale,
            creditBefore: .zero,
            parametersVersionBefore: 3,
            requestKey: "request-2"
        )
        #expect(intent.resolution(of: sale, on: before) == .notLanded)
        let after = Sample.snapshot(load: Sample.load(number: 2, sale: sale, credit: 5_000))
        #expect(intent.resolution(of: sale, on: after) == .landed)
    }

    @Test func `a sale that landed unseen is concluded, one that did not is written now`() throws {
        let (_, intent) = try loading()
        let landed = Sample.snapshot(
            waiting: 10_000,
            load: Sample.load(number: 1, sale: sale, credit: 10_000)
        )
        let (_, conclude) = try #require(Sale.resume(intent, sale, on: landed))
        let conclusion = SaleConclusion(
            sale: sale,
            outcome: .written,
            waitingAfter: Credit(count: 10_000)
        )
        #expect(conclude == [.recordOutcome(conclusion)])
        var (again, write) = try #require(Sale.resume(intent, sale, on: snapshot))
        #expect(write == [.loadCard(intent, sale)])
        #expect(again.handle(.loadEnded(.committed)) == [.readBack(intent, sale)])
    }

    @Test func `parameters travel only when the card is behind`() throws {
        let (_, intent) = try loading()
        let same = intent.order(sale: sale, parameters: Sample.parameters())
        #expect(same.parameters == nil)
        let newer = Sample.parameters(version: 4)
        let changed = intent.order(sale: sale, parameters: newer)
        #expect(changed.parameters == newer)
        #expect(changed.load.parametersVersion == 4)
    }
}
