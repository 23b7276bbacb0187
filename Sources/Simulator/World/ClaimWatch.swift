import Prepayment
import RecordChain

/// Who may write or refund which sale, seen from outside: from the ledger's answers and from the records
/// that it took.
///
/// It must give a sale to nobody else while the kiosk that has it may still use it, nor while that kiosk
/// holds it, nor once it has its end; and after a restoration not before it heard whom it must.
struct ClaimWatch: Sendable {
    enum Purpose { case settle, refund }

    private struct Grant {
        let kiosk: KioskIdentifier
        let purpose: Purpose
        /// Good for the records behind this one …
        let after: UInt32
        /// … so many.
        let recordCount: UInt32

        func covers(_ sequence: UInt32) -> Bool {
            sequence > after && sequence - after <= recordCount
        }
    }

    /// All that was ever given.
    private var grants: [SaleIdentifier: [Grant]] = [:]
    private var latest: [SaleIdentifier: Grant] = [:]
    /// The last record that was taken of each kiosk.
    private var heard: [KioskIdentifier: UInt32] = [:]
    /// Who took a sale up and did not say what became of it.
    private var holders: [SaleIdentifier: Set<KioskIdentifier>] = [:]
    private var ended: Set<SaleIdentifier> = []
    private var unheard: Set<KioskIdentifier> = []
    /// The first thing that the ledger did wrong.
    private(set) var fault: String?

    mutating func blame(_ fault: String) { self.fault = self.fault ?? fault }

    /// The ledger took a batch, or had it.
    mutating func hear(_ batch: RecordBatch) {
        let kiosk = batch.kiosk
        for record in batch.records.map(\.record)
        where record.header.sequence > heard[kiosk, default: 0] {
            heard[kiosk] = record.header.sequence
            switch record.content {
            case .saleTakenUp(let sale, _):
                if latest[sale]?.kiosk == kiosk { latest[sale] = nil }
                holders[sale, default: []].insert(kiosk)
            case .saleConcluded(let conclusion):
                if case .unknown = conclusion.outcome { break }
                holders[conclusion.sale]?.remove(kiosk)
                if conclusion.outcome == .written { ended.insert(conclusion.sale) }
            case .saleRefunded(let refund): ended.insert(refund.sale)
            default: break
            }
        }
    }

    /// The ledger failed over a batch: it may have heard more than is known here.
    mutating func doubt() { (latest, holders) = ([:], [:]) }

    /// The ledger begins again with a copy.
    mutating func restore(_ kiosks: Set<KioskIdentifier>) {
        doubt()
        (heard, ended, unheard) = ([:], [], kiosks)
    }

    /// A heartbeat named a record that the ledger holds.
    mutating func noteHeartbeat(of kiosk: KioskIdentifier) { unheard.remove(kiosk) }

    /// The ledger answers.
    mutating func give(_ rulings: [SaleRuling], upon question: ClaimQuestion) {
        let given = rulings.filter { $0.verdict == .given }.map(\.sale)
        let purpose = question.claimPurpose
        for sale in given {
            if let objection = objection(to: sale, purpose, for: question.kiosk) {
                blame("\(question.kiosk) is given \(sale), and \(objection)")
            }
            let grant = Grant(
                kiosk: question.kiosk,
                purpose: purpose,
                after: question.sequence,
                recordCount: UInt32(given.count)
            )
            latest[sale] = grant
            grants[sale, default: []].append(grant)
        }
    }

    private func objection(
        to sale: SaleIdentifier,
        _ purpose: Purpose,
        for kiosk: KioskIdentifier
    ) -> String? {
        if ended.contains(sale) { return "it has its end" }
        if let holder = holders[sale]?.subtracting([kiosk]).min() { return "\(holder) holds it" }
        if let grant = latest[sale], grant.kiosk != kiosk,
            heard[grant.kiosk, default: 0] < grant.after + grant.recordCount
        {
            return "\(grant.kiosk) may use it yet"
        }
        let silent =
            switch purpose {
            case .settle: unheard.intersection([sale.kiosk])
            case .refund: unheard.subtracting([kiosk])
            }
        return silent.min().map { "\($0) was not heard since the ledger was restored" }
    }

    /// Whether the ledger gave a kiosk leave for what a record of it says.
    func gave(
        _ sale: SaleIdentifier,
        to kiosk: KioskIdentifier,
        for purpose: Purpose,
        in sequence: UInt32
    ) -> Bool {
        grants[sale, default: []].contains {
            $0.kiosk == kiosk && $0.purpose == purpose && $0.covers(sequence)
        }
    }
}

extension ClaimQuestion {
    fileprivate var claimPurpose: ClaimWatch.Purpose {
        switch purpose {
        case .settle: .settle
        case .refund: .refund
        }
    }
}
