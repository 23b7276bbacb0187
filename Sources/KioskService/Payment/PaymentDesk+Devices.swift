internal import CashAcceptors
internal import Journal
internal import LobbyScreen
internal import Prepayment
internal import WeChatPay

/// What the acceptor says.
extension PaymentDesk {
    func follow(_ events: AsyncStream<AcceptorEvent>) async {
        for await event in events { await take(event) }
        facilities.cash = .none
    }

    private func take(_ event: AcceptorEvent) async {
        switch event {
        case .ready(let identity):
            await endCashLeftBehind()
            if let smallest = identity.notesFen.min() {
                facilities.smallestCash = Money(fen: smallest)
            }
            // What was taken stays in the box: an acceptor has no way to give it out again.
            facilities.cash = .exactOnly
        case .opened:
            guard var payment = current, payment.tender == .cash, !payment.isReady else { return }
            payment.isReady = true
            current = payment
            tell(.paymentReady(payment: payment.number, code: nil))
        case .noteTaken(let note):
            await take(note)
        case .noteGivenBack:
            break
        case .closed:
            guard let payment = current, payment.tender == .cash else { return }
            await end(payment.order)
        case .fault:
            facilities.cash = .none
            // One that was never opened says nothing more of this payment.
            guard let payment = current, payment.tender == .cash, !payment.isReady else { return }
            await end(payment.order)
        case .told(let counter):
            _ = await look { file throws(JournalError) in try file.heard(noteCounter: counter) }
        case .suspicion(let suspicion):
            await append(.attentionAsked(suspicion.sentence))
        }
    }

    private func take(_ note: NoteCredit) async {
        let amount = Money(fen: note.amountFen)
        guard let payment = await cashPayment() else {
            await append(
                .attentionAsked("The acceptor took ¥\(amount) that nobody was asked for.")
            )
            return
        }
        await take(amount, of: payment, .noteEvent(counter: note.counter))
    }

    /// The payment that a note belongs to: the one under way, else the one that was under way last.
    private func cashPayment() async -> JournaledPayment? {
        if let current, current.tender == .cash { return await journaled(current.order) }
        return await look { file throws(JournalError) in try file.lastPayment(by: .cash) } ?? nil
    }

    /// The notes that a restart left in the acceptor's memory were told by now.
    private func endCashLeftBehind() async {
        guard current?.tender != .cash else { return }
        let open = await look { file throws(JournalError) in try file.openPayments() } ?? []
        for payment in open where payment.order.tender == .cash {
            await append(.paymentClosed(payment.payment))
            await keepRest(of: payment.payment)
        }
    }

    /// Records that what is left of a payment is kept for its card.
    private func keepRest(of order: SaleIdentifier) async {
        guard let known = await journaled(order), known.available > .zero else { return }
        await move(.held, known.available, of: known)
    }
}

/// What the payment service says.
extension PaymentDesk {
    /// Has the service say how the codes ended that a restart left behind.
    func takeUpCodes() async {
        guard let codes else { return }
        let open = await look { file throws(JournalError) in try file.openPayments() } ?? []
        for payment in open where payment.order.tender == .weChatPay {
            leftBehind.insert(payment.payment)
            await codes.resume(
                order: payment.payment.description,
                amountFen: payment.order.due.fen
            )
        }
        showWhetherCodesWork()
    }

    private func showWhetherCodesWork() {
        facilities.takesCode = leftBehind.isEmpty && isServiceReachable
    }

    /// Nobody can pay a code that was never shown. One that was shown may be paid still, but a silent
    /// service must not keep the screen from everybody.
    func letGoOfSilentCode() {
        guard let ending = current, ending.isEnding, ending.tender == .weChatPay,
            !ending.isReady || !isServiceReachable
        else { return }
        leftBehind.insert(ending.order)
        showWhetherCodesWork()
        current = nil
        tell(.paymentStopped(payment: ending.number))
    }

    func follow(_ events: AsyncStream<CodePaymentEvent>) async {
        await askForReturns()
        for await event in events { await take(event) }
        facilities.takesCode = false
    }

    private func take(_ event: CodePaymentEvent) async {
        switch event {
        case .code(let order, let text):
            guard let payment = current, payment.order.description == order else { return }
            current?.isReady = true
            tell(.paymentReady(payment: payment.number, code: text))
        // The account is not in order: nobody can pay this way until people have seen to it.
        case .refused(_, let error):
            await append(.attentionAsked(error.sentence))
        case .paid(let order, let transaction, let amountFen):
            await takeCode(order, transaction, Money(fen: amountFen))
        case .stopped(let order):
            guard let order = SaleIdentifier(order) else { return }
            await end(order)
            // The screen sees to what came for an order of its own.
            if leftBehind.remove(order) != nil, !orders.values.contains(order) {
                await keepRest(of: order)
            }
            showWhetherCodesWork()
        case .unreachable:
            isServiceReachable = false
            showWhetherCodesWork()
            letGoOfSilentCode()
        case .reachable:
            isServiceReachable = true
            showWhetherCodesWork()
            await askForReturns()
        }
    }

    /// One order is paid once: what a restart hears again is in the journal already.
    private func takeCode(_ order: String, _ transaction: String, _ amount: Money) async {
        guard let order = SaleIdentifier(order), let payment = await journaled(order),
            payment.taken == .zero
        else { return }
        await take(amount, of: payment, .reference(transaction))
    }

    /// Asks again for what is on its way back.
    private func askForReturns() async {
        let returning = await look { file throws(JournalError) in try file.returningPayments() }
        for payment in returning ?? [] { await finishReturn(of: payment.payment) }
    }
}
