public import RecordChain

/// What became of a batch. Each answer carries the end of the chain that the ledger holds now.
public enum IngestAnswer: Hashable, Sendable {
    /// Its new records are on the disk.
    case accepted(ChainHead)
    /// Every record was there before; nothing changed.
    case alreadyHave(ChainHead)
    /// Records before it are missing; nothing changed.
    case gap(ChainHead)
    /// It contradicts what is held: nothing was taken, and the kiosk is in quarantine from now on.
    case fork(Fork, ChainHead)
    /// A fork of the kiosk waits for people; nothing changed.
    case quarantined(ChainHead)

    /// The answer as it travels.
    public var syncAnswer: SyncAnswer {
        switch self {
        case .accepted(let head): SyncAnswer(.accepted, head: head)
        case .alreadyHave(let head): SyncAnswer(.alreadyHave, head: head)
        case .gap(let head): SyncAnswer(.gap, head: head)
        case .fork(_, let head): SyncAnswer(.fork, head: head)
        case .quarantined(let head): SyncAnswer(.quarantined, head: head)
        }
    }
}

/// How two journals came to carry one kiosk's name: a restored image, a copied disk, two kiosks with
/// one number.
public enum Fork: Hashable, Sendable {
    /// The first place where the record held is not the record offered.
    case differentRecord(sequence: UInt32, held: [UInt8], offered: [UInt8])
    /// A new record of an epoch, although the kiosk has begun a later one.
    case epochIsOver(sequence: UInt32, laterEpoch: UInt16)
    /// An epoch that does not begin with its epoch record.
    case epochWithoutStart
    /// An epoch record that names another end of the epoch before than the one held.
    case epochDoesNotFollow(held: [UInt8], named: [UInt8])

    /// Where the two part.
    public var sequence: UInt32 {
        switch self {
        case .differentRecord(let sequence, _, _), .epochIsOver(let sequence, _): sequence
        case .epochWithoutStart, .epochDoesNotFollow: 1
        }
    }

    /// What is wrong.
    public var sentence: String {
        switch self {
        case .differentRecord(let sequence, _, _):
            "The ledger holds another record \(sequence) of this kiosk and epoch."
        case .epochIsOver(let sequence, let laterEpoch):
            """
            Record \(sequence) would extend an epoch that is over: the kiosk has begun \
            epoch \(laterEpoch).
            """
        case .epochWithoutStart: "The epoch does not begin with the record that starts one."
        case .epochDoesNotFollow:
            "The epoch names another end of the epoch before it than the ledger holds."
        }
    }

    /// What to do next.
    public var hint: String {
        """
        Take the kiosk out of service and find out which journal is the true one: a restored or \
        copied disk, or two kiosks with one number, look like this.
        """
    }
}
