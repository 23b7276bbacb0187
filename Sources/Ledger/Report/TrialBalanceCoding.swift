import Book
import Prepayment

/// The balances as JSON. Amounts are integers of fen, debits positive.
extension TrialBalance: Encodable {
    private enum Key: String, CodingKey {
        case date, kiosk, accounts, sumFen
    }

    /// Writes the day and the kiosk where they were asked for, the accounts and their sum.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(day?.description, forKey: .date)
        try container.encodeIfPresent(kiosk?.number, forKey: .kiosk)
        try container.encode(accounts, forKey: .accounts)
        try container.encode(sum.fen, forKey: .sumFen)
    }
}

extension AccountBalance: Encodable {
    private enum Key: String, CodingKey {
        case number, name, fen
    }

    /// Writes the account's number and name, and the amount.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(account.rawValue, forKey: .number)
        try container.encode(account.name, forKey: .name)
        try container.encode(amount.fen, forKey: .fen)
    }
}
