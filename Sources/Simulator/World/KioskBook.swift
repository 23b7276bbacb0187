import Journal
import Prepayment
import RecordChain

/// A sale as a journal tells it.
struct JournalSale {
    struct Name: Hashable {
        let life: KioskLife
        let sale: SaleIdentifier
    }

    let name: Name
    let intent: SaleIntent
    var conclusions: [SaleOutcome] = []
    /// More than one only where two lives know of the sale.
    var refundCount = 0

    var isWritten: Bool { conclusions.contains(.written) }
}

/// All that a kiosk recorded, in every life.
struct KioskBook {
    let kiosk: LobbyKiosk
    /// Each sale once, also where a restored journal repeats it.
    private(set) var sales: [JournalSale] = []
    /// How many of them are in the journal that the ledger holds: those of the first life.
    private(set) var heldSales: [JournalSale] = []
    /// The end of the journal that the ledger holds.
    let heldHead: ChainHead
    private var places: [JournalSale.Name: Int] = [:]

    init(_ kiosk: LobbyKiosk, records: [SealedRecord]) {
        self.kiosk = kiosk
        let former = kiosk.formerRecords.map(\.record)
        let first = former.isEmpty ? records : former
        heldHead = ChainHead(
            sequence: first.last?.record.header.sequence ?? 0,
            hash: first.last?.hash ?? ChainHead.origin.hash
        )
        let firstLife = KioskLife(kiosk: kiosk.identifier, number: 1)
        for record in first { add(record.record) { _ in firstLife } }
        heldSales = sales
        if former.isEmpty { return }
        let known = Set(former.map(\.hash))
        for record in records where !known.contains(record.hash) {
            add(record.record) { kiosk.life(of: $0) }
        }
    }

    private mutating func add(_ record: Record, _ life: (SaleIdentifier) -> KioskLife) {
        func place(of sale: SaleIdentifier) -> Int? {
            places[JournalSale.Name(life: life(sale), sale: sale)]
        }
        switch record.content {
        case .saleIntended(let intent):
            let sale = record.header.saleIdentifier
            let name = JournalSale.Name(life: life(sale), sale: sale)
            places[name] = sales.count
            sales.append(JournalSale(name: name, intent: intent))
        case .saleConcluded(let conclusion):
            guard let place = place(of: conclusion.sale) else { return }
            sales[place].conclusions.append(conclusion.outcome)
        case .saleRefunded(let refund):
            guard let place = place(of: refund.sale) else { return }
            sales[place].refundCount += 1
        case .epochStarted, .programStarted, .receiptConcluded, .saleTakenUp, .slipConcluded,
            .cardIssued, .readingCollected, .dayClosed:
            break
        }
    }
}
