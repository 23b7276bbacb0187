public import CashAcceptors
public import Journal
public import LobbyScreen
public import Prepayment
internal import RecordChain
public import WeChatPay

/// Takes money: by the acceptor and by the payment service, with the journal between them and the screen.
///
/// Rules:
/// 1. The order stands in the journal before a device may take money for it, and what came is told when
///    its record is durable, not before.
/// 2. A payment is over when its device said so. What comes later still counts for it. Where a payment
///    service is silent the screen is let go meanwhile: the order is asked for until its end is known, and
///    what it brings then goes back.
/// 3. What is given back is taken out of reach first: while nobody knows whether it went, it buys nothing.
/// 4. At the start, what a restart left open is ended, and kept for its card, before money is taken again.
/// 5. A journal that fails ends this kiosk's selling. The device still knows of what was not recorded,
///    and says it after the next start.
public actor PaymentDesk: PaymentPort {
    let journal: Journal
    let notes: NoteAcceptor?
    let codes: CodePayments?
    let tell: @Sendable (LobbyEvent) -> Void
    private let changed: @Sendable (PaymentFacilities) -> Void
    private let printSlip: @Sendable (HeldMoneyFacts) async -> ReceiptOutcome
    private let stopSelling: @Sendable (String) async -> Void
    /// The slips that are printed, each behind the one before.
    private var slips: Task<Void, Never>?
    /// The orders of this run, by the screen's numbers; those of long ago are forgotten.
    var orders: [UInt32: SaleIdentifier] = [:]
    /// What a device takes money for now.
    var current: CurrentPayment?
    /// Codes that no screen waits for any more, until the service said how they ended.
    var leftBehind: Set<SaleIdentifier> = []
    var isServiceReachable = true
    /// Nothing is recorded behind a record that failed: the acceptor's counter would pass a note that the
    /// journal has not, and nobody would ask for it after the next start.
    private var hasJournalFailed = false
    var facilities = PaymentFacilities() {
        didSet { if facilities != oldValue { changed(facilities) } }
    }

    struct CurrentPayment {
        let number: UInt32
        let order: SaleIdentifier
        let tender: Tender
        /// The screen was told that it can be paid.
        var isReady = false
        /// The screen wants it to end.
        var isEnding = false
    }

    /// Orders that are remembered: a payment ends, at the latest with its code, before so many others.
    private static let rememberedOrders: UInt32 = 64

    /// Takes the devices that there are. `tell` brings an event to the screen, in order; `changed` hears
    /// what works; `printSlip` prints that money is held; `stopSelling` takes the kiosk out of service.
    public init(
        journal: Journal,
        notes: NoteAcceptor?,
        codes: CodePayments?,
        tell: @escaping @Sendable (LobbyEvent) -> Void,
        changed: @escaping @Sendable (PaymentFacilities) -> Void,
        printSlip: @escaping @Sendable (HeldMoneyFacts) async -> ReceiptOutcome,
        stopSelling: @escaping @Sendable (String) async -> Void
    ) {
        (self.journal, self.notes, self.codes) = (journal, notes, codes)
        (self.tell, self.changed) = (tell, changed)
        (self.printSlip, self.stopSelling) = (printSlip, stopSelling)
    }

    /// Ends what a restart left open, and follows the devices until they end.
    public func run() async {
        await takeUpCodes()
        let (notes, codes) = (notes, codes)
        await withDiscardingTaskGroup { group in
            if let notes { group.addTask { await self.follow(notes.events) } }
            if let codes { group.addTask { await self.follow(codes.events) } }
        }
    }

    /// Prints what is to be printed, and lets the devices go; `run` ends then.
    public func stop() async {
        await slips?.value
        await notes?.stop()
        await codes?.end()
    }

    /// The payment that the screen calls by a number.
    func journaled(_ number: UInt32) async -> JournaledPayment? {
        guard let order = orders[number] else { return nil }
        return await journaled(order)
    }

    /// A payment by its order number; nil where the journal has none, or cannot be read.
    func journaled(_ order: SaleIdentifier) async -> JournaledPayment? {
        await look { file throws(JournalError) in try file.payment(order) } ?? nil
    }
}

/// What the screen asks for.
extension PaymentDesk {
    /// Makes ready to take what is missing of a payment.
    public func start(_ payment: Payment) async {
        let tender = Tender(payment.means)
        guard let order = await order(for: payment, tender) else {
            return tell(.paymentStopped(payment: payment.number))
        }
        current = CurrentPayment(number: payment.number, order: order, tender: tender)
        switch payment.means {
        case .cash:
            guard let notes, facilities.cash != .none else { return await end(order) }
            notes.open(atMostFen: payment.missing.fen)
        case .code:
            guard let codes else { return await end(order) }
            await codes.start(
                order: order.description,
                amountFen: payment.missing.fen,
                description: payment.offer.quote.utility.name
            )
        }
    }

