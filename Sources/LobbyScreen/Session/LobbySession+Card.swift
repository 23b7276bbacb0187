internal import Prepayment

extension LobbySession {
    mutating func cardInserted() -> [LobbyEffect] {
        let wasIn = isCardIn
        isCardIn = true
        switch screen {
        case .attract:
            screen = .reading
        case .refused, .returned, .done, .help, .takeCard:
            // The next visitor, or the same one again: nothing of the last visit is kept.
            guard !wasIn, money.open == .zero else { return [] }
            let (chosen, simple) = (language, isAccessible)
            let effects = goHome()
            (language, isAccessible) = (chosen, simple)
            if case .attract = screen { screen = .reading }
            return effects
        case .outOfService, .readerMissing, .reading, .open, .finishing, .accounts, .history,
            .amount, .ownAmount, .quote, .notice, .starting, .paying, .stopping, .kept, .writing,
            .returning, .cardLeft:
            break
        }
        return []
    }

    mutating func cardRead(_ reading: CardReading) -> [LobbyEffect] {
        // After a sale the lobby reads the card again; the resident is past that.
        guard case .reading = screen else { return [] }
        self.reading = reading
        screen = reading.open.map { .open($0) } ?? .accounts
        return []
    }

    mutating func cardRemoved() -> [LobbyEffect] {
        isCardIn = false
        switch screen {
        case .attract, .outOfService, .readerMissing:
            return []
        case .reading, .refused, .open, .accounts, .history, .help, .amount, .ownAmount, .quote,
            .notice, .takeCard, .cardLeft:
            return leave()
        case .starting(let payment), .paying(let payment):
            return stop(payment, .left)
        case .stopping(let payment, .cancelled):
            screen = .stopping(payment, .left)
            return []
        case .kept:
            return leave()
        case .returned:
            reading = nil
            return []
        // Paid for, or being written: the sale goes on and says what became of it.
        case .stopping, .writing, .finishing, .returning:
            return []
        case .done(let sale, _):
            reading = nil
            // What is to be read is left on the screen.
            return sale.outcome == .written && sale.receipt == .printed ? leave() : []
        }
    }

    /// The kiosk goes out of service.
    mutating func interrupted() -> [LobbyEffect] {
        switch screen {
        case .attract, .readerMissing:
            return goHome()
        case .reading, .refused, .open, .accounts, .history, .help, .amount, .ownAmount, .quote,
            .notice:
            reading = nil
            screen = .outOfService
            return []
        case .starting(let payment), .paying(let payment):
            return stop(payment, .left)
        case .stopping(let payment, .cancelled):
            screen = .stopping(payment, .left)
            return []
        case .kept:
            return leave()
        case .outOfService, .stopping, .writing, .finishing, .returning, .returned, .done,
            .takeCard, .cardLeft:
            return []
        }
    }

    mutating func settleEnded(_ verdict: SettleVerdict) -> [LobbyEffect] {
        guard case .finishing = screen else { return [] }
        switch verdict {
        case .settled(let sale): screen = .done(sale, isCopyPrinting: false)
        case .open(let obstacle): screen = .refused(obstacle)
        }
        return []
    }
}
