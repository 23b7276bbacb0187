import Prepayment
import TestSupport

extension Sample {
    /// A paid purchase for one of the card's meters.
    static func intent(_ fen: Int64, _ utility: Utility) -> SaleIntent {
        SaleIntent(
            card: card,
            holder: holder(utility: utility),
            purchaseNumber: 1,
            tender: .counter,
            paidAt: noon,
            paid: Money(fen: fen),
            credit: Credit(count: 1),
            unitPrice: price("0.5283"),
            tariffVersion: 5,
            previousSale: .none,
            creditBefore: .zero,
            parametersVersionBefore: 3,
            requestKey: ""
        )
    }

    /// A record of a kiosk's first epoch.
    static func record(
        _ content: RecordContent,
        kiosk: KioskIdentifier,
        sequence: UInt32,
        day: BusinessDay
    ) -> Record {
        let header = RecordHeader(
            kiosk: kiosk,
            epoch: 1,
            sequence: sequence,
            businessDay: day,
            wallTime: noon,
            monotonicNanoseconds: 1,
            bootIdentifier: [UInt8](repeating: 0xB0, count: 16)
        )
        return Record(header: header, content: content)
    }
}

extension SaleOutcome {
    static let owed = SaleOutcome.owed(CardFault("The card was taken away."))
    static let unknown = SaleOutcome.unknown(CardFault("The card did not answer."))
}
