/// One sale, from the quote to the receipt, as a value: an event goes in, effects come out.
///
/// It does no input or output itself, so that the same sale runs in the lobby and in a simulator.
/// The order of its effects is the promise to the resident: the intent is recorded before the card
/// is touched, “written” is believed only after it was read back, and a receipt says what is known.
///
///     quoted ─paid→ recording intent ─→ loading ─→ reading back ─→ recording outcome ─→ printing
///        └cancelled→ ended               └───────────┴─→ recording outcome (owed | unknown)
public struct Sale: Hashable, Sendable {
    /// Where it stands.
    public enum State: Hashable, Sendable {
        /// The resident sees the quote.
        case quoted(Quote, CardSnapshot, requestKey: String)
        /// The intent is on its way to the disk.
        case recordingIntent(SaleIntent)
        /// The card is being written.
        case loading(SaleIntent, SaleIdentifier)
        /// The card answered; it is read again before it is believed.
        case readingBack(SaleIntent, SaleIdentifier)
        /// The outcome is on its way to the disk.
        case recordingOutcome(SaleIntent, SaleConclusion)
        /// The receipt is being printed.
        case printing(SaleIntent, SaleConclusion)
        /// What became of the receipt is on its way to the disk.
        case recordingReceipt(SaleResult)
        /// Over.
        case ended(SaleEnd)
    }

    /// What happens to it.
    public enum Event: Hashable, Sendable {
        /// The resident left, or chose again.
        case cancelled
        /// The money is there; with the payment, where the kiosk took it.
        case paid(Tender, payment: SaleIdentifier? = nil, at: WallTime)
        /// The intent is durable and the sale has its name.
        case intentRecorded(SaleIdentifier)
        /// The card conversation ended.
        case loadEnded(LoadOutcome)
        /// The card was read again.
        case readBackEnded(ReadBack)
        /// The outcome is durable.
        case outcomeRecorded
        /// The printer answered, or did not.
        case receiptEnded(ReceiptOutcome)
        /// That too is durable.
        case receiptRecorded
        /// The journal could not keep what it was given, or cannot tell whether it did.
        case journalFailed(reason: String, isInDoubt: Bool = false)
    }

    /// What the service must do next.
    public enum Effect: Hashable, Sendable {
        /// Make the intent durable.
        case recordIntent(SaleIntent)
        /// Write the card.
        case loadCard(SaleIntent, SaleIdentifier)
        /// Read value and load record again.
        case readBack(SaleIntent, SaleIdentifier)
        /// Make the outcome durable.
        case recordOutcome(SaleConclusion)
        /// Print, whatever the outcome: the receipt says it.
        case printReceipt(SaleIntent, SaleConclusion)
        /// Make the receipt's fate durable.
        case recordReceipt(SaleIdentifier, ReceiptOutcome)
        /// Stop selling: the journal is not to be trusted with another sale.
        case goOutOfService(reason: String)
    }

    /// Where it stands.
    public private(set) var state: State

    /// Opens a sale for a card that was just read.
    public init(quote: Quote, on snapshot: CardSnapshot, requestKey: String) {
        state = .quoted(quote, snapshot, requestKey: requestKey)
    }

    /// Takes up a sale whose outcome was not known, now that its card was read again, and says what
    /// to do first. It is written for free, with the purchase number that it had; nil where the card
    /// cannot tell.
    public static func resume(
        _ intent: SaleIntent,
        _ sale: SaleIdentifier,
        on snapshot: CardSnapshot,
        history: [HistoryRecord] = []
    ) -> (Sale, [Effect])? {
        let outcome: SaleOutcome
        switch intent.resolution(of: sale, on: snapshot, history: history) {
        case .notLanded:
            return (Sale(.loading(intent, sale)), [.loadCard(intent, sale)])
        case .landed:
            outcome = .written
        case .overtaken(let other):
            outcome = .owed(CardFault("Its purchase number went to sale \(other)."))
        case .undecided:
            return nil
        }
        let conclusion = SaleConclusion(
            sale: sale,
            outcome: outcome,
            waitingAfter: snapshot.waiting
        )
        return (Sale(.recordingOutcome(intent, conclusion)), [.recordOutcome(conclusion)])
    }

