import Book
import Prepayment
import RecordChain
import Relational

extension SQLConnection {
    /// Reads everything again.
    func verification() throws -> Verification {
        do { return .sound(try verifiedCounts()) } catch let fault as VerificationFault {
            return .faulty(fault)
        }
    }

    private func verifiedCounts() throws -> VerifiedCounts {
        let keys = AuditKeys(enrolled: try enrolledKeys(), ledger: try ledgerKeys())
        var chains = ChainAudit(cursors: try cursors(), keys: keys)
        var book = BookAudit(objections: try objections())
        var transferCount = 0
        var last = RecordPosition.beforeAll
        try forEachPage { page in
            let end = page.last?.end ?? last
            var transfers = try self.transfers(after: last, through: end)
            for stored in page {
                for sealed in try chains.check(stored) {
                    let position = RecordPosition(sealed.record.header)
                    let held = transfers.removeValue(forKey: position) ?? []
                    try book.check(sealed.record, held: held)
                    transferCount += held.count
                }
            }
            try checkNone(transfers)
            last = end
        }
        try chains.finish()
        try checkNone(try transfers(after: last, through: .afterAll))
        try book.checkDoubts()
        var counts = chains.counts
        counts.transfers = transferCount
        counts.closedDays = try checkDayRoots()
        try forEachSale { entry in
            try book.check(entry)
            counts.sales += 1
        }
        try forEachBalance { key, amountFen in
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
        try forEachTransfer(after: first, through: last) { position, transfer in
            transfers[position, default: []].append(transfer)
        }
        return transfers
    }

    /// Transfers that are left over belong to no record.
    private func checkNone(_ transfers: [RecordPosition: [Transfer]]) throws {
        if let position = transfers.keys.min() { throw VerificationFault.transfers(position) }
    }
}
