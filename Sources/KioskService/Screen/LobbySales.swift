internal import Journal
public import LobbyScreen
public import Prepayment
internal import PrepaymentCards
internal import SmartCards

/// The screen's way to the sale desk: orders in, verdicts out.
public struct LobbySales: LobbySalePort {
    private let sales: SaleDesk
    private let lobby: Lobby
    private let payments: PaymentDesk
    private let nudge: @Sendable () -> Void

    /// Takes the desks. `nudge` is called when there is something new for the ledger.
    public init(
        sales: SaleDesk,
        lobby: Lobby,
        payments: PaymentDesk,
        nudge: @escaping @Sendable () -> Void
    ) {
        (self.sales, self.lobby, self.payments, self.nudge) = (sales, lobby, payments, nudge)
    }

    /// Sells to the card that was read when the payment began, and to no other.
    public func sell(_ order: SaleOrder) async -> SaleVerdict {
        guard let payment = await payments.journaled(order.payment) else { return .notSold }
        return await sell(
            SaleRequest(
                key: order.key,
                amount: order.amount,
                tender: payment.order.tender,
                payment: payment.payment,
                card: payment.order.card,
                utility: order.utility,
                acceptsNoReceipt: true
            )
        )
    }

    /// Finishes what is open: a sale, or money that is kept for the card.
    public func settle(_ open: OpenSale) async -> SettleVerdict {
        let verdict =
            switch open.kind {
            case .held: await sellHeld(open)
            case .unfinished, .owed: await finish(open)
            }
        nudge()
        return verdict
    }

    /// Prints a receipt once more.
    public func printCopy(_ sale: SaleIdentifier) async -> ReceiptOutcome {
        defer { nudge() }
        do {
            return try await sales.reprint(sale)
        } catch {
            return .notPrinted(reason: error.sentence)
        }
    }

    private func sell(_ request: SaleRequest) async -> SaleVerdict {
        defer { nudge() }
        do {
            let report = try await sales.sell(request, reader: try await lobby.readerWithCard())
            return .sold(CompletedSale(report))
        } catch SaleError.inDoubt {
            return .inDoubt
        } catch {
            // Every other error leaves card and journal as they were: the money is the payment's still.
            return .notSold
        }
    }

    private func sellHeld(_ open: OpenSale) async -> SettleVerdict {
        guard let payment = await payments.journaled(open.sale), payment.available == open.paid
        else { return .open(.later) }
        // What was sold of it before is part of the name: asked again, it is the same sale.
        let request = SaleRequest(
            key: "held-\(payment.payment)-\(payment.sold.fen)",
            amount: payment.available,
            tender: payment.order.tender,
            payment: payment.payment,
            card: payment.order.card,
            utility: payment.order.utility,
            acceptsNoReceipt: true
        )
        switch await sell(request) {
        case .sold(let sale): return .settled(sale)
        case .notSold, .inDoubt: return .open(.later)
        }
    }

    private func finish(_ open: OpenSale) async -> SettleVerdict {
        do {
            let settlement = try await sales.settle(try await lobby.readerWithCard())
            let sale = settlement.sales.first { $0.report.conclusion.sale == open.sale }
            guard let sale else { return .open(.later) }
            // What is certainly not on this card, and cannot be, is paid out by people.
            if sale.result == .notLanded { return .open(.refundAtOffice) }
            return .settled(CompletedSale(sale.report))
        } catch {
            return .open(CardObstacle(error))
        }
    }
}

extension CompletedSale {
    /// What the screen says of a sale that has its end.
    public init(_ report: SaleReport) {
        self.init(
            sale: report.conclusion.sale,
            outcome: report.conclusion.outcome,
            paid: report.intent.paid,
            credit: report.intent.accountCredit,
            waiting: report.conclusion.waitingAfter,
            receipt: report.receipt ?? .unknown(reason: "It was printed before, or not."),
            receiptText: report.receiptCode
        )
    }
}

extension CardObstacle {
    /// What the screen says of a card that cannot be used.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as SaleError: CardObstacle(error)
            case CardError.severalCards: .several
            default: .unreadable
            }
    }

    private init(_ error: SaleError) {
        switch error {
        case .card(.card(let error)): self = CardObstacle(error)
        case .card(.reader(.severalCards)): self = .several
        case .card(.reader): self = .unreadable
        case .undecided, .openOnAnotherCard, .notProved, .inDoubt: self = .undecided
        case .finishedEarlierSale(_, .owed), .finishedEarlierSale(_, .written):
            self = .refundAtOffice
        case .finishedEarlierSale(_, .unknown), .settledElsewhere, .notHeardYet, .ledgerNotAsked,
            .busy, .outOfService:
            self = .later
        case .refused(.cardInconsistent): self = .damaged
        case .refused, .noReceipt, .notRecorded, .refundInDoubt, .keyReused, .notSoldHere,
            .delivered, .alreadyRefunded, .noSlip, .otherCard, .nothingHeld, .moneyComing,
            .payOutInDoubt:
            self = .unreadable
        }
    }

    private init(_ error: PrepaymentCardError) {
        switch error {
        case .notDESFire, .unsupportedChip, .hidesItsNumber, .blank, .foreign, .otherEstate,
            .utilityMissing, .alreadyIssued:
            self = .foreign
        case .unfinished, .unreadable: self = .damaged
        case .conversation: self = .unreadable
        }
    }
}
