internal import Book
public import Ledger
internal import Prepayment

/// The book in the language of beancount, so that another program judges it.
///
/// Each transfer is a transaction under the name of its record. Behind them stand the balances that
/// the ledger keeps: `bean-check` sums the transfers itself and refuses the file where they differ.
public struct BeancountExport {
    private let book: BookExtract

    /// Takes the book.
    public init(_ book: BookExtract) { self.book = book }

    /// The file, line by line.
    public var lines: [String] {
        header + [""] + openings + transactions + [""] + assertions
    }

    private var header: [String] {
        let until = book.day.map { " up to the end of \($0)" } ?? ""
        return [
            "; The ledger's book\(until): \(book.transfers.count) transfers.",
            "; It rests on these journals:",
        ] + book.journals.map(\.comment) + [
            "option \"operating_currency\" \"CNY\""
        ]
    }

    private var openings: [String] {
        guard let first = book.transfers.map(\.transfer.businessDay).min() else { return [] }
        return book.balances.map { "\(first) open \($0.path) CNY" }
    }

    private var transactions: [String] {
        book.transfers.flatMap { recorded in
            let transfer = recorded.transfer
            let amount = Money(fen: transfer.amountFen)
            return [
                "",
                "\(transfer.businessDay) * \"\(recorded.record)\"",
                "  \(transfer.debit.path(of: transfer.kiosk))  \(amount) CNY",
                "  \(transfer.credit.path(of: transfer.kiosk))  -\(amount) CNY",
            ]
        }
    }

    /// An assertion holds at the beginning of its day: the day after the last transfer.
    private var assertions: [String] {
        guard let day = book.transfers.map(\.transfer.businessDay).max()?.next else { return [] }
        return book.balances.map { "\(day) balance \($0.path)  \($0.amount) ~ 0 CNY" }
    }
}

extension JournalExtent {
    fileprivate var comment: String {
        let hash = headHash.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        return "; \(kiosk) epoch \(epoch): records 1–\(lastSequence), head \(hash)"
    }
}

extension KioskBalance {
    fileprivate var path: String { account.path(of: kiosk) }
}

extension Account {
    /// `Assets:Counter-cash:K0007`.
    fileprivate func path(of kiosk: KioskIdentifier) -> String {
        let root =
            switch kind {
            case .asset: "Assets"
            case .liability: "Liabilities"
            case .income: "Income"
            case .expense: "Expenses"
            }
        let word = String(name.map { $0 == " " ? "-" : $0 })
        return "\(root):\(word):\(kiosk)"
    }
}