    /// Takes no more. The device's own word ends the payment.
    public func stop(_ payment: UInt32) async {
        guard let ending = current, ending.number == payment else {
            return tell(.paymentStopped(payment: payment))
        }
        current?.isEnding = true
        switch ending.tender {
        case .cash: notes?.close()
        case .weChatPay:
            await codes?.stop(order: ending.order.description)
            letGoOfSilentCode()
        case .counter: preconditionFailure("a clerk's money comes without a payment")
        }
    }

    /// Gives money back: by the payment service; the acceptor gives none.
    public func giveBack(_ amount: Money, of payment: UInt32) async {
        guard let known = await journaled(payment), known.order.tender == .weChatPay,
            await move(.givingBack, amount, of: known, .reference(known.refundName))
        else { return tell(.moneyNotGivenBack(amount)) }
        await finishReturn(of: known.payment)
    }

    /// Records that money is kept for its card. The journal has it since it came: where the record of the
    /// promise fails, the money is found all the same.
    public func hold(_ amount: Money, of payment: UInt32) async {
        guard let known = await journaled(payment) else { return tell(.moneyHeld(amount)) }
        await move(.held, amount, of: known)
        tell(.moneyHeld(amount))
        if let facts = HeldMoneyFacts(known) { print(facts, of: payment) }
    }

    /// Prints without keeping the next resident's payment waiting.
    private func print(_ facts: HeldMoneyFacts, of payment: UInt32) {
        slips = Task { [slips, printSlip, tell] in
            await slips?.value
            let slip = HeldSlip(
                number: facts.payment,
                receipt: await printSlip(facts),
                receiptText: facts.receiptCode
            )
            tell(.heldSlipEnded(payment: payment, slip))
        }
    }

    private func order(for payment: Payment, _ tender: Tender) async -> SaleIdentifier? {
        if let known = orders[payment.number] { return known }
        let order = PaymentOrder(
            card: payment.card,
            utility: payment.offer.quote.utility,
            tender: tender,
            due: payment.offer.quote.amount
        )
        let identifier = await append(.paymentOpened(order))?.saleIdentifier
        orders[payment.number] = identifier
        orders[payment.number &- Self.rememberedOrders] = nil
        return identifier
    }
}

/// The journal, and what follows from its failing.
extension PaymentDesk {
    /// No more money can come of a payment.
    func end(_ order: SaleIdentifier) async {
        await append(.paymentClosed(order))
        guard let ended = current, ended.order == order else { return }
        current = nil
        tell(.paymentStopped(payment: ended.number))
    }

    /// Money came. The screen hears of it where it knows the payment.
    func take(_ amount: Money, of payment: JournaledPayment, _ evidence: MovementEvidence) async {
        guard await move(.taken, amount, of: payment, evidence) else { return }
        guard let number = orders.first(where: { $0.value == payment.payment })?.key else { return }
        tell(.moneyTaken(payment: number, amount))
    }

    /// Asks the payment service for what is on its way back, and records what became of it.
    func finishReturn(of order: SaleIdentifier) async {
        guard let codes, let known = await journaled(order), let movement = known.returning,
            case .reference(let refund) = movement.evidence
        else { return }
        let end = await codes.refund(
            order: order.description,
            refund: refund,
            amountFen: movement.amount.fen,
            totalFen: known.taken.fen
        )
        switch end {
        case .succeeded:
            await move(.givenBack, movement.amount, of: known, movement.evidence)
            tell(.moneyGivenBack(movement.amount))
        case .failed:
            await move(.notGivenBack, movement.amount, of: known, movement.evidence)
            tell(.moneyNotGivenBack(movement.amount))
        case .unknown:
            tell(.moneyNotGivenBack(movement.amount))
        }
    }

    @discardableResult
    func move(
        _ kind: MoneyMovement.Kind,
        _ amount: Money,
        of payment: JournaledPayment,
        _ evidence: MovementEvidence = .none
    ) async -> Bool {
        let movement = MoneyMovement(
            payment: payment.payment,
            kind: kind,
            tender: payment.order.tender,
            amount: amount,
            evidence: evidence
        )
        return await append(.moneyMoved(movement)) != nil
    }

    @discardableResult
    func append(_ content: RecordContent) async -> RecordHeader? {
        await look { file throws(JournalError) in try file.append(content).record.header }
    }

    func look<Value: Sendable>(
        _ body: @Sendable (JournalFile) throws(JournalError) -> Value
    ) async -> Value? {
        if hasJournalFailed { return nil }
        do {
            return try await journal.perform(body)
        } catch {
            hasJournalFailed = true
            await stopSelling(error.sentence)
            return nil
        }
    }
}

/// Which ways to pay work now.
public struct PaymentFacilities: Hashable, Sendable {
    /// The acceptor.
    public internal(set) var cash = Facilities.Cash.none
    /// The smallest note that it takes.
    public internal(set) var smallestCash = Money(fen: 100)
    /// The payment service.
    public internal(set) var takesCode = false
}

extension Tender {
    fileprivate init(_ means: PaymentMeans) {
        switch means {
        case .cash: self = .cash
        case .code: self = .weChatPay
        }
    }
}

extension JournaledPayment {
    /// The refund's own number at the payment service: another one for each part of the money.
    fileprivate var refundName: String { "\(payment)-R\(taken.fen - available.fen)" }
}