    private init(_ state: State) { self.state = state }

    /// Takes one event; an event that does not belong to the state is a programming error and traps.
    public mutating func handle(_ event: Event) -> [Effect] {
        switch (state, event) {
        case (.quoted, .cancelled):
            return end(.cancelled)
        case (
            .quoted(let quote, let snapshot, let requestKey),
            .paid(let tender, let payment, let paidAt)
        ):
            let intent = SaleIntent(
                quote,
                on: snapshot,
                tender: tender,
                payment: payment,
                at: paidAt,
                requestKey: requestKey
            )
            state = .recordingIntent(intent)
            return [.recordIntent(intent)]
        case (.recordingIntent(let intent), .intentRecorded(let sale)):
            state = .loading(intent, sale)
            return [.loadCard(intent, sale)]
        case (.recordingIntent(let intent), .journalFailed(let reason, let isInDoubt)):
            return [.goOutOfService(reason: reason)]
                + end(isInDoubt ? .inDoubt(intent, reason: reason) : .notRecorded(reason: reason))
        case (.loading(let intent, let sale), .loadEnded(let outcome)):
            return loadEnded(outcome, intent: intent, sale: sale)
        case (.readingBack(let intent, let sale), .readBackEnded(let readBack)):
            let outcome = readBack.outcome(of: sale, intent: intent)
            return conclude(sale, outcome, balance: readBack.waiting, intent: intent)
        case (.recordingOutcome(let intent, let conclusion), .outcomeRecorded):
            state = .printing(intent, conclusion)
            return [.printReceipt(intent, conclusion)]
        case (.recordingOutcome(let intent, let conclusion), .journalFailed(let reason, _)):
            let result = SaleResult(
                intent,
                conclusion,
                receipt: .notPrinted(reason: "the journal failed")
            )
            return [.goOutOfService(reason: reason)] + end(.sold(result))
        case (.printing(let intent, let conclusion), .receiptEnded(let receipt)):
            state = .recordingReceipt(SaleResult(intent, conclusion, receipt: receipt))
            return [.recordReceipt(conclusion.sale, receipt)]
        case (.recordingReceipt(let result), .receiptRecorded):
            return end(.sold(result))
        case (.recordingReceipt(let result), .journalFailed(let reason, _)):
            return [.goOutOfService(reason: reason)] + end(.sold(result))
        case (.quoted, _), (.recordingIntent, _), (.loading, _), (.readingBack, _),
            (.recordingOutcome, _), (.printing, _), (.recordingReceipt, _), (.ended, _):
            preconditionFailure("a sale in \(state) cannot take \(event)")
        }
    }

    private mutating func loadEnded(
        _ outcome: LoadOutcome,
        intent: SaleIntent,
        sale: SaleIdentifier
    ) -> [Effect] {
        switch outcome {
        case .committed:
            state = .readingBack(intent, sale)
            return [.readBack(intent, sale)]
        case .notApplied(let fault):
            return conclude(sale, .owed(fault), balance: nil, intent: intent)
        case .unknown(let fault):
            return conclude(sale, .unknown(fault), balance: nil, intent: intent)
        }
    }

    private mutating func conclude(
        _ sale: SaleIdentifier,
        _ outcome: SaleOutcome,
        balance: Credit?,
        intent: SaleIntent
    ) -> [Effect] {
        let conclusion = SaleConclusion(sale: sale, outcome: outcome, waitingAfter: balance)
        state = .recordingOutcome(intent, conclusion)
        return [.recordOutcome(conclusion)]
    }

    private mutating func end(_ end: SaleEnd) -> [Effect] {
        state = .ended(end)
        return []
    }
}
