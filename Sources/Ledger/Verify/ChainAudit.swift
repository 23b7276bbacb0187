import Book
import Cryptography
import Prepayment
import RecordChain

/// The journal of a kiosk's epoch.
struct JournalName: Hashable {
    let kiosk: KioskIdentifier
    let epoch: UInt16

    init(kiosk: KioskIdentifier, epoch: UInt16) { (self.kiosk, self.epoch) = (kiosk, epoch) }

    func position(_ sequence: UInt32) -> RecordPosition {
        RecordPosition(kiosk: kiosk, epoch: epoch, sequence: sequence)
    }
}

/// Reads all chains again, from the bytes alone. Takes the batches in the order of their places.
struct ChainAudit {
    private(set) var counts = VerifiedCounts()
    /// The ends that the store claims, of journals that are not read to their end yet.
    private var cursors: [JournalName: ChainHead]
    private var journal: JournalName?
    private var head = ChainHead.origin
    private var previousEpoch = ChainHead.origin

    init(cursors: [JournalName: ChainHead]) { self.cursors = cursors }

    /// Checks the next batch and gives the records that it brought.
    mutating func check(_ decoded: DecodedBatch) throws -> ArraySlice<SealedRecord> {
        let stored = decoded.stored
        if stored.journal != journal { try begin(stored.journal) }
        let expected = stored.journal.position(head.sequence + 1)
        guard stored.firstNewSequence == expected.sequence else {
            throw VerificationFault.missing(expected)
        }
        let signed = try stored.check(decoded.signed, behind: head)
        let records = signed.batch.records[
            Int(expected.sequence - signed.batch.start.sequence - 1)...
        ]
        if expected.sequence == 1 { try checkBegin(of: records[0].record, at: expected) }
        if let fault = decoded.fault { throw fault }
        head = signed.batch.end
        counts.records += records.count
        counts.batches += 1
        return records
    }

    /// Checks that nothing is missing behind the last record.
    mutating func finish() throws {
        try endJournal()
        let unseen = cursors.keys.map { $0.position(1) }.min()
        if let unseen { throw VerificationFault.missing(unseen) }
    }

    private func checkBegin(of record: Record, at position: RecordPosition) throws {
        guard case .epochStarted(let start) = record.content,
            start.previousEpochHead == previousEpoch.hash
        else { throw VerificationFault.epochDoesNotFollow(position) }
    }

    private mutating func begin(_ name: JournalName) throws {
        let isSameKiosk = name.kiosk == journal?.kiosk
        try endJournal()
        previousEpoch = isSameKiosk ? head : .origin
        (journal, head) = (name, .origin)
        counts.journals += 1
    }

    private mutating func endJournal() throws {
        guard let journal else { return }
        let cursor = cursors.removeValue(forKey: journal) ?? .origin
        guard head.sequence >= cursor.sequence else {
            throw VerificationFault.missing(journal.position(head.sequence + 1))
        }
        guard head == cursor else {
            throw VerificationFault.notTheEnd(journal.position(head.sequence))
        }
    }
}

extension StoredBatch {
    /// Checks that the batch continues a chain; names the first record that is wrong.
    fileprivate func check(
        _ signed: Result<SignedBatch, BatchError>,
        behind head: ChainHead
    ) throws -> SignedBatch {
        let signed = try signed.mapError { firstFault(behind: head) ?? .batch(end, $0) }
            .get()
        guard signed.batch.kiosk == journal.kiosk, signed.batch.epoch == journal.epoch,
            signed.batch.end.sequence == lastSequence,
            signed.batch.start.sequence <= head.sequence, head.sequence < lastSequence
        else { throw VerificationFault.misplaced(journal.position(firstNewSequence)) }
        let known = Int(head.sequence - signed.batch.start.sequence)
        let hashBefore =
            known == 0 ? signed.batch.start.hash : signed.batch.records[known - 1].hash
        guard hashBefore == head.hash else {
            throw VerificationFault.changed(journal.position(firstNewSequence))
        }
        for (index, record) in signed.batch.records[known...].enumerated() {
            guard hash(at: index).elementsEqual(record.hash) else {
                throw VerificationFault.changed(journal.position(firstNewSequence + UInt32(index)))
            }
        }
        guard hashes.count == (signed.batch.records.count - known) * SHA256.byteCount else {
            throw VerificationFault.changed(end)
        }
        return signed
    }

    private func hash(at index: Int) -> ArraySlice<UInt8> {
        hashes.dropFirst(index * SHA256.byteCount).prefix(SHA256.byteCount)
    }

    /// Walks through the bytes of a batch that cannot be read; nil where no record is to blame.
    private func firstFault(behind head: ChainHead) -> VerificationFault? {
        guard let (start, bodies) = try? SignedBatch.bodies(in: batch) else { return nil }
        var sequence = start.sequence
        var previousHash = start.hash
        for body in bodies {
            sequence += 1
            let position = journal.position(sequence)
            let sealed: SealedRecord
            do throws(LayoutError) {
                sealed = try SealedRecord(body: body, after: previousHash)
            } catch { return .unreadable(position, error) }
            previousHash = sealed.hash
            guard sequence >= firstNewSequence else { continue }
            guard RecordPosition(sealed.record.header) == position else {
                return .misplaced(position)
            }
            guard hash(at: Int(sequence - firstNewSequence)).elementsEqual(sealed.hash) else {
                return .changed(position)
            }
        }
        return nil
    }
}
