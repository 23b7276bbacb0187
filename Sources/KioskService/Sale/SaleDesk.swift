internal import DESFire
public import Journal
public import Prepayment
public import PrepaymentCards
internal import ReceiptPrinters
internal import RecordChain

/// Runs sales, one at a time: it does what the sale's machine asks, and tells it what happened.
///
/// Rules:
/// 1. One thing at a time happens to cards: a sale, a tap or an issue; who comes between is refused.
/// 2. An account with a sale without a certain end buys nothing new here until that is finished.
/// 3. No answer of a reader is waited for without limit. A reader that fell silent is not used
///    again: its thread is lost until the program is started anew.
public actor SaleDesk {
    let configuration: KioskConfiguration
    let journal: Journal
    let cards: CardDesk
    let receipts: ReceiptDesk
    let board: StateBoard
    let claims: (any ClaimPort)?
    let clock: JournalClock
    private let executor: (any TaskExecutor)?
    var claimPause = ClaimPause()
    var now: WallTime { clock.read().wallTime }
    var isBusy = false
    private var isReaderSilent = false
    private(set) var outOfService: String?

    /// Issuing a card takes some sixty commands, a load eight.
    private static let issuePatience = 8

    /// Takes the desks that do the work, and the way to the ledger where there is one. `executor` runs
    /// the tasks that wait for cards; without one they run where all tasks do.
    public init(
        _ configuration: KioskConfiguration,
        journal: Journal,
        cards: CardDesk,
        receipts: ReceiptDesk,
        board: StateBoard,
        claims: (any ClaimPort)? = nil,
        clock: JournalClock = .system(),
        executor: (any TaskExecutor)? = nil
    ) {
        self.configuration = configuration
        self.journal = journal
        self.cards = cards
        self.receipts = receipts
        self.board = board
        self.claims = claims
        self.clock = clock
        self.executor = executor
    }

    /// Why the kiosk does not sell, if it does not.
    public var outOfServiceReason: String? { outOfService }

    /// Sells to the card in a reader.
    public func sell(
        _ request: SaleRequest,
        reader: String
    ) async throws(SaleError) -> SaleReport {
        try begin()
        defer { isBusy = false }
        // Before all else: what was sold is told even by a kiosk that sells no more.
        if let known = try await earlierSale(of: request) { return known }
        if let reason = outOfService { throw .outOfService(reason: reason) }
        return try await conversing { () async throws(SaleError) in
            let snapshot = try await self.openCard(reader, utility: request.utility)
            if let card = request.card, card != snapshot.card { throw .otherCard(expected: card) }
            let utility = snapshot.holder.utility
            let elsewhere = try await self.lookElsewhere(snapshot, in: reader, only: utility)
            if let landed = elsewhere.settled.first?.report.conclusion {
                throw .finishedEarlierSale(landed.sale, landed.outcome)
            }
            // All of them: what was taken up is not to wait because another one cannot be decided.
            let unsettled = try await self.unsettledSales(on: snapshot.card)
            let settled = try await self.finish(
                unsettled.filter { $0.intent.holder.utility == utility },
                startingWith: snapshot,
                in: reader,
                elsewhere.ends
            )
            if let earlier = settled.first?.report.conclusion {
                throw .finishedEarlierSale(earlier.sale, earlier.outcome)
            }
            if let obstacle = elsewhere.obstacle(to: utility) { throw obstacle }
            let quote = try self.quote(request, on: snapshot)
            try await self.checkReceipt(request)
            return try await self.sell(quote, request, on: snapshot)
        }
    }

    /// Looks at a card that was put on: collects the meter's reading, and finishes what is unfinished
    /// on any of its accounts.
    public func tap(_ reader: String) async throws(SaleError) -> CardSnapshot {
        try begin()
        defer { isBusy = false }
        board.show(.reading)
        return try await conversing { () async throws(SaleError) in
            let snapshot = try await self.openCard(reader, utility: nil)
            if self.outOfService != nil { return snapshot }
            let elsewhere = try await self.lookElsewhere(snapshot, in: reader)
            let unsettled = try await self.unsettledSales(on: snapshot.card)
            let settled = try await self.finish(
                unsettled,
                startingWith: snapshot,
                in: reader,
                elsewhere.ends
            )
            for sale in settled where sale.report.conclusion.outcome != .written {
                let conclusion = sale.report.conclusion
                throw .finishedEarlierSale(conclusion.sale, conclusion.outcome)
            }
            if let obstacle = elsewhere.obstacle(to: nil) { throw obstacle }
            if settled.isEmpty { return snapshot }
            return try await self.openCard(reader, utility: nil)
        }
    }

    /// Personalises the card in a reader, records it and prints what goes with it.
    public func issue(
        _ issue: CardIssue,
        reader: String
    ) async throws(SaleError) -> IssueReport {
        try begin()
        defer { isBusy = false }
        if let reason = outOfService { throw .outOfService(reason: reason) }
        let (issued, header) = try await conversing {
            () async throws(SaleError) -> (IssuedCard, RecordHeader) in
            let issued = try await self.asking(patience: Self.issuePatience) {
                cards async throws(CardDeskError) in try await cards.issue(issue, in: reader)
            }
            return (issued, try await self.append(.cardIssued(issued.card, issued.holder)))
        }
        let facts = CardIssueFacts(
            number: header.saleIdentifier,
            time: header.wallTime,
            holder: issued.holder
        )
        let slip = await printSlip(.cardIssue(facts), .cardIssue, facts.number)
        return IssueReport(card: issued.card, slip: slip)
    }
}

