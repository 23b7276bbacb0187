public import Book
public import Prepayment
public import RecordChain

/// Something that people must look into.
public struct LedgerCase: Hashable, Sendable {
    /// What is wrong.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Two journals carry one kiosk's name. The kiosk is in quarantine until the case is closed.
        case fork
        /// An amount that no kiosk can have taken; the money is in suspense.
        case impossibleAmount
        /// A sale above the office's limit; the money is in suspense.
        case overLimit
        /// A sale under a tariff that the office does not know; the money is in suspense.
        case unknownTariff
        /// A sale on a card that the office has blocked; the money is in suspense.
        case blockedCard
        /// A device of the kiosk did something that people should look into; its record says what.
        case deviceAttention

        /// Nothing was heard of the kiosk for too long.
        case silentKiosk
        /// The kiosk named a record that never came, and its day is over.
        case missingTail
        /// The kiosk's clock and the ledger's disagree.
        case clockSkew

        /// The case of a sale whose money goes to suspense.
        public init(_ objection: Objection) {
            switch objection {
            case .impossibleAmount: self = .impossibleAmount
            case .overLimit: self = .overLimit
            case .unknownTariff: self = .unknownTariff
            case .blockedCard: self = .blockedCard
            }
        }

        /// Why a sale's money went to suspense; nil for a case that is about no sale.
        public var objection: Objection? {
            Objection.allCases.first { Self($0) == self }
        }
    }

    /// What is wrong.
    public let kind: Kind
    /// With which kiosk.
    public let kiosk: KioskIdentifier
    /// The case's number among the kiosk's.
    public let number: UInt32
    /// In which of its journals; 0 for a case that is about no record.
    public let epoch: UInt16
    /// From which record on; 0 for a case that is about no record.
    public let sequence: UInt32
    /// When the ledger found it.
    public let openedAt: WallTime
    /// When it was closed; nil while it is open.
    public let closedAt: WallTime?
    /// Why people closed it, in their words.
    public let reason: String?
    /// What the watch found; nil for other cases.
    public let finding: WatchFinding?
    /// What the kiosk wrote of its device, as it stands in the record; nil for other cases.
    public let remark: String?
    /// What the kiosk had signed of the record before; nil where the ledger holds nothing of it.
    public let heldHead: SignedHead?
    /// What was signed with the same key and contradicts it; nil where nothing does.
    public let offeredHead: SignedHead?
    /// The heartbeat that contradicts what is held; nil where none does.
    public let offeredHeartbeat: SignedHeartbeat?

    /// `K0007-1`, the case's name.
    public var name: String { "\(kiosk)-\(number)" }
}

/// What became of the wish to close a case.
public enum CaseClosing: Hashable, Sendable {
    /// It is closed.
    case closed
    /// It was closed before.
    case closedBefore
    /// There is no such case.
    case unknown
    /// It is a fork: people release the kiosk instead.
    case fork
}
