public import Prepayment
public import RecordChain

/// Something that people must look into.
public struct LedgerCase: Hashable, Sendable {
    /// What is wrong.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Two journals carry one kiosk's name. The kiosk is in quarantine until the case is closed.
        case fork
    }

    /// What is wrong.
    public let kind: Kind
    /// With which kiosk.
    public let kiosk: KioskIdentifier
    /// The case's number among the kiosk's.
    public let number: UInt32
    /// In which of its journals.
    public let epoch: UInt16
    /// From which record on.
    public let sequence: UInt32
    /// When the ledger found it.
    public let openedAt: WallTime
    /// When people closed it; nil while it is open.
    public let closedAt: WallTime?
    /// What the kiosk had signed of the record before; nil where the ledger holds nothing of it.
    public let heldHead: SignedHead?
    /// What was signed with the same key and contradicts it.
    public let offeredHead: SignedHead

    /// `K0007-1`, the case's name.
    public var name: String { "\(kiosk)-\(number)" }
}
