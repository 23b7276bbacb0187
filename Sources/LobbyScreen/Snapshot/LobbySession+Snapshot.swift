internal import Prepayment

extension LobbySession {
    /// What the page shows now.
    public func snapshot(revision: UInt64, at moment: Moment) -> ScreenSnapshot {
        let payment = screen.payment
        return ScreenSnapshot(
            version: ScreenSnapshot.currentVersion,
            run: run,
            revision: revision,
            step: step,
            screen: screen.kind,
            sign: configuration.sign,
            pixelsPerCentimetre: configuration.pixelsPerCentimetre,
            language: language,
            languages: configuration.languages,
            isAccessible: isAccessible,
            isCardIn: isCardIn,
            countdownMilliseconds: countdownSince.map { since in
                let end = since.after(seconds: configuration.countdownSeconds)
                return max(0, end.milliseconds - moment.milliseconds)
            },
            means: facilities.means(for: screen.offer?.quote.amount).map(\.rawValue),
            takesExactCashOnly: facilities.cash == .exactOnly,
            canPrint: facilities.canPrint,
            accounts: (isCardIn ? reading : nil)?.accounts.map {
                AccountView($0, refusal: configuration.obstacle(to: $0))
            },
            heldFen: heldFen,
            account: screen.account,
            history: historyView,
            amounts: amountKeys,
            refusal: refusalView,
            quote: offer.map { QuoteView($0.quote) },
            notices: notices?.map(\.rawValue),
            payment: payment.map { payment in
                PaymentView(
                    payment,
                    canGiveBack: facilities.canGiveBack(payment.means),
                    canBuyForTaken: offerForTaken(of: payment) != nil
                )
            },
            returned: returnedView,
            open: openSale.map { OpenSaleView($0) },
            sale: saleView,
            obstacle: obstacle?.rawValue
        )
    }

    private var heldFen: Int64? {
        guard isCardIn, let held = reading?.held, held > .zero else { return nil }
        return held.fen
    }

    private var offer: Offer? {
        switch screen {
        case .quote(let offer), .notice(let offer, _, _): offer
        default: screen.payment?.offer
        }
    }

    private var notices: [PaymentNotice]? {
        if case .notice(_, _, let notices) = screen { notices } else { nil }
    }

    private var obstacle: CardObstacle? {
        if case .refused(let obstacle) = screen { obstacle } else { nil }
    }

    private var openSale: OpenSale? {
        switch screen {
        case .open(let sale), .finishing(let sale): sale
        default: nil
        }
    }

    private var saleView: SaleView? {
        guard case .done(let sale, let isCopyPrinting) = screen else { return nil }
        return SaleView(sale, canCopy: canCopy(sale), isCopyPrinting: isCopyPrinting)
    }

    private var historyView: HistoryView? {
        guard case .history(let index) = screen else { return nil }
        return account(index).map { HistoryView($0) }
    }

    private var amountKeys: [AmountKey]? {
        guard case .amount(let index, _) = screen, let account = account(index) else { return nil }
        return configuration.amounts.map { amount in
            AmountKey(
                fen: amount.fen,
                isPossible: (try? configuration.quote(amount, for: account)) != nil
            )
        }
    }

    private var refusalView: RefusalView? {
        switch screen {
        case .amount(_, let refusal), .ownAmount(_, let refusal): refusal.map { RefusalView($0) }
        default: nil
        }
    }

    /// Also beside a sale, while what was too much goes out; and wherever money is open.
    private var returnedView: ReturnedView? {
        let isAbout =
            switch screen {
            case .returning, .returned: true
            case .done: money.givenBack + money.held + money.open > .zero
            default: false
            }
        guard isAbout else { return nil }
        return ReturnedView(
            givenBackFen: money.givenBack.fen,
            heldFen: money.held.fen,
            openFen: money.open.fen,
            slip: heldSlip.map { HeldSlipView($0) }
        )
    }
}
