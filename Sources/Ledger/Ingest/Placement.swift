import Prepayment
import RecordChain

/// Where a batch stands against the chain that is held. Every store asks this and acts on it.
enum Placement: Hashable {
    /// The records from this index on are new, and follow.
    case append(from: Int)
    case alreadyHave
    case gap
    case fork(Fork)
}

/// What a store holds of a batch's kiosk.
struct HeldChain {
    /// The end of the batch's epoch; the origin while nothing of it is held.
    let head: ChainHead
    /// The end of the latest epoch before it; nil where there is none.
    let previousEpoch: ChainHead?
    /// The latest epoch, where it is a later one than the batch's.
    let laterEpoch: UInt16?
}

extension RecordBatch {
    /// Places the batch. `heldHash` gives the hash of a record that is held.
    ///
    /// One hash stands for all before it: where the last record in common agrees, the others do.
    func placement(
        on held: HeldChain,
        heldHash: (_ sequence: UInt32) throws -> [UInt8]
    ) throws -> Placement {
        guard start.sequence <= held.head.sequence else { return .gap }
        let common = min(end.sequence, held.head.sequence)
        guard try hash(at: common) == heldHash(common) else {
            return .fork(try firstDifference(upTo: common, heldHash: heldHash))
        }
        let index = Int(common - start.sequence)
        guard index < records.count else { return .alreadyHave }
        if let fork = fork(ofNewRecord: records[index], on: held) { return .fork(fork) }
        return .append(from: index)
    }

    /// The hash of one of the batch's records, or of the record before the first.
    private func hash(at sequence: UInt32) -> [UInt8] {
        sequence == start.sequence
            ? start.hash : records[Int(sequence - start.sequence) - 1].hash
    }

    private func firstDifference(
        upTo last: UInt32,
        heldHash: (UInt32) throws -> [UInt8]
    ) throws -> Fork {
        for sequence in start.sequence..<last {
            let held = try heldHash(sequence)
            let offered = hash(at: sequence)
            if held != offered {
                return .differentRecord(sequence: sequence, held: held, offered: offered)
            }
        }
        return .differentRecord(
            sequence: last,
            held: try heldHash(last),
            offered: hash(at: last)
        )
    }

    /// An epoch begins with its epoch record, on the end of the epoch before; then that one is over.
    private func fork(ofNewRecord sealed: SealedRecord, on held: HeldChain) -> Fork? {
        let sequence = sealed.record.header.sequence
        if let laterEpoch = held.laterEpoch {
            return .epochIsOver(sequence: sequence, laterEpoch: laterEpoch)
        }
        guard sequence == 1 else { return nil }
        guard case .epochStarted(let start) = sealed.record.content else {
            return .epochWithoutStart
        }
        let previous = held.previousEpoch ?? .origin
        guard start.previousEpochHead == previous.hash else {
            return .epochDoesNotFollow(held: previous.hash, named: start.previousEpochHead)
        }
        return nil
    }
}
