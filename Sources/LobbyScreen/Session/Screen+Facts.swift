extension Screen {
    /// The word in snapshots: a screen of the page each.
    public enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
        case attract, outOfService, readerMissing, reading, refused, open, finishing, accounts
        case history, help, amount, ownAmount, quote, notice, starting, paying, stopping, kept
        case writing, returning, returned, done, takeCard, cardLeft
    }

    /// Which screen, without what stands on it.
    public var kind: Kind {
        switch self {
        case .attract: .attract
        case .outOfService: .outOfService
        case .readerMissing: .readerMissing
        case .reading: .reading
        case .refused: .refused
        case .open: .open
        case .finishing: .finishing
        case .accounts: .accounts
        case .history: .history
        case .help: .help
        case .amount: .amount
        case .ownAmount: .ownAmount
        case .quote: .quote
        case .notice: .notice
        case .starting: .starting
        case .paying: .paying
        case .stopping: .stopping
        case .kept: .kept
        case .writing: .writing
        case .returning: .returning
        case .returned: .returned
        case .done: .done
        case .takeCard: .takeCard
        case .cardLeft: .cardLeft
        }
    }

    /// The account that it is about.
    var account: Int? {
        switch self {
        case .history(let account), .amount(let account, _), .ownAmount(let account, _): account
        case .quote(let offer), .notice(let offer, _, _): offer.account
        default: payment?.offer.account
        }
    }

    /// The offer whose means of payment are shown.
    var offer: Offer? {
        if case .quote(let offer) = self { offer } else { nil }
    }

    /// The payment that it is about.
    public var payment: Payment? {
        switch self {
        case .starting(let payment), .paying(let payment), .stopping(let payment, _),
            .kept(let payment), .writing(let payment):
            payment
        case .attract, .outOfService, .readerMissing, .reading, .refused, .open, .finishing,
            .accounts, .history, .help, .amount, .ownAmount, .quote, .notice, .returning,
            .returned, .done, .takeCard, .cardLeft:
            nil
        }
    }
}
