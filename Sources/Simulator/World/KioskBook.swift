import Journal
import Prepayment
import RecordChain

/// A sale as the journals tell it.
struct JournalSale {
    struct Name: Hashable {
        let life: KioskLife
        let sale: SaleIdentifier
    }

    let name: Name
    let intent: SaleIntent
    /// Those of the kiosk that sold it, then those of others, as the ledger ranks them.
    var conclusions: [SaleOutcome] = []
    /// More than one only where two lives know of the sale.
    var refundCount = 0

    var isWritten: Bool { conclusions.contains(.written) }
}

/// What a kiosk said of a sale that another one sold.
struct ForeignWord {
    let sale: SaleIdentifier
    let outcome: SaleOutcome
    /// Whether the ledger holds it.
    let isHeld: Bool
}

/// What a kiosk did that it needed the ledger's leave for.
struct LicensedAct {
    let sale: SaleIdentifier
    let purpose: ClaimWatch.Purpose
    let sequence: UInt32
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
    private(set) var foreignWords: [ForeignWord] = []
    private(set) var licensedActs: [LicensedAct] = []
    private(set) var taken: Set<SaleIdentifier> = []
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
        for record in first { add(record.record, isHeld: true) { _ in firstLife } }
        heldSales = sales
        if former.isEmpty { return }
        let known = Set(former.map(\.hash))
        for record in records where !known.contains(record.hash) {
            add(record.record, isHeld: false) { kiosk.life(of: $0) }
        }
    }

    /// Whether a restored image gave a name twice.
    func isNamedTwice(_ sale: SaleIdentifier) -> Bool {
        sales.count { $0.name.sale == sale } > 1
    }

    /// What others said of this kiosk's sales: of those that the ledger told them.
    mutating func hear(_ word: ForeignWord) {
        let firstLife = KioskLife(kiosk: kiosk.identifier, number: 1)
        guard let place = places[JournalSale.Name(life: firstLife, sale: word.sale)] else { return }
        sales[place].conclusions.append(word.outcome)
        if word.isHeld { heldSales[place].conclusions.append(word.outcome) }
    }

    private mutating func add(
        _ record: Record,
        isHeld: Bool,
        _ life: (SaleIdentifier) -> KioskLife
    ) {
        func place(of sale: SaleIdentifier) -> Int? {
            places[JournalSale.Name(life: life(sale), sale: sale)]
        }
        let sequence = record.header.sequence
        switch record.content {
        case .saleIntended(let intent):
            let sale = record.header.saleIdentifier
            let name = JournalSale.Name(life: life(sale), sale: sale)
            places[name] = sales.count
            sales.append(JournalSale(name: name, intent: intent))
        case .saleConcluded(let conclusion) where conclusion.sale.kiosk != kiosk.identifier:
            foreignWords.append(
                ForeignWord(sale: conclusion.sale, outcome: conclusion.outcome, isHeld: isHeld)
            )
        case .saleConcluded(let conclusion):
            guard let place = place(of: conclusion.sale) else { return }
            sales[place].conclusions.append(conclusion.outcome)
        case .saleRefunded(let refund):
            licensedActs.append(
                LicensedAct(sale: refund.sale, purpose: .refund, sequence: sequence)
            )
            guard let place = place(of: refund.sale) else { return }
            sales[place].refundCount += 1
        case .saleTakenUp(let sale, _):
            licensedActs.append(LicensedAct(sale: sale, purpose: .settle, sequence: sequence))
            taken.insert(sale)
        case .epochStarted, .programStarted, .receiptConcluded, .slipConcluded,
            .paymentOpened, .moneyMoved, .paymentClosed, .cardIssued, .readingCollected,
            .attentionAsked, .dayClosed:
            break
        }
    }
}

extension [KioskBook] {
    /// Has every kiosk hear what the others said of its sales, in the order of their numbers.
    mutating func exchangeWords() {
        for word in flatMap(\.foreignWords) {
            guard let home = firstIndex(where: { $0.kiosk.identifier == word.sale.kiosk }) else {
                continue
            }
            self[home].hear(word)
        }
    }
}
