public import Prepayment

// How each kind of record moves money. This is the one place that says so.
//
// | record | debit | credit |
// |---|---|---|
// | money moved: taken | the tender's account | taken and not sold |
// | money moved: given back, paid out | taken and not sold | the tender's account |
// | sale intended, of money that the kiosk took | taken and not sold | paid and not delivered |
// | sale intended, of any other | the tender's account | paid and not delivered |
// | sale intended, and the office objects (`IntakeRules`) | the same | suspense |
// | sale concluded: written | where the money stood | sold, of the card's utility |
// | sale concluded: owed | where the money stood | owed credit |
// | sale concluded: unknown | where the money stood | undecided |
// | sale refunded | where the money stood | refunds |
// | sale refunded, and the money had gone already | suspense | refunds |
// | sale concluded: written, and the money had gone back | suspense | sold, of the card's utility |
// | sale taken up by another kiosk | – | – |
// | any other | – | – |
//
// 1. Nothing is refused: it happened. What stands in suspense stays there until a person decides.
// 2. What is written stays written and what is refunded refunded, whatever is said later. Money that
//    goes a second time is missing somewhere: suspense shows it, and the sale counts as contradicted.
// 3. A conclusion without its intent names no amount, so that nothing can be posted. It is kept, and
//    moves the money on its own day as soon as the intent is heard.
// 4. Kiosks are heard in any order. A record that comes after one that it should have come before
//    takes back what that one moved and moves it anew: the balances of every day depend on which
//    records are known, not on when they came.

extension BookedSale {
    /// Learns what a record says of this sale, and gives the transfers that follow from it. What the
    /// office objects to is asked with the intent.
    public mutating func post(_ record: Record, objection: Objection? = nil) -> [Transfer] {
        let before = transfers
        switch record.content {
        case .saleIntended(let intent):
            payment = Payment(intent, on: record.header.businessDay)
            self.objection = objection
        case .saleConcluded(let statement):
            insert(Conclusion(statement, in: record.header))
        case .saleRefunded(let refund):
            insert(Conclusion(refund, in: record.header))
        // Only what comes of it moves money.
        case .saleTakenUp: return []
        // Paper is no money.
        case .receiptConcluded, .slipConcluded: return []
        // Posted by itself: see `Record.transfersBesideSales`.
        case .moneyMoved: return []
        // Nothing came yet, and nothing more comes.
        case .paymentOpened, .paymentClosed: return []
        // Cards are handed out without a deposit.
        case .cardIssued: return []
        // What a meter counted was paid before.
        case .readingCollected: return []
        // People look into it, and decide.
        case .attentionAsked: return []
        // A close sums up what was posted.
        case .dayClosed: return []
        // The journal's own affairs.
        case .epochStarted, .programStarted: return []
        }
        return transfers.differing(from: before)
    }

    /// The transfers of all that is known of the sale, in the order in which it counts.
    var transfers: [Transfer] {
        guard let payment else { return [] }
        let tender = Account(paying: payment.tender)
        guard payment.isPlausible, objection == nil else {
            let claim = payment.boundedClaimFen
            return switch claim.signum() {
            case 1: [transfer(claim, from: .suspense, to: tender, on: payment.day)]
            case -1: [transfer(-claim, from: tender, to: .suspense, on: payment.day)]
            default: []
            }
        }
        var place = Account.paidNotDelivered
        let fen = payment.paid.fen
        var transfers = [transfer(fen, from: place, to: tender, on: payment.day)]
        var ends: Set<Conclusion.Outcome> = []
        for conclusion in conclusions {
            let outcome = conclusion.outcome
            // A refund is a payment each time that it is said; a card is written once.
            let isWrittenFirst = outcome == .written && !ends.contains(.written)
            guard ends.isEmpty || outcome == .refunded || isWrittenFirst else { continue }
            let next = outcome.account(of: payment.utility)
            if !ends.isEmpty { place = .suspense }
            if next != place {
                transfers.append(transfer(fen, from: next, to: place, on: conclusion.day))
                place = next
            }
            if outcome.isFinal { ends.insert(outcome) }
        }
        return transfers
    }

    private func transfer(
        _ amountFen: Int64,
        from credit: Account,
        to debit: Account,
        on day: BusinessDay
    ) -> Transfer {
        Transfer(
            debit: debit,
            credit: credit,
            kiosk: sale.kiosk,
            businessDay: day,
            amountFen: amountFen
        )
    }
}

extension Conclusion.Outcome {
    /// Where the money stands that was paid for a sale with this end.
    fileprivate func account(of utility: Utility) -> Account {
        switch self {
        case .written: .sold(utility)
        case .owed: .owedCredit
        case .unknown: .undecided
        case .refunded: .refunds
        }
    }

    /// Whether the money has gone its way with it.
    fileprivate var isFinal: Bool { self == .written || self == .refunded }
}

extension [Transfer] {
    /// What must be added to `earlier` to have these: the part that differs is taken back, last
    /// first, and what stands here follows.
    fileprivate func differing(from earlier: [Transfer]) -> [Transfer] {
        let common = zip(self, earlier).prefix { $0 == $1 }.count
        return earlier[common...].reversed().map(\.reversed) + self[common...]
    }
}
