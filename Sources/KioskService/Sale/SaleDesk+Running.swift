internal import Journal
internal import Prepayment
internal import RecordChain

/// The machine's effects, done.
extension SaleDesk {
    /// Runs the machine until it has ended.
    func run(
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
        case .ended(.inDoubt(let intent, let reason)):
            throw .inDoubt(key: intent.requestKey, reason: reason)
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
            let readBack = await answer { await $0.readBack() }
            return .readBackEnded(readBack ?? .failed(Self.silence))
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
        return await answer { await $0.load(order) } ?? .unknown(Self.silence)
    }

    private func record(
        _ content: RecordContent,
        _ event: (RecordHeader) -> Sale.Event
    ) async -> Sale.Event {
        do {
            return event(try await journal.append(content).record.header)
        } catch {
            return .journalFailed(reason: error.sentence, isInDoubt: error.mayHaveRecorded)
        }
    }
}
