import Book
import Prepayment
import Storage

extension Database {
    /// Reads everything again, as it stood at one moment.
    func verification() throws -> Verification {
        do { return .sound(try snapshot { try verifiedCounts() }) } catch let fault
            as VerificationFault
        {
            return .faulty(fault)
        }
    }

    private func verifiedCounts() throws -> VerifiedCounts {
        var chains = ChainAudit(cursors: try cursors())
        var book = BookAudit()
        var transferCount = 0
        var last = RecordPosition.beforeAll
        try forEachPage { page in
            let end = page.last?.position ?? last
            var transfers = try self.transfers(after: last, through: end)
            for stored in page {
                let record = try chains.check(stored)
                let held = transfers.removeValue(forKey: stored.position) ?? []
                try book.check(record, held: held)
                transferCount += held.count
            }
            try checkNone(transfers)
            last = end
        }
        try chains.finish()
        try checkNone(try transfers(after: last, through: .afterAll))
        try book.checkDoubts()
        var counts = chains.counts
        counts.transfers = transferCount
        try SaleTable.forEach(in: self) { entry in
            try book.check(entry)
            counts.sales += 1
        }
        try BookTables.forEachBalance(in: self) { key, amountFen in
            try book.check(key, heldFen: amountFen)
            counts.balances += 1
        }
        try book.finish()
        return counts
    }

    /// The transfers of the records in a part of all places.
    private func transfers(
        after first: RecordPosition,
        through last: RecordPosition
    ) throws -> [RecordPosition: [Transfer]] {
        var transfers: [RecordPosition: [Transfer]] = [:]
        try BookTables.forEachTransfer(after: first, through: last, in: self) {
            position,
            transfer in
            transfers[position, default: []].append(transfer)
        }
        return transfers
    }

    /// Transfers that are left over belong to no record.
    private func checkNone(_ transfers: [RecordPosition: [Transfer]]) throws {
        if let position = transfers.keys.min() { throw VerificationFault.transfers(position) }
    }
}
