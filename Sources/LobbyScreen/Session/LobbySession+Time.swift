internal import Prepayment

/// How long a screen may stand.
enum Patience: Equatable {
    /// For as long as it takes.
    case endless
    /// Until nothing was touched for a while; then a countdown that can be stopped, as often as wanted.
    case untilQuiet
    /// Until the card should have been taken.
    case untilCardTaken
}

extension LobbySession {
    /// When `timePassed` has something to do, at the latest; nil while only events move this session.
    public var nextWake: Moment? {
        switch patience {
        case .endless: nil
        case .untilCardTaken: quietSince.after(seconds: configuration.cardLeftSeconds)
        case .untilQuiet:
            countdownSince?.after(seconds: configuration.countdownSeconds)
                ?? quietSince.after(seconds: configuration.idleSeconds)
        }
    }

    /// Rule 1: endless wherever money is in, or may be on its way, and while a card is written.
    var patience: Patience {
        if money.open > .zero { return .endless }
        switch screen {
        case .attract, .outOfService, .readerMissing, .reading, .starting, .stopping, .kept,
            .writing, .finishing, .returning, .cardLeft:
            return .endless
        case .open, .accounts, .history, .help, .amount, .ownAmount, .quote, .notice, .paying:
            return .untilQuiet
        case .done(let sale, let isCopyPrinting):
            if isCopyPrinting { return .endless }
            let isPlain = sale.outcome == .written && sale.receipt == .printed
            return isPlain ? .untilCardTaken : .untilQuiet
        case .refused, .returned, .takeCard:
            return .untilCardTaken
        }
    }

    mutating func timePassed(_ moment: Moment) -> [LobbyEffect] {
        guard let due = nextWake, moment >= due else { return [] }
        if patience == .untilQuiet, countdownSince == nil {
            countdownSince = moment
            return []
        }
        countdownSince = nil
        return timeIsUp()
    }

    private mutating func timeIsUp() -> [LobbyEffect] {
        switch screen {
        // A note may be on its way in: the acceptor has the last word.
        case .paying(let payment):
            return stop(payment, .left)
        case .refused, .returned, .done, .takeCard:
            if isCardIn {
                reading = nil
                screen = .cardLeft
                return []
            }
            return leave()
        case .attract, .outOfService, .readerMissing, .reading, .open, .finishing, .accounts,
            .history, .help, .amount, .ownAmount, .quote, .notice, .starting, .stopping, .kept,
            .writing, .returning, .cardLeft:
            return leave()
        }
    }
}
