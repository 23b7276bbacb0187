import Cryptography
import Prepayment
import RecordChain
import TestSupport
import Testing

@Suite struct RecordChainTests {
    static let sale = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 3)

    /// One record of every kind, and of every form that a kind has.
    static let contents: [RecordContent] = [
        .epochStarted(
            EpochStart(previousEpochHead: ChainHead.origin.hash, reason: "a new kiosk")
        ),
        .programStarted(version: "0.1.0"),
        .saleIntended(Sample.intent()),
        .saleConcluded(
            SaleConclusion(sale: sale, outcome: .written, waitingAfter: Credit(count: 10_000))
        ),
        .saleConcluded(
            SaleConclusion(sale: sale, outcome: .owed(CardFault("卡已取走")), waitingAfter: nil)
        ),
        .saleConcluded(
            SaleConclusion(
                sale: sale,
                outcome: .unknown(CardFault("no answer")),
                waitingAfter: .zero
            )
        ),
        .receiptConcluded(sale, .printed),
        .receiptConcluded(sale, .notPrinted(reason: "no paper")),
        .receiptConcluded(sale, .unknown(reason: "no answer")),
        .saleRefunded(
            SaleRefund(sale: sale, reason: "卡已丢失", clerk: "clerk 3", requestKey: "refund-1")
        ),
        .saleTakenUp(sale, Sample.intent()),
        .slipConcluded(Slip(kind: .copy, number: sale, outcome: .unknown(reason: "no answer"))),
        .saleIntended(Sample.intent(tender: .cash, payment: sale)),
        .paymentOpened(
            PaymentOrder(
                card: Sample.card,
                utility: .gas,
                tender: .weChatPay,
                due: Money(fen: 10_000)
            )
        ),
        .moneyMoved(
            MoneyMovement(
                payment: sale,
                kind: .taken,
                tender: .cash,
                amount: Money(fen: 2_000),
                evidence: .noteEvent(counter: 255)
            )
        ),
        .moneyMoved(
            MoneyMovement(
                payment: sale,
                kind: .givingBack,
                tender: .weChatPay,
                amount: Money(fen: 1),
                evidence: .reference("K0007-1-000003-R0")
            )
        ),
        .moneyMoved(
            MoneyMovement(payment: sale, kind: .held, tender: .cash, amount: Money(fen: 500))
        ),
        .moneyMoved(
            MoneyMovement(
                payment: sale,
                kind: .paidOut,
                tender: .cash,
                amount: Money(fen: 500),
                evidence: .window(clerk: "柜员03", reason: "moved away", requestKey: "pay-out-1")
            )
        ),
        .paymentClosed(sale),
        .cardIssued(Sample.card, Sample.holder()),
        .readingCollected(Sample.card, Sample.reading(accepted: 4, remaining: 500)),
        .attentionAsked("The acceptor was reset."),
        .dayClosed(DayClose(DayTotals(), after: nil)),
        .dayClosed(day),
    ]

    static var day: DayClose {
        var (taken, givenBack) = (PerKind<Tender>(), PerKind<Tender>())
        taken[.cash].add(Money(fen: 500))
        givenBack[.weChatPay].add(Money(fen: 70))
        var totals = DayTotals(
            devices: DeviceMoney(
                unsoldBefore: Money(fen: 70),
                taken: taken,
                givenBack: givenBack,
                unsold: Money(fen: 500)
            )
        )
        for (end, isTakenToday) in [
            (DaySale.End.delivered, true), (.refunded, false), (.owed, true), (.unconfirmed, true),
        ] {
            totals.count(
                DaySale(intent: Sample.intent(), isTakenToday: isTakenToday, end: end)
            )
        }
        return DayClose(totals, after: (sequence: 4, DayClose(totals, after: nil)))
    }

    static func header(_ sequence: UInt32, kiosk: KioskIdentifier = Sample.kiosk) -> RecordHeader {
        RecordHeader(
            kiosk: kiosk,
            epoch: 1,
            sequence: sequence,
            businessDay: Sample.day,
            wallTime: Sample.noon,
            monotonicNanoseconds: UInt64(sequence) * 1_000,
            bootIdentifier: [UInt8](repeating: 0xB0, count: 16)
        )
    }

    static func chain(_ contents: [RecordContent] = contents) -> [SealedRecord] {
        var previous = ChainHead.origin.hash
        return contents.enumerated().map { index, content in
            let record = Record(header: header(UInt32(index + 1)), content: content)
            let sealed = SealedRecord(record, after: previous)
            previous = sealed.hash
            return sealed
        }
    }

    static func batch(_ records: [SealedRecord] = chain()) throws -> RecordBatch {
        try RecordBatch(kiosk: Sample.kiosk, epoch: 1, start: .origin, records: records)
    }

    @Test(arguments: contents) func `a record reads back from its canonical bytes`(
        content: RecordContent
    ) throws {
        let record = Record(header: Self.header(1), content: content)
        #expect(try Record(bytes: record.bytes) == record)
    }

    @Test(arguments: contents) func `a record cut short or drawn out is refused`(
        content: RecordContent
    ) {
        let bytes = Record(header: Self.header(1), content: content).bytes
        for count in 0..<bytes.count {
            #expect(throws: LayoutError.self) { try Record(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: LayoutError.trailingBytes(count: 1)) { try Record(bytes: bytes + [0]) }
    }

    @Test func `the bytes of a record are for good`() {
        let record = Record(
            header: Self.header(1),
            content: .receiptConcluded(Self.sale, .notPrinted(reason: "x"))
        )
        let expected =
            "01" + "00000007" + "0001" + "00000001" + "01352902" + "000000006B02D940"
            + "00000000000003E8" + String(repeating: "B0", count: 16) + "0C"
            + "00000007000100000003" + "02" + "0001" + "78"
        #expect(record.bytes.hexadecimal == expected)
    }

    @Test func `every kind of record has one place in this test`() {
        #expect(Set(Self.contents.map(\.kind)) == Set(RecordContent.Kind.allCases))
    }

    @Test func `a hash is the SHA-256 of its preimage, as any tool computes it`() throws {
        let record = Record(
            header: Self.header(1),
            content: .programStarted(version: "0.1.0")
        )
        let sealed = SealedRecord(record, after: ChainHead.origin.hash)
        let body = record.bytes
        let preimage =
            Array("kioskj1".utf8) + [UInt8](repeating: 0, count: 32)
            + [0, 0, 0, UInt8(body.count)] + body
        #expect(sealed.hash == SHA256.digest(preimage))
    }

    @Test func `records out of order, missing or foreign make no batch`() throws {
        let records = Self.chain()
        #expect(throws: BatchError.notAChain(.gap(expected: 1, found: 2))) {
            try Self.batch(Array(records.dropFirst()))
        }
        #expect(throws: BatchError.notAChain(.gap(expected: 2, found: 3))) {
            try Self.batch([records[0], records[2]])
        }
        let elsewhere = SealedRecord(
            Record(header: Self.header(2), content: Self.contents[1]),
            after: records[3].hash
        )
        #expect(throws: BatchError.notAChain(.broken(sequence: 2))) {
            try Self.batch([records[0], elsewhere])
        }
        let foreign = SealedRecord(
            Record(
                header: Self.header(1, kiosk: KioskIdentifier(8)),
                content: Self.contents[0]
            ),
            after: ChainHead.origin.hash
        )
        #expect(throws: BatchError.foreignRecord(sequence: 1)) { try Self.batch([foreign]) }
    }
}
