import Book
import Prepayment
import RecordChain

/// The right to write a sale of another kiosk, or to give back the money of a sale, from the ledger's
/// answer until the ledger has heard what came of it.
///
/// 1. It is good for the records that stand directly behind the end of the journal that asked, and for
///    no others. What stands there instead says that it was not used: an answer that was lost, or a
///    program that was killed, binds nobody for longer than until the kiosk's next record is heard.
/// 2. From the record that takes a sale up it is held until the same kiosk said “written” or “owed”.
///    With “unknown” it is held further: that kiosk's next tap of the card may write.
/// 3. A journal that another one followed uses nothing any more.
///
/// Only the claim itself is kept. Whether it still counts, and who holds a sale, follows from the
/// records, in whatever order they came.
struct SaleClaim: Hashable {
    /// What it was given for; the numbers are stored.
    enum Purpose: UInt8 {
        /// To write the sale.
        case settle = 1
        /// To give the money back.
        case refund = 2
    }

    let sale: SaleIdentifier
    let purpose: Purpose
    /// The end of the journal that asked.
    let givenAfter: RecordPosition
    /// How many records behind it may use it.
    let recordCount: UInt32

    var holder: KioskIdentifier { givenAfter.kiosk }

    /// Whether it may be used yet, or was by a record that the ledger has not heard.
    func isPending(_ entry: SaleEntry?, _ chains: [KioskIdentifier: KioskChains]) -> Bool {
        guard !chains.isOver(givenAfter) else { return false }
        let heard = chains[holder]?.heads[givenAfter.epoch]?.sequence ?? 0
        return heard < givenAfter.sequence + recordCount && !isUsed(by: entry?.acts ?? [])
    }

    private func isUsed(by acts: [SaleAct]) -> Bool {
        acts.contains { act in
            act.statedBy.isBehind(givenAfter)
                && act.statedBy.sequence - givenAfter.sequence <= recordCount
        }
    }
}

extension SaleEntry {
    /// The kiosk that took the sale up and did not say yet what became of it.
    func holder(_ chains: [KioskIdentifier: KioskChains]) -> KioskIdentifier? {
        acts.last { act in
            guard act.kind == .takenUp, !chains.isOver(act.statedBy) else { return false }
            return !booked.conclusions.contains { conclusion in
                conclusion.statedBy.isBehind(act.statedBy)
                    && (conclusion.outcome == .written || conclusion.outcome == .owed)
            }
        }?.statedBy.kiosk
    }
}

extension [KioskIdentifier: KioskChains] {
    /// Whether a record's journal was followed by another one.
    fileprivate func isOver(_ position: RecordPosition) -> Bool {
        self[position.kiosk]?.heads.keys.contains { $0 > position.epoch } ?? false
    }
}

extension RecordPosition {
    /// Whether it stands in the same journal, further on.
    fileprivate func isBehind(_ earlier: RecordPosition) -> Bool {
        kiosk == earlier.kiosk && epoch == earlier.epoch && sequence > earlier.sequence
    }
}
