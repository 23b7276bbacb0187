internal import Prepayment

extension LobbySession {
    mutating func start(_ offer: Offer, _ means: PaymentMeans) -> [LobbyEffect] {
        guard let card = account(offer.account)?.snapshot.card else { return [] }
        let number = (lastPayment?.number ?? 0) + 1
        let payment = Payment(number: number, means: means, card: card, offer: offer)
        lastPayment = payment
        screen = .starting(payment)
        return [.startPayment(payment)]
    }

    mutating func stop(_ payment: Payment, _ reason: StopReason) -> [LobbyEffect] {
        screen = .stopping(payment, reason)
        return [.stopPayment(payment.number)]
    }

    mutating func moneyMoved(_ event: LobbyEvent, at moment: Moment) -> [LobbyEffect] {
        switch event {
        case .paymentReady(let number, let code):
            guard case .starting(var payment) = screen, payment.number == number else { return [] }
            payment.code = code
            screen = .paying(payment)
            return []
        case .moneyTaken(let number, let amount):
            (quietSince, countdownSince) = (moment, nil)
            return moneyTaken(number, amount)
        case .paymentStopped(let number):
            return paymentStopped(number)
        case .moneyGivenBack(let amount):
            // More than was asked for is the port's own affair, and stands in its journal.
            let known = min(amount, givingBack)
            givingBack = givingBack - known
            money.givenBack = money.givenBack + known
            return moneySettled()
        case .moneyNotGivenBack(let amount):
            let known = min(amount, givingBack)
            guard known > .zero else { return [] }
            givingBack = givingBack - known
            return [hold(known, of: lastPayment?.number ?? 0)]
        case .moneyHeld(let amount):
            let known = min(amount, holding)
            holding = holding - known
            money.held = money.held + known
            return moneySettled()
        case .touched, .timePassed, .cardInserted, .cardRead, .cardRefused, .cardRemoved,
            .readerLost, .readerBack, .wentOutOfService, .facilitiesChanged, .heldSlipEnded,
            .saleEnded, .settleEnded, .copyEnded:
            preconditionFailure("\(event) moves no money")
        }
    }

    private mutating func moneySettled() -> [LobbyEffect] {
        guard case .returning = screen, money.open == .zero else { return [] }
        screen = .returned(givenBack: money.givenBack, held: money.held)
        return []
    }

    private mutating func moneyTaken(_ number: UInt32, _ amount: Money) -> [LobbyEffect] {
        precondition(amount > .zero, "money that came in is more than none")
        money.taken = money.taken + amount
        switch screen {
        case .starting(var payment) where payment.number == number,
            .paying(var payment) where payment.number == number:
            payment.taken = payment.taken + amount
            if payment.missing == .zero { return stop(payment, .paid) }
            screen = .paying(payment)
            return []
        case .stopping(var payment, let reason) where payment.number == number:
            payment.taken = payment.taken + amount
            screen = .stopping(payment, reason)
            return []
        case .kept(var payment) where payment.number == number:
            payment.taken = payment.taken + amount
            screen = .kept(payment)
            return []
        // The rest goes back when it is known what was sold.
        case .writing:
            return []
        case .starting, .paying, .stopping, .kept, .finishing, .returning, .done:
            return releaseRest(of: number, sparing: screen.payment)
        case .attract, .outOfService, .readerMissing, .reading, .refused, .open, .accounts,
            .history, .help, .amount, .ownAmount, .quote, .notice, .returned, .takeCard, .cardLeft:
            screen = .returning
            return releaseRest(of: number)
        }
    }

    private mutating func paymentStopped(_ number: UInt32) -> [LobbyEffect] {
        switch screen {
        case .starting(let payment) where payment.number == number,
            .paying(let payment) where payment.number == number:
            return stopped(payment, .cancelled)
        case .stopping(let payment, let reason) where payment.number == number:
            return stopped(payment, reason)
        case .attract, .outOfService, .readerMissing, .reading, .refused, .open, .finishing,
            .accounts, .history, .help, .amount, .ownAmount, .quote, .notice, .starting, .paying,
            .stopping, .kept, .writing, .returning, .returned, .done, .takeCard, .cardLeft:
            return []
        }
    }

    private mutating func stopped(_ payment: Payment, _ reason: StopReason) -> [LobbyEffect] {
        lastPayment = payment
        // Without a card there is nothing to write, and the money is better in its owner's hands.
        let canSell = isCardIn && !isOutOfService
        if payment.missing == .zero, reason == .paid, canSell { return sell(payment) }
        if payment.taken == .zero {
            guard reason == .cancelled, canSell else { return leave() }
            screen = .accounts
            return []
        }
        if reason == .cancelled, canSell, !facilities.canGiveBack(payment.means) {
            screen = .kept(payment)
            return []
        }
        return leave()
    }

    /// What was put in cannot come out again; the resident says what is to become of it.
    mutating func changedMind(_ action: ScreenAction) -> [LobbyEffect] {
        switch (screen, action) {
        case (.starting(let payment), .cancelPayment), (.paying(let payment), .cancelPayment):
            return stop(payment, .cancelled)
        case (.kept(let payment), .buyForTaken):
            guard let offer = offerForTaken(of: payment) else { return [] }
            var smaller = Payment(
                number: payment.number,
                means: payment.means,
                card: payment.card,
                offer: offer
            )
            smaller.taken = payment.taken
            return sell(smaller)
        case (.kept, .holdTaken):
            return leave()
        case (.kept(let payment), .payRest) where facilities.means.contains(payment.means):
            screen = .starting(payment)
            return [.startPayment(payment)]
        default:
            return []
        }
    }

    /// The quote for what is in the machine; nil where so much cannot be sold.
    func offerForTaken(of payment: Payment) -> Offer? {
        let index = payment.offer.account
        guard let account = account(index),
            let quote = try? configuration.quote(payment.taken, for: account)
        else { return nil }
        return Offer(account: index, quote: quote)
    }

    private mutating func sell(_ payment: Payment) -> [LobbyEffect] {
        screen = .writing(payment)
        return [.sell(order(for: payment))]
    }

    func order(for payment: Payment) -> SaleOrder {
        SaleOrder(
            key: "screen-\(run)-\(payment.number)",
            payment: payment.number,
            means: payment.means,
            utility: payment.offer.quote.utility,
            amount: payment.offer.quote.amount
        )
    }

    mutating func saleEnded(_ key: String, _ verdict: SaleVerdict) -> [LobbyEffect] {
        guard case .writing(let payment) = screen, order(for: payment).key == key else { return [] }
        switch verdict {
        case .sold(let sale):
            money.sold = money.sold + payment.offer.quote.amount
            screen = .done(sale, isCopyPrinting: false)
            return releaseRest() + (isCardIn || isWorthReading(sale) ? [] : leave())
        case .notSold:
            return leave()
        case .inDoubt:
            // The intent stands in the journal, or not: the money is kept for whoever asks again.
            money.held = money.held + payment.offer.quote.amount
            screen = .returning
            return releaseRest() + moneySettled()
        }
    }

    private func isWorthReading(_ sale: CompletedSale) -> Bool {
        sale.outcome != .written || sale.receipt != .printed
    }
}
