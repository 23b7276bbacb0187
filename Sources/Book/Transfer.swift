public import Prepayment

/// One amount that moves between two accounts.
///
/// It is kept as one thing because half of it means nothing: whatever is added, dropped or changed
/// as a whole transfer, the sum of all accounts stays zero.
public struct Transfer: Hashable, Sendable {
    /// The account that is debited: its signed balance rises.
    public let debit: Account
    /// The account that is credited: its signed balance falls.
    public let credit: Account
    /// The kiosk that sold, whichever kiosk spoke of the sale.
    public let kiosk: KioskIdentifier
    /// The business day of the record that says so.
    public let businessDay: BusinessDay
    /// More than zero, in fen.
    public let amountFen: Int64

    /// Takes the parts. An amount of nothing, and one account on both sides, trap.
    public init(
        debit: Account,
        credit: Account,
        kiosk: KioskIdentifier,
        businessDay: BusinessDay,
        amountFen: Int64
    ) {
        precondition(amountFen > 0 && debit != credit, "a transfer moves money")
        (self.debit, self.credit) = (debit, credit)
        (self.kiosk, self.businessDay, self.amountFen) = (kiosk, businessDay, amountFen)
    }

    /// Its two sides; they sum to zero.
    public var postings: (debit: Posting, credit: Posting) {
        (
            Posting(BalanceKey(kiosk, debit, businessDay), amountFen: amountFen),
            Posting(BalanceKey(kiosk, credit, businessDay), amountFen: -amountFen)
        )
    }

    /// What takes it back, on the same day.
    public var reversed: Transfer {
        Transfer(
            debit: credit,
            credit: debit,
            kiosk: kiosk,
            businessDay: businessDay,
            amountFen: amountFen
        )
    }
}

/// One side of a transfer.
public struct Posting: Hashable, Sendable {
    /// The balance that it changes.
    public let key: BalanceKey
    /// In fen; a debit is positive, a credit negative.
    public let amountFen: Int64

    /// Takes both.
    public init(_ key: BalanceKey, amountFen: Int64) {
        (self.key, self.amountFen) = (key, amountFen)
    }
}

/// What a balance is kept for: small enough that no row is everybody's.
public struct BalanceKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The kiosk that sold.
    public let kiosk: KioskIdentifier
    /// The account.
    public let account: Account
    /// The day on which the balance changed.
    public let businessDay: BusinessDay

    /// Takes the three parts.
    public init(_ kiosk: KioskIdentifier, _ account: Account, _ businessDay: BusinessDay) {
        (self.kiosk, self.account, self.businessDay) = (kiosk, account, businessDay)
    }

    /// `“Counter cash” of K0007 on 2026-11-22`.
    public var description: String { "“\(account.name)” of \(kiosk) on \(businessDay)" }

    /// The order in which balances are stored, and so locked.
    public static func < (left: Self, right: Self) -> Bool {
        (left.kiosk, left.account.rawValue, left.businessDay)
            < (right.kiosk, right.account.rawValue, right.businessDay)
    }
}

/// Sums of postings. Whatever was added, they sum to zero.
public struct Balances: Hashable, Sendable {
    /// The sums that are known; a sum of zero may be among them.
    public private(set) var amountsFen: [BalanceKey: Int64] = [:]

    /// None.
    public init() {}

    /// Adds both sides of a transfer.
    public mutating func add(_ transfer: Transfer) {
        let (debit, credit) = transfer.postings
        amountsFen[debit.key, default: 0] += debit.amountFen
        amountsFen[credit.key, default: 0] += credit.amountFen
    }

    /// Takes a sum out; 0 where nothing was added.
    public mutating func remove(_ key: BalanceKey) -> Int64 {
        amountsFen.removeValue(forKey: key) ?? 0
    }
}
