public import Book
public import Prepayment

/// What stands on each account.
public struct TrialBalance: Hashable, Sendable {
    /// At the end of which day; nil for all that is posted.
    public let day: BusinessDay?
    /// Of which kiosk; nil for all together.
    public let kiosk: KioskIdentifier?
    /// Every account that was ever moved, by number.
    public let accounts: [AccountBalance]
    /// All balances together: zero, or the book was changed.
    public let sum: Money
}

/// What stands on an account.
public struct AccountBalance: Hashable, Sendable {
    /// The account.
    public let account: Account
    /// Debits less credits: positive where money is, negative where it is owed.
    public let amount: Money
}

/// The book itself, for exports.
public struct BookExtract: Sendable {
    /// Up to the end of which day; nil for all that is posted.
    public let day: BusinessDay?
    /// The journals that stand behind it, by name.
    public let journals: [JournalExtent]
    /// Every transfer, by the place of its record.
    public let transfers: [RecordedTransfer]
    /// What the ledger keeps as balances, of each kiosk's accounts: not summed from the transfers.
    public let balances: [KioskBalance]
}

/// How far a journal reaches that the ledger holds.
public struct JournalExtent: Hashable, Sendable {
    /// Whose.
    public let kiosk: KioskIdentifier
    /// Which.
    public let epoch: UInt16
    /// The number of its last record.
    public let lastSequence: UInt32
    /// That record's hash.
    public let headHash: [UInt8]
}

/// A transfer and the record that made it.
public struct RecordedTransfer: Hashable, Sendable {
    /// The record.
    public let record: RecordPosition
    /// The transfer.
    public let transfer: Transfer
}

/// What stands on an account of a kiosk.
public struct KioskBalance: Hashable, Sendable {
    /// The kiosk that sold.
    public let kiosk: KioskIdentifier
    /// The account.
    public let account: Account
    /// Debits less credits.
    public let amount: Money
}
