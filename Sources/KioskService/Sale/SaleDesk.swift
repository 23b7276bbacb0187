public import Journal
public import Prepayment
internal import ReceiptPrinting
internal import RecordChain

/// Runs sales, one at a time: it does what the sale's machine asks, and tells it what happened.
///
/// A card that bears a sale without a certain end buys nothing new here until that sale is finished.
public actor SaleDesk {
    private let configuration: KioskConfiguration
    private let journal: Journal
    private let cards: CardDesk
    private let receipts: ReceiptDesk
    private let board: StateBoard
    private let clock: JournalClock
    private var isBusy = false
    private var outOfService: String?

    /// Takes the desks that do the work.
    public init(
        _ configuration: KioskConfiguration,
        journal: Journal,
        cards: CardDesk,
        receipts: ReceiptDesk,
        board: StateBoard,
        clock: JournalClock = .system()
    ) {
        self.configuration = configuration
        self.journal = journal
        self.cards = cards
        self.receipts = receipts
        self.board = board
        self.clock = clock
    }

    /// Sells to the card in a reader.
    public func sell(
        _ request: SaleRequest,
        reader: String
    ) async throws(SaleError) -> SaleReport {
        if let reason = outOfService { throw .outOfService(reason: reason) }
        guard !isBusy else { throw .busy }
        isBusy = true
        defer { isBusy = false }
        if let known = try await earlierSale(of: request) { return known }
        let snapshot = try await openCard(reader, utility: request.utility)
        let result = await attempting { () async throws(SaleError) in
            try await self.finishEarlierSale(on: snapshot)
            let quote = try self.quote(request, on: snapshot)
            try await self.checkReceipt(request)
            return try await self.sell(quote, request, on: snapshot)
        }
        await cards.close()
        return try result.get()
    }

    /// Looks at a card that was put on: collects the meter's reading, and finishes what is unfinished.
    public func tap(_ reader: String) async throws(SaleError) -> CardSnapshot {
        guard !isBusy else { throw .busy }
        isBusy = true
        defer { isBusy = false }
        let snapshot = try await openCard(reader, utility: nil)
        if outOfService == nil {
            let result = await attempting { () async throws(SaleError) in
                try await self.finishEarlierSale(on: snapshot)
            }
            if case .failure(.finishedEarlierSale(_, .written)) = result {
                await cards.close()
                return try await openAgain(reader)
            }
            await cards.close()
            try result.get()
        }
        await cards.close()
        return snapshot
    }

    /// Why the kiosk does not sell, if it does not.
    public var outOfServiceReason: String? { outOfService }
}

extension SaleDesk {
    private func openAgain(_ reader: String) async throws(SaleError) -> CardSnapshot {
        let snapshot = try await openCard(reader, utility: nil)
        await cards.close()
        return snapshot
    }

    private func openCard(
        _ reader: String,
        utility: Utility?
    ) async throws(SaleError) -> CardSnapshot {
        let snapshot: CardSnapshot
        do {
            snapshot = try await cards.open(reader, utility: utility)
        } catch {
            throw .card(error)
        }
        await collectReading(from: snapshot)
        return snapshot
    }

    /// A reading that cannot be recorded is lost with the journal, which then stops the kiosk.
    private func collectReading(from snapshot: CardSnapshot) async {
        guard snapshot.returned.isWritten, let reading = snapshot.returned.reading else { return }
        do {
            let isNews = try await journal.perform { file throws(JournalError) in
                try file.isNews(reading)
            }
            if isNews { try await journal.append(.readingCollected(snapshot.card, reading)) }
        } catch {
            stop(error.sentence)
        }
    }

