import Book
import Cryptography
import Prepayment
import RecordChain
import Relational

/// Batches of different kiosks, taken in one transaction: cursors are read, the batches placed, and
/// what is new is kept and posted. Asks and writes for all of them at once, so that a transaction
/// costs the database a dozen statements and not a dozen for each batch.
struct GroupIngest<Connection: SQLConnection> {
    private let connection: Connection
    private let group: [Submission]
    private let rules: IntakeRules
    private var chains: [KioskIdentifier: KioskChains]
    private var accepted: [AcceptedBatch] = []

    init(_ group: [Submission], on connection: Connection, rules: IntakeRules) throws {
        (self.connection, self.group, self.rules) = (connection, group, rules)
        chains = try connection.chains(of: group.map(\.batch.batch.kiosk))
    }

    mutating func take() throws -> [IngestAnswer] {
        let answers = try group.map { try place($0) }
        guard !accepted.isEmpty else { return answers }
        try connection.moveCursors(along: accepted)
        try connection.keep(accepted)
        var posting = BatchPosting(rules: rules)
        try posting.load(accepted.map(\.newRecords), from: connection)
        for batch in accepted {
            for record in batch.newRecords { posting.post(record.record, at: batch.receivedAt) }
        }
        try posting.write(to: connection)
        return answers
    }

    private mutating func place(_ submission: Submission) throws -> IngestAnswer {
        let signed = submission.batch
        let batch = signed.batch
        let chains = self.chains[batch.kiosk] ?? KioskChains()
        let held = chains.held(at: batch.epoch)
        guard !chains.isInQuarantine else { return .quarantined(held.head) }
        let placement = try batch.placement(on: held) { sequence in
            if sequence == held.head.sequence { return held.head.hash }
            let name = JournalName(kiosk: batch.kiosk, epoch: batch.epoch)
            return try connection.hash(at: name.position(sequence))
        }
        switch placement {
        case .alreadyHave: return .alreadyHave(held.head)
        case .gap: return .gap(held.head)
        case .fork(let fork):
            try connection.openCase(
                fork,
                offered: signed.signedHead,
                at: submission.receipt.receivedAt
            )
            return .fork(fork, held.head)
        case .append(let index):
            accepted.append(AcceptedBatch(submission, from: index, after: held.head))
            return .accepted(batch.end)
        }
    }
}

/// What is held of one kiosk.
struct KioskChains {
    var heads: [UInt16: ChainHead] = [:]
    var isInQuarantine = false

    /// What stands around an epoch.
    func held(at epoch: UInt16) -> HeldChain {
        let previous = heads.keys.filter { $0 < epoch }.max()
        let latest = heads.keys.max()
        return HeldChain(
            head: heads[epoch] ?? .origin,
            previousEpoch: previous.flatMap { heads[$0] },
            laterEpoch: latest.flatMap { $0 > epoch ? $0 : nil }
        )
    }
}

/// A batch that is being taken, and where its new part begins.
struct AcceptedBatch {
    let submission: Submission
    let held: ChainHead
    let newRecords: ArraySlice<SealedRecord>

    init(_ submission: Submission, from index: Int, after held: ChainHead) {
        (self.submission, self.held) = (submission, held)
        newRecords = submission.batch.batch.records[index...]
    }

    /// The hashes of the new records, one after the other.
    var newHashes: [UInt8] {
        var hashes: [UInt8] = []
        hashes.reserveCapacity(newRecords.count * SHA256.byteCount)
        for record in newRecords { hashes += record.hash }
        return hashes
    }

    var batch: RecordBatch { submission.batch.batch }
    var receivedAt: WallTime { submission.receipt.receivedAt }
}
