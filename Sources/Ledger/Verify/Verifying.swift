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
        var chains = ChainAudit(cursors: try cursors())
        var book = BookAudit(objections: try objections())
        var transferCount = 0
        var last = RecordPosition.beforeAll
        try forEachPage { page in
            let end = page.last?.end ?? last
            var transfers = try heldTransfers(after: last, through: end)
            for batch in DecodedBatch.decode(page, keys: keys) {
                for sealed in try chains.check(batch) {
                    let position = RecordPosition(sealed.record.header)
                    let held = transfers.take(of: position)
                    try book.check(sealed.record, held: held)
                    transferCount += held.count
                }
            }
            try transfers.checkNoneIsLeft()
            last = end
        }
        try chains.finish()
        try heldTransfers(after: last, through: .afterAll).checkNoneIsLeft()
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
    private func heldTransfers(
        after first: RecordPosition,
        through last: RecordPosition
    ) throws -> HeldTransfers {
        var transfers = HeldTransfers()
        try forEachTransfer(after: first, through: last) { transfers.append($1, of: $0) }
        return transfers
    }
}

/// Transfers in the order of their records, in which they are taken out again.
private struct HeldTransfers {
    private var transfers: [(position: RecordPosition, transfer: Transfer)] = []
    private var nextIndex = 0
    /// The first that belongs to no record that was asked for.
    private var unclaimed: RecordPosition?

    mutating func append(_ transfer: Transfer, of position: RecordPosition) {
        transfers.append((position, transfer))
    }

    /// Those of a record; records are asked for in their order.
    mutating func take(of position: RecordPosition) -> [Transfer] {
        var held: [Transfer] = []
        while nextIndex < transfers.count, transfers[nextIndex].position <= position {
            if transfers[nextIndex].position == position {
                held.append(transfers[nextIndex].transfer)
            } else if unclaimed == nil {
                unclaimed = transfers[nextIndex].position
            }
            nextIndex += 1
        }
        return held
    }

    /// Transfers that are left over belong to no record.
    func checkNoneIsLeft() throws {
        let left = unclaimed ?? (nextIndex < transfers.count ? transfers[nextIndex].position : nil)
        if let left { throw VerificationFault.transfers(left) }
    }
}
