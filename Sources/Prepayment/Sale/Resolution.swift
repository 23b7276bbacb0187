/// What became of a sale whose answer was lost, as its card tells at a later tap.
public enum Resolution: Hashable, Sendable {
    /// Its name stands on the card. The meter may have taken the credit since.
    case landed
    /// What stood there before still does: it may be written now, for free, with the same number.
    case notLanded
    /// Its purchase number went to another sale: it is not on the card, and can never be.
    case overtaken(by: SaleIdentifier)
    /// The card cannot tell: people and the ledger decide.
    case undecided(Doubt)
}

/// Why a card cannot tell what became of a sale.
public enum Doubt: Hashable, Sendable {
    /// It was sold to another chip.
    case otherCard
    /// It was sold to another chip for the same customer and meter: this one stands in for it.
    case replacedCard
    /// The chip was issued anew since.
    case issuedAnew
    /// Several purchases were written since, and the history does not reach back.
    case laterPurchases
    /// The meter has taken this purchase number, and the card says that it was never loaded.
    case meterIsAhead
    /// What stands on the card stood there neither before the sale nor because of it.
    case unfamiliar

    /// What was found, to follow a colon.
    public var detail: String {
        switch self {
        case .otherCard: "it was sold to another card"
        case .replacedCard: "it was sold to the card that this one stands in for"
        case .issuedAnew: "the card was issued anew since"
        case .laterPurchases: "several purchases were written since"
        case .meterIsAhead: "the meter has taken a purchase that was never on this card"
        case .unfamiliar: "what stands on the card is older than the sale, and not what was there"
        }
    }
}

extension SaleIntent {
    /// Decides what became of the sale, from what a later tap read. `history` helps where others were
    /// written since; without it the answer is then `undecided(.laterPurchases)`.
    ///
    /// Never from the balance: the meter may have debited in between (cards.md 7.4). The load record
    /// alone can prove that a sale is *not* there, for only kiosks can write it; the history, which a
    /// meter's key may write too, is believed only where it speaks against paying twice.
    public func resolution(
        of sale: SaleIdentifier,
        on snapshot: CardSnapshot,
        history: [HistoryRecord] = []
    ) -> Resolution {
        let (found, load) = (snapshot.holder, snapshot.lastLoad)
        guard snapshot.card == card else {
            return .undecided(found.isSameAccount(as: holder) ? .replacedCard : .otherCard)
        }
        // A kiosk whose disk was restored gives names again: the number tells its sales apart.
        if load.sale == sale, load.purchaseNumber == purchaseNumber { return .landed }
        guard found.isSameIssue(as: holder) else { return .undecided(.issuedAnew) }
        if load.purchaseNumber == purchaseNumber { return .overtaken(by: load.sale) }
        if load.purchaseNumber > purchaseNumber {
            let isListed = history.contains {
                $0.kind == .load && $0.sale == sale && $0.purchaseNumber == purchaseNumber
            }
            return isListed ? .landed : .undecided(.laterPurchases)
        }
        guard load.sale == previousSale, load.purchaseNumber + 1 == purchaseNumber else {
            return .undecided(.unfamiliar)
        }
        // The meter would take the credit off the card and count nothing.
        return isTaken(by: snapshot.returned) ? .undecided(.meterIsAhead) : .notLanded
    }

    /// Whether the meter says that it has taken this purchase.
    public func isTaken(by returned: ReturnRecord) -> Bool {
        returned.acceptedPurchaseNumber >= purchaseNumber
    }
}
