/// One entry of a kiosk's journal: evidence that travels to the ledger as it is.
public struct Record: Hashable, Sendable {
    /// Where and when it stands.
    public let header: RecordHeader
    /// What happened.
    public let content: RecordContent

    /// Takes both.
    public init(header: RecordHeader, content: RecordContent) {
        (self.header, self.content) = (header, content)
    }
}

/// The place of a record in its kiosk's chain, and the clocks beside it.
public struct RecordHeader: Hashable, Sendable {
    /// The kiosk that wrote it.
    public let kiosk: KioskIdentifier
    /// Rises when the kiosk's journal is begun anew.
    public let epoch: UInt16
    /// 1, 2, 3 …, without gaps.
    public let sequence: UInt32
    /// The kiosk's open business day.
    public let businessDay: BusinessDay
    /// What the kiosk's wall clock said.
    public let wallTime: WallTime
    /// Nanoseconds since the machine started: two records of one boot can be told apart in time even
    /// if somebody set the clock.
    public let monotonicNanoseconds: UInt64
    /// Which start of the machine, 16 bytes.
    public let bootIdentifier: [UInt8]

    /// Takes the fields. A boot identifier of another length traps.
    public init(
        kiosk: KioskIdentifier,
        epoch: UInt16,
        sequence: UInt32,
        businessDay: BusinessDay,
        wallTime: WallTime,
        monotonicNanoseconds: UInt64,
        bootIdentifier: [UInt8]
    ) {
        precondition(bootIdentifier.count == 16, "a boot identifier has 16 bytes")
        self.kiosk = kiosk
        self.epoch = epoch
        self.sequence = sequence
        self.businessDay = businessDay
        self.wallTime = wallTime
        self.monotonicNanoseconds = monotonicNanoseconds
        self.bootIdentifier = bootIdentifier
    }

    /// The name of the sale that this record's intent opens.
    public var saleIdentifier: SaleIdentifier {
        SaleIdentifier(kiosk: kiosk, epoch: epoch, sequence: sequence)
    }
}

/// What a journal keeps. Indirect, because records are handed on many times, and one reference is
/// copied quicker than all that an intent holds.
public indirect enum RecordContent: Hashable, Sendable {
    /// A journal begins.
    case epochStarted(EpochStart)
    /// A kiosk program took the journal up.
    case programStarted(version: String)
    /// A sale was paid, and the card is about to be written.
    case saleIntended(SaleIntent)
    /// What became of it. A later one of the same sale replaces an earlier “unknown”.
    case saleConcluded(SaleConclusion)
    /// What became of its receipt.
    case receiptConcluded(SaleIdentifier, ReceiptOutcome)
    /// The money of a sale that is not on its card was given back, all of it.
    case saleRefunded(SaleRefund)
    /// The ledger handed over a sale of another kiosk, and the card is about to be written in its name:
    /// from here on this journal alone says how to go on.
    case saleTakenUp(SaleIdentifier, SaleIntent)
    /// What became of a slip that is not a sale's first receipt.
    case slipConcluded(Slip)
    /// Money is about to be taken.
    case paymentOpened(PaymentOrder)
    /// Money of a payment came or went.
    case moneyMoved(MoneyMovement)
    /// No more money can come of a payment.
    case paymentClosed(SaleIdentifier)
    /// A card was personalised.
    case cardIssued(CardIdentifier, Holder)
    /// A tap found a meter's reading that this kiosk had not seen.
    case readingCollected(CardIdentifier, MeterReading)
    /// A device did something that people should look into; a sentence of at most 65 535 bytes.
    case attentionAsked(String)
    /// Staff closed the day.
    case dayClosed(DayClose)
}

/// How a journal begins.
public struct EpochStart: Hashable, Sendable {
    /// The last known head of the epoch before; zeros for a kiosk's first.
    public let previousEpochHead: [UInt8]
    /// Why it was begun.
    public let reason: String

    /// Takes both. A head that is no digest traps.
    public init(previousEpochHead: [UInt8], reason: String) {
        precondition(previousEpochHead.count == 32, "a head has 32 bytes")
        (self.previousEpochHead, self.reason) = (previousEpochHead, reason)
    }
}