extension SaleDesk {
    func begin() throws(SaleError) {
        guard !isBusy else { throw .busy }
        isBusy = true
    }

    /// Does something with a card, and gives the reader free for others afterwards.
    func conversing<Value>(
        _ body: () async throws(SaleError) -> Value
    ) async throws(SaleError) -> Value {
        let result: Result<Value, SaleError>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        // The thread of a silent reader would never come to it.
        if !isReaderSilent { await cards.close() }
        return try result.get()
    }

    func openCard(
        _ reader: String,
        utility: Utility?
    ) async throws(SaleError) -> CardSnapshot {
        let snapshot = try await asking { cards async throws(CardDeskError) in
            try await cards.open(reader, utility: utility)
        }
        try await collectReading(from: snapshot)
        return snapshot
    }

    /// Asks the card desk for something that can be refused.
    func asking<Value: Sendable>(
        patience: Int = 1,
        _ question: @escaping @Sendable (CardDesk) async throws(CardDeskError) -> Value
    ) async throws(SaleError) -> Value {
        let answer = await answer(patience: patience) { cards -> Result<Value, CardDeskError> in
            do throws(CardDeskError) {
                return .success(try await question(cards))
            } catch {
                return .failure(error)
            }
        }
        switch answer {
        case .success(let value)?: return value
        case .failure(let error)?: throw .card(error)
        case nil: throw .outOfService(reason: Self.silence.sentence)
        }
    }

    /// The card desk's answer; nil from a reader that fell silent, which ends this kiosk's selling.
    func answer<Value: Sendable>(
        patience: Int = 1,
        _ question: @escaping @Sendable (CardDesk) async -> Value
    ) async -> Value? {
        if isReaderSilent { return nil }
        let cards = cards
        let limit = configuration.cardTimeoutMilliseconds * patience
        let answer = await within(limit, on: executor) { await question(cards) }
        if answer == nil {
            isReaderSilent = true
            stop(Self.silence.sentence)
        }
        return answer
    }

    /// What is known of a reader that did not answer in time.
    static let silence = CardFault("The card reader stopped answering.")

    private func quote(
        _ request: SaleRequest,
        on snapshot: CardSnapshot
    ) throws(SaleError) -> Quote {
        do {
            let terms = try configuration.terms(for: snapshot.holder.utility)
            return try snapshot.quote(request.amount, under: terms)
        } catch {
            throw .refused(error)
        }
    }

    private func checkReceipt(_ request: SaleRequest) async throws(SaleError) {
        if request.acceptsNoReceipt { return }
        switch await receipts.readiness() {
        case .fault(let fault): throw .noReceipt(reason: fault.sentence)
        // A roll that ends soon is enough for this one; staff was told.
        case .ready, .printing, .starting: return
        }
    }

    private func sell(
        _ quote: Quote,
        _ request: SaleRequest,
        on snapshot: CardSnapshot
    ) async throws(SaleError) -> SaleReport {
        var sale = Sale(quote: quote, on: snapshot, requestKey: request.key)
        board.show(.selling(SaleView(quote: quote)))
        let effects = sale.handle(.paid(request.tender, payment: request.payment, at: now))
        return try await run(sale, effects, reading: snapshot.returned.reading)
    }

    /// Looks into the journal; one that cannot be read is not sold with.
    func look<Value: Sendable>(
        _ body: @Sendable (JournalFile) throws(JournalError) -> Value
    ) async throws(SaleError) -> Value {
        do {
            return try await journal.perform(body)
        } catch {
            stop(error.sentence)
            throw .outOfService(reason: error.sentence)
        }
    }

    @discardableResult
    func append(_ content: RecordContent) async throws(SaleError) -> RecordHeader {
        do {
            return try await journal.append(content).record.header
        } catch {
            stop(error.sentence)
            throw .outOfService(reason: error.sentence)
        }
    }

    /// Sells no more, until the program is started again.
    func stop(_ reason: String) {
        outOfService = reason
        board.show(.outOfService(reason: reason))
    }
}
