internal import Book
public import Ledger
internal import Prepayment

/// The accounts as staff read them in a terminal: debits and credits side by side.
public struct BalanceTable {
    private let balance: TrialBalance

    /// Takes what stands on the accounts.
    public init(_ balance: TrialBalance) { self.balance = balance }

    /// The title, a line for each account, the sums of both sides, and whether they are equal.
    public var lines: [String] {
        guard !balance.accounts.isEmpty else { return [title, "", "Nothing is posted."] }
        return [title, ""] + table.lines + ["", verdict]
    }

    private var title: String {
        let whose = balance.kiosk.map { "Balances of \($0)" } ?? "Balances"
        let when = balance.day.map { " at the end of \($0)" } ?? ""
        return whose + when + ", amounts in yuan"
    }

    private var table: TextTable {
        var table = TextTable([
            .right(""), .left("Account"), .right("Debit"), .right("Credit"),
        ])
        for line in balance.accounts {
            table.append([String(line.account.rawValue), line.account.name] + line.amount.sides)
        }
        let amounts = balance.accounts.map(\.amount)
        let debits = amounts.filter { $0 > .zero }.reduce(.zero, +)
        let credits = amounts.filter { $0 < .zero }.reduce(.zero, -)
        table.append(["", "Sum", debits.description, credits.description])
        return table
    }

    private var verdict: String {
        balance.sum == .zero
            ? "The sum of all balances is 0.00."
            : "The sum of all balances is \(balance.sum): the book was changed. See `ledger verify`."
    }
}

extension Money {
    /// The amount on its own side; nothing is a dash on both.
    fileprivate var sides: [String] {
        if self > .zero { return [description, ""] }
        if self < .zero { return ["", (Money.zero - self).description] }
        return ["–", "–"]
    }
}