    /// The answer to a request that was made before.
    private func earlierSale(of request: SaleRequest) async throws(SaleError) -> SaleReport? {
        let known: JournaledSale?
        do {
            known = try await journal.perform { file throws(JournalError) in
                try file.sale(requestKey: request.key)
            }
        } catch {
            throw .notRecorded(reason: error.sentence)
        }
        guard let known else { return nil }
        guard known.intent.paid == request.amount, known.intent.tender == request.tender else {
            throw .keyReused(known.sale)
        }
        let unknown = SaleConclusion(
            sale: known.sale,
            outcome: .unknown(CardFault("The kiosk was interrupted.")),
            waitingAfter: nil
        )
        return SaleReport(
            intent: known.intent,
            conclusion: known.conclusion ?? unknown,
            receipt: known.receipt
        )
    }

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
        let paper: PaperState
        do {
            paper = try await receipts.paper()
        } catch {
            throw .noReceipt(reason: error.sentence)
        }
        if paper == .out { throw .noReceipt(reason: "The paper is out.") }
    }

    private func sell(
        _ quote: Quote,
        _ request: SaleRequest,
        on snapshot: CardSnapshot
    ) async throws(SaleError) -> SaleReport {
        var sale = Sale(quote: quote, on: snapshot, requestKey: request.key)
        board.show(.selling(SaleView(quote: quote)))
        let effects = sale.handle(.paid(request.tender, at: clock.read().wallTime))
        return try await run(sale, effects, reading: snapshot.returned.reading)
    }

    private func finishEarlierSale(on snapshot: CardSnapshot) async throws(SaleError) {
        let open: JournaledSale?
        do {
            open = try await journal.perform { file throws(JournalError) in
                try file.unsettledSale(on: snapshot.card)
            }
        } catch {
            throw .notRecorded(reason: error.sentence)
        }
        guard let open, open.intent.holder.utility == snapshot.holder.utility else { return }
        guard let (sale, effects) = Sale.resume(open.intent, open.sale, on: snapshot) else {
            throw .undecided(open.sale)
        }
        let report = try await run(sale, effects, reading: snapshot.returned.reading)
        throw .finishedEarlierSale(open.sale, report.conclusion.outcome)
    }
}

extension SaleDesk {
    /// Runs the machine until it has ended.
    private func run(
        _ machine: Sale,
        _ effects: [Sale.Effect],
        reading: MeterReading?
    ) async throws(SaleError) -> SaleReport {
        var sale = machine
        var effects = effects
        while !effects.isEmpty {
            let effect = effects.removeFirst()
            if let event = await perform(effect, reading: reading) {
                effects += sale.handle(event)
            }
        }
        switch sale.state {
        case .ended(.notRecorded(let reason)):
            throw .notRecorded(reason: reason)
        case .ended(.sold(let result)):
            return SaleReport(
                intent: result.intent,
                conclusion: result.conclusion,
                receipt: result.receipt
            )
        case .ended(.cancelled), .quoted, .recordingIntent, .loading, .readingBack,
            .recordingOutcome, .printing, .recordingReceipt:
            preconditionFailure("a sale that was paid has no effect left in \(sale.state)")
        }
    }

    /// Does what the machine asks; the event that answers it, nil where none does.
    private func perform(_ effect: Sale.Effect, reading: MeterReading?) async -> Sale.Event? {
        switch effect {
        case .recordIntent(let intent):
            return await record(.saleIntended(intent)) { .intentRecorded($0.saleIdentifier) }
        case .loadCard(let intent, let sale):
            return .loadEnded(await load(intent, sale))
        case .readBack:
            let cards = cards
            let readBack = await within(configuration.cardTimeoutMilliseconds) {
                await cards.readBack()
            }
            return .readBackEnded(readBack ?? .failed(silence()))
        case .recordOutcome(let conclusion):
            return await record(.saleConcluded(conclusion)) { _ in .outcomeRecorded }
        case .printReceipt(let intent, let conclusion):
            return .receiptEnded(
                await receipts.print(
                    ReceiptFacts(intent: intent, conclusion: conclusion, reading: reading)
                )
            )
        case .recordReceipt(let sale, let outcome):
            return await record(.receiptConcluded(sale, outcome)) { _ in .receiptRecorded }
        case .goOutOfService(let reason):
            stop(reason)
            return nil
        }
    }

    private func load(_ intent: SaleIntent, _ sale: SaleIdentifier) async -> LoadOutcome {
        guard let terms = try? configuration.terms(for: intent.holder.utility) else {
            return .notApplied(
                CardFault("This kiosk sells no \(intent.holder.utility.name) any more.")
            )
        }
        let order = intent.order(sale: sale, parameters: terms.parameters)
        let cards = cards
        let outcome = await within(configuration.cardTimeoutMilliseconds) {
            await cards.load(order)
        }
        return outcome ?? .unknown(silence())
    }

    /// A reader that hangs holds its thread; no further sale may wait behind it.
    private func silence() -> CardFault {
        let fault = CardFault("The card reader stopped answering.")
        stop(fault.sentence)
        return fault
    }

    private func record(
        _ content: RecordContent,
        _ event: (RecordHeader) -> Sale.Event
    ) async -> Sale.Event {
        do {
            return event(try await journal.append(content).record.header)
        } catch {
            return .journalFailed(reason: error.sentence)
        }
    }

    private func stop(_ reason: String) {
        outOfService = reason
        board.show(.outOfService(reason: reason))
    }

    /// Keeps an error for after the clean-up.
    private func attempting<Value>(
        _ body: () async throws(SaleError) -> Value
    ) async -> Result<Value, SaleError> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}
