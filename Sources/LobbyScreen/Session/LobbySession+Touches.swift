internal import Prepayment

extension LobbySession {
    mutating func touched(_ action: ScreenAction) -> [LobbyEffect] {
        switch action {
        case .language(let code):
            if configuration.languages.contains(code) { language = code }
        case .accessible(let isOn):
            isAccessible = isOn
        case .moreTime:
            break
        case .startOver:
            return startOver()
        case .back:
            return back()
        case .topUp(let index):
            if case .accounts = screen { chooseAccount(index) }
        case .showHistory(let index):
            if case .accounts = screen, account(index) != nil { screen = .history(account: index) }
        case .showHelp:
            switch screen {
            case .attract, .accounts: screen = .help
            default: break
            }
        case .amount(let amount):
            chooseAmount(amount)
        case .typeAmount:
            if case .amount(let index, _) = screen {
                screen = .ownAmount(account: index, refusal: nil)
            }
        case .pay(let means):
            return choose(means)
        case .agree:
            if case .notice(let offer, let means, _) = screen { return start(offer, means) }
        case .cancelPayment, .buyForTaken, .holdTaken, .payRest:
            return changedMind(action)
        case .finish:
            if case .open(let sale) = screen {
                screen = .finishing(sale)
                return [.settle(sale)]
            }
        case .printCopy:
            guard case .done(let sale, isCopyPrinting: false) = screen, canCopy(sale) else {
                return []
            }
            screen = .done(sale, isCopyPrinting: true)
            return [.printCopy(sale.sale)]
        case .leave:
            return leaveByTouch()
        }
        return []
    }

    /// Whether a copy is offered: none came out for certain, and one could.
    func canCopy(_ sale: CompletedSale) -> Bool { facilities.canPrint && sale.receipt != .printed }

    /// An account of the card that lies here.
    func account(_ index: Int) -> CardAccount? {
        guard let accounts = reading?.accounts, accounts.indices.contains(index) else { return nil }
        return accounts[index]
    }

    private mutating func chooseAccount(_ index: Int) {
        guard let account = account(index), configuration.obstacle(to: account) == nil,
            !facilities.means.isEmpty
        else { return }
        screen = .amount(account: index, refusal: nil)
    }

    private mutating func chooseAmount(_ amount: Money) {
        let index: Int
        switch screen {
        case .amount(let account, _), .ownAmount(let account, _): index = account
        default: return
        }
        guard let account = account(index) else { return }
        do {
            let quote = try configuration.quote(amount, for: account)
            screen = .quote(Offer(account: index, quote: quote))
        } catch {
            screen =
                if case .ownAmount = screen {
                    .ownAmount(account: index, refusal: error)
                } else {
                    .amount(account: index, refusal: error)
                }
        }
    }

    private mutating func choose(_ means: PaymentMeans) -> [LobbyEffect] {
        guard case .quote(let offer) = screen,
            facilities.means(for: offer.quote.amount).contains(means)
        else { return [] }
        var notices: [PaymentNotice] = []
        if !facilities.canPrint { notices.append(.noReceipt) }
        if means == .cash, facilities.cash == .exactOnly { notices.append(.exactMoney) }
        if notices.isEmpty { return start(offer, means) }
        screen = .notice(offer, means, notices)
        return []
    }

    private mutating func back() -> [LobbyEffect] {
        switch screen {
        case .help:
            if reading == nil { return goHome() }
            screen = .accounts
        case .history, .amount:
            screen = .accounts
        case .ownAmount(let index, _):
            screen = .amount(account: index, refusal: nil)
        case .quote(let offer), .notice(let offer, _, _):
            screen = .amount(account: offer.account, refusal: nil)
        case .attract, .outOfService, .readerMissing, .reading, .refused, .open, .finishing,
            .accounts, .starting, .paying, .stopping, .kept, .writing, .returning, .returned, .done,
            .takeCard, .cardLeft:
            break
        }
        return []
    }

    private mutating func startOver() -> [LobbyEffect] {
        switch screen {
        case .refused, .accounts, .open, .returned, .done:
            return leaveByTouch()
        case .help:
            return back()
        case .history, .amount, .ownAmount, .quote, .notice:
            screen = .accounts
            return []
        case .starting(let payment), .paying(let payment):
            return stop(payment, .cancelled)
        case .attract, .outOfService, .readerMissing, .reading, .finishing, .stopping, .kept,
            .writing, .returning, .takeCard, .cardLeft:
            return []
        }
    }

    private mutating func leaveByTouch() -> [LobbyEffect] {
        switch screen {
        case .refused, .accounts, .open, .returned, .done: leave()
        default: []
        }
    }
}
