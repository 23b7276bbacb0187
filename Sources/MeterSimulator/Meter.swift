public import DESFire
public import Prepayment
internal import PrepaymentCards
public import SmartCards

/// The reference meter and its card slot: it takes credit by the rules of metering.md B2.
///
/// The order of a take is its whole safety. The meter makes its own memory durable FIRST: the credit
/// and the purchase number that it came with, in one write. Then the card is told: debit, return
/// data and history, in one commit. What may happen between:
///
/// 1. Before the meter's write: nothing happened anywhere.
/// 2. After it, before the card's commit: the meter has the credit, and the card still shows it. At
///    the next insertion the card's purchase number is the meter's own (c = m), which gives no
///    credit; the rules then debit the card without crediting, and the take is complete.
/// 3. After the commit, the answer lost: both are complete, and the next insertion finds nothing.
///
/// The other order would lose the credit in the gap: a card debited, and a meter that does not know.
/// So credit is in the meter once or still on the card, and never twice, as the number goes up with
/// the credit and never alone.
///
/// Calls block; a meter belongs to its reader's thread.
public final class Meter {
    private let file: MeterImageFile
    private let keys: any KeyProvider

    /// Takes the meter's memory, and the key provider that knows the meter's key.
    public init(file: MeterImageFile, keys: any KeyProvider) {
        (self.file, self.keys) = (file, keys)
    }

    /// Does what a meter does with the card that was just put in, at a moment of its clock.
    ///
    /// A card that is not this meter's is a report, as is a purchase that it may not take. Throws
    /// `.card` where the card could not be read and nothing changed but the count of refused
    /// insertions; `.takeTorn` where the meter's part is done and the card's may not be; `.file` and
    /// `.unreadable` for the meter's own memory.
    public func accept(
        _ transport: any CardTransport,
        at moment: WallTime
    ) throws(MeterError) -> MeterReport {
        var image = try file.load()
        image.advance(to: moment)
        let insertion: Insertion
        do {
            insertion = try Insertion(transport, keys: keys, memory: image.memory)
        } catch {
            if error.isStrangersCard {
                image.noteRefusedInsertion()
                try file.save(image)
            }
            throw .card(error)
        }
        image.follow(insertion.decision, used: insertion.parameters)
        try file.save(image)
        if insertion.decision.writesReturn { try tell(insertion, of: image) }
        return MeterReport(insertion.decision, on: insertion.snapshot, leaving: image)
    }

    /// The card's part of a take.
    private func tell(_ insertion: Insertion, of image: MeterImage) throws(MeterError) {
        let decision = insertion.decision
        do {
            try insertion.card.take(
                decision.debit,
                returning: image.reading(after: decision.result),
                months: image.months,
                history: image.history(of: decision.debit, from: insertion.snapshot)
            )
        } catch {
            throw .takeTorn(error, credit: image.description(of: decision.creditTaken))
        }
    }
}

/// A card in the meter that could be read, and what the rules say to it. Nothing is changed yet.
private struct Insertion {
    let card: PrepaymentCard
    let snapshot: CardSnapshot
    let decision: MeterDecision
    /// What the card tells the meter, where the decision wants it.
    let parameters: MeterParameters?

    init(
        _ transport: any CardTransport,
        keys: any KeyProvider,
        memory: MeterMemory
    ) throws(PrepaymentCardError) {
        card = try PrepaymentCard(transport, keys: keys, role: .meter)
        snapshot = try card.read(memory.utility)
        decision = memory.decide(on: snapshot)
        parameters = decision.usesParameters ? try card.readParameters() : nil
    }
}

extension MeterDecision {
    /// What came into the meter. A debit alone finishes a take that was torn.
    var creditTaken: Credit { result == .creditTaken ? debit : .zero }
}

extension MeterImage {
    /// A line for the resident, where something leaves the card.
    fileprivate func history(of debit: Credit, from card: CardSnapshot) -> HistoryRecord? {
        guard debit > .zero else { return nil }
        return HistoryRecord(
            kind: .take,
            time: clock,
            purchaseNumber: card.lastLoad.purchaseNumber,
            sale: card.lastLoad.sale,
            paid: card.lastLoad.paid,
            credit: debit,
            remaining: remaining
        )
    }
}

extension PrepaymentCardError {
    /// Whether it was the card: a conversation that broke off says nothing about whose it is.
    fileprivate var isStrangersCard: Bool {
        if case .conversation = self { false } else { true }
    }
}
