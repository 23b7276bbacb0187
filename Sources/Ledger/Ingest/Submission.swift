internal import Prepayment
public import RecordChain

/// A batch on its way into the store, with what the ledger says of it.
public struct Submission: Sendable {
    /// What the kiosk signed.
    public let batch: SignedBatch
    /// The ledger's receipt for the whole of it: kept and given where the batch is accepted.
    public let receipt: LedgerReceipt

    /// Takes the parts; the receipt must be for the batch's end.
    public init(_ batch: SignedBatch, receipt: LedgerReceipt) {
        precondition(receipt.head == batch.batch.end, "a receipt for another batch")
        (self.batch, self.receipt) = (batch, receipt)
    }
}

/// A submission whose sender waits.
struct WaitingBatch {
    let submission: Submission
    let continuation: CheckedContinuation<Result<IngestAnswer, LedgerError>, Never>
}

extension [WaitingBatch] {
    /// Removes and gives the batches that one transaction takes: one of each kiosk, in the order in
    /// which they came, and no more records than a transaction should hold. Nil where none waits.
    mutating func nextGroup() -> [WaitingBatch]? {
        guard !isEmpty else { return nil }
        var group: [WaitingBatch] = []
        var rest: [WaitingBatch] = []
        var kiosks: Set<KioskIdentifier> = []
        var recordCount = 0
        for batch in self {
            let next = batch.submission.batch.batch
            let fits = group.isEmpty || recordCount + next.records.count <= Self.recordLimit
            guard fits, kiosks.insert(next.kiosk).inserted else {
                rest.append(batch)
                continue
            }
            recordCount += next.records.count
            group.append(batch)
        }
        self = rest
        return group
    }

    private static var recordLimit: Int { 10_000 }
}
