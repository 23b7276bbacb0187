import Book
import Prepayment
import RecordChain

/// A record as a store keeps it.
struct StoredRecord {
    let position: RecordPosition
    let kind: Int
    let day: Int
    let hash: [UInt8]
    let body: [UInt8]
}

/// The journal of a kiosk's epoch.
struct JournalName: Hashable {
    let kiosk: KioskIdentifier
    let epoch: UInt16

    init(kiosk: KioskIdentifier, epoch: UInt16) { (self.kiosk, self.epoch) = (kiosk, epoch) }

    init(_ position: RecordPosition) { self.init(kiosk: position.kiosk, epoch: position.epoch) }

    func position(_ sequence: UInt32) -> RecordPosition {
        RecordPosition(kiosk: kiosk, epoch: epoch, sequence: sequence)
    }
}

/// Reads all chains again, from the bytes alone. Takes the records in the order of their places.
struct ChainAudit {
    private(set) var counts = VerifiedCounts()
    /// The ends that the store claims, of journals that are not read to their end yet.
    private var cursors: [JournalName: ChainHead]
    private var journal: JournalName?
    private var head = ChainHead.origin
    private var previousEpoch = ChainHead.origin

    init(cursors: [JournalName: ChainHead]) { self.cursors = cursors }

    /// Checks the next record and gives what it says.
    mutating func check(_ stored: StoredRecord) throws -> Record {
        let name = JournalName(stored.position)
        if name != journal { try begin(name) }
        let expected = name.position(head.sequence + 1)
        guard stored.position == expected else { throw VerificationFault.missing(expected) }
        let sealed = try unsealed(stored)
        if expected.sequence == 1 { try checkBegin(of: sealed.record, at: expected) }
        head = ChainHead(sequence: expected.sequence, hash: sealed.hash)
        counts.records += 1
        return sealed.record
    }

    /// Checks that nothing is missing behind the last record.
    mutating func finish() throws {
        try endJournal()
        let unseen = cursors.keys.map { $0.position(1) }.min()
        if let unseen { throw VerificationFault.missing(unseen) }
    }

    private func unsealed(_ stored: StoredRecord) throws -> SealedRecord {
        let sealed: SealedRecord
        do throws(LayoutError) {
            sealed = try SealedRecord(body: stored.body, after: head.hash)
        } catch { throw VerificationFault.unreadable(stored.position, error) }
        guard sealed.hash == stored.hash else {
            throw VerificationFault.changed(stored.position)
        }
        let header = sealed.record.header
        guard RecordPosition(header) == stored.position else {
            throw VerificationFault.misplaced(stored.position)
        }
        guard stored.kind == Int(sealed.record.content.kind.rawValue),
            stored.day == Int(header.businessDay.yearMonthDay)
        else { throw VerificationFault.mislabelled(stored.position) }
        return sealed
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
