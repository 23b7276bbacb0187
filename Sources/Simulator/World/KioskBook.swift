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

    init(_ kiosk: LobbyKiosk, records: [SealedRecord]) {
        self.kiosk = kiosk
        let former = kiosk.formerRecords.map(\.record)
        let first = former.isEmpty ? records : former
        let firstLife = KioskLife(kiosk: kiosk.identifier, number: 1)
        heldSales = Self.sales(in: first, life: firstLife)
        sales = heldSales
        if !former.isEmpty {
            let known = Set(former.map(\.hash))
            sales += Self.sales(in: records.filter { !known.contains($0.hash) }, life: kiosk.life)
        }
        heldHead = ChainHead(
            sequence: first.last?.record.header.sequence ?? 0,
            hash: first.last?.hash ?? ChainHead.origin.hash
        )
    }

    /// A conclusion whose intent is not among the records belongs to another life's sale.
    private static func sales(in records: [SealedRecord], life: KioskLife) -> [JournalSale] {
        var sales: [JournalSale] = []
        var places: [SaleIdentifier: Int] = [:]
        for record in records.map(\.record) {
            switch record.content {
            case .saleIntended(let intent):
                let sale = record.header.saleIdentifier
                places[sale] = sales.count
                sales.append(JournalSale(name: .init(life: life, sale: sale), intent: intent))
            case .saleConcluded(let conclusion):
                guard let place = places[conclusion.sale] else { continue }
                sales[place].conclusions.append(conclusion.outcome)
            default: break
            }
        }
        return sales
    }
}
