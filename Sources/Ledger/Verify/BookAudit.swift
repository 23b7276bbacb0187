import Book
import Prepayment

/// Posts all records again and compares the book with what comes of it. Takes the records in the
/// order of their places, then the sales and the balances in theirs.
///
/// Kiosks are heard in any order, so that a sale of two kiosks may have been posted on other ways
/// than here. Where a record's transfers differ, the differences of its sale must cancel out.
struct BookAudit {
    private var sales: [SaleIdentifier: SaleEntry] = [:]
    private var balances = Balances()
    private var doubts: [SaleIdentifier: Doubt] = [:]
    /// What the office objected to when the records came: the cases say so.
    private let objections: [SaleIdentifier: Objection]

    init(objections: [SaleIdentifier: Objection]) { self.objections = objections }

    private struct Doubt {
        let first: RecordPosition
        var difference = Balances()
    }

    /// Posts the next record; `held` are the transfers that the store keeps for it.
    mutating func check(_ record: Record, held: [Transfer]) throws {
        let position = RecordPosition(record.header)
        guard let sale = record.sale else {
            let posted = record.transfersBesideSales
            guard held == posted else { throw VerificationFault.transfers(position) }
            for transfer in posted { balances.add(transfer) }
            return
        }
        let fresh = SaleEntry(day: record.header.businessDay, booked: BookedSale(sale: sale))
        let posted = sales[sale, default: fresh].post(record, objection: objections[sale])
        for transfer in posted { balances.add(transfer) }
        guard posted != held else { return }
        for transfer in held + posted.map(\.reversed) {
            doubts[sale, default: Doubt(first: position)].difference.add(transfer)
        }
    }

    /// Checks that the differences of each sale cancel out, when all records are posted.
    func checkDoubts() throws {
        let wrong = doubts.values.filter { doubt in
            doubt.difference.amountsFen.values.contains { $0 != 0 }
        }
        if let first = wrong.map(\.first).min() { throw VerificationFault.transfers(first) }
    }

    /// Checks what the store keeps of a sale.
    mutating func check(_ held: SaleEntry) throws {
        let sale = held.booked.sale
        guard sales.removeValue(forKey: sale) == held else { throw VerificationFault.sale(sale) }
    }

    /// Checks a balance that the store keeps.
    mutating func check(_ key: BalanceKey, heldFen: Int64) throws {
        let postedFen = balances.remove(key)
        guard postedFen == heldFen else {
            throw VerificationFault.balance(
                key,
                held: Money(fen: heldFen),
                posted: Money(fen: postedFen)
            )
        }
    }

    /// Checks that the store keeps everything that it should.
    func finish() throws {
        if let sale = sales.keys.min(by: { RecordPosition($0) < RecordPosition($1) }) {
            throw VerificationFault.sale(sale)
        }
        let missing = balances.amountsFen.filter { $0.value != 0 }.min { $0.key < $1.key }
        if let (key, postedFen) = missing {
            throw VerificationFault.balance(key, held: .zero, posted: Money(fen: postedFen))
        }
    }
}
