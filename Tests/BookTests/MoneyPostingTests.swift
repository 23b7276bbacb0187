import Book
import Prepayment
import TestSupport
import Testing

/// What a kiosk's own devices took is posted when it came, and a sale takes it from there.
struct MoneyPostingTests {
    private static let payment = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 4)

    private static func record(_ content: RecordContent) -> Record {
        Record(
            header: RecordHeader(
                kiosk: Sample.kiosk,
                epoch: 1,
                sequence: 9,
                businessDay: Sample.day,
                wallTime: Sample.noon,
                monotonicNanoseconds: 0,
                bootIdentifier: [UInt8](repeating: 0, count: 16)
            ),
            content: content
        )
    }

    private static func movement(
        _ kind: MoneyMovement.Kind,
        _ tender: Tender,
        _ fen: Int64
    ) -> Record {
        record(
            .moneyMoved(
                MoneyMovement(
                    payment: payment,
                    kind: kind,
                    tender: tender,
                    amount: Money(fen: fen)
                )
            )
        )
    }

    private static let bound = Money.largestTypedFen
    static let table: [(MoneyMovement.Kind, Tender, Int64, (Account, Account, Int64)?)] = [
        (.taken, .cash, 2_000, (.cashBox, .takenUnsold, 2_000)),
        (.taken, .weChatPay, 1, (.weChatPay, .takenUnsold, 1)),
        (.givenBack, .weChatPay, 70, (.takenUnsold, .weChatPay, 70)),
        (.givenBack, .cash, 500, (.takenUnsold, .cashBox, 500)),
        (.paidOut, .cash, 500, (.takenUnsold, .cashBox, 500)),
        (.givingBack, .weChatPay, 70, nil),
        (.notGivenBack, .weChatPay, 70, nil),
        (.held, .cash, 500, nil),
        (.taken, .cash, bound + 1, (.cashBox, .suspense, bound)),
        (.taken, .cash, .min, (.cashBox, .suspense, bound)),
        (.taken, .cash, 0, nil),
    ]

    @Test(arguments: table)
    func `a movement moves`(
        kind: MoneyMovement.Kind,
        tender: Tender,
        fen: Int64,
        moved: (debit: Account, credit: Account, fen: Int64)?
    ) {
        let transfers = Self.movement(kind, tender, fen).transfersBesideSales
        #expect(transfers.count == (moved == nil ? 0 : 1))
        #expect(transfers.first?.debit == moved?.debit)
        #expect(transfers.first?.credit == moved?.credit)
        #expect(transfers.first?.amountFen == moved?.fen)
    }

    @Test(arguments: [Tender.cash, .weChatPay])
    func `money that was taken and sold leaves nothing between`(tender: Tender) {
        let sale = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 9)
        var booked = BookedSale(sale: sale)
        let intent = Sample.intent(paid: 2_000, tender: tender, payment: Self.payment)
        let sold = booked.post(Self.record(.saleIntended(intent)))
        #expect(sold.map(\.debit) == [.takenUnsold])
        let came = Self.movement(.taken, tender, 2_000).transfersBesideSales
        let unsold = (came + sold).reduce(Int64(0)) { sum, transfer in
            sum + (transfer.credit == .takenUnsold ? transfer.amountFen : 0)
                - (transfer.debit == .takenUnsold ? transfer.amountFen : 0)
        }
        #expect(unsold == 0)
    }

    @Test func `no other record moves money beside sales`() {
        #expect(Self.record(.paymentClosed(Self.payment)).transfersBesideSales.isEmpty)
        #expect(Self.record(.saleIntended(Sample.intent())).transfersBesideSales.isEmpty)
    }
}
