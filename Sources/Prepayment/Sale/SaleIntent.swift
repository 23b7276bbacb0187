/// What the kiosk is about to do, and everything needed to find out later whether it did. It is
/// durable before the first command that changes the card.
public struct SaleIntent: Hashable, Sendable {
    /// The chip that will be written.
    public let card: CardIdentifier
    /// Whose card it is.
    public let holder: Holder
    /// The card's number n + 1.
    public let purchaseNumber: UInt32
    /// How it was paid.
    public let tender: Tender
    /// The payment that it is bought for, where the kiosk took the money; nil for any other tender.
    public let payment: SaleIdentifier?
    /// When the money was there.
    public let paidAt: WallTime
    /// What was paid.
    public let paid: Money
    /// What goes onto the card.
    public let credit: Credit
    /// The price applied.
    public let unitPrice: UnitPrice
    /// Its version.
    public let tariffVersion: UInt16
    /// The sale that stood on the card before: still there means that this one did not land.
    public let previousSale: SaleIdentifier
    /// What waited on the card before.
    public let creditBefore: Credit
    /// The parameters that stand on the card already.
    public let parametersVersionBefore: UInt16
    /// The caller's key, by which a repeated request is known; at most 64 bytes.
    public let requestKey: String

    /// Takes the fields. A payment beside a tender that the kiosk does not take, or none beside one that
    /// it does, traps.
    public init(
        card: CardIdentifier,
        holder: Holder,
        purchaseNumber: UInt32,
        tender: Tender,
        payment: SaleIdentifier? = nil,
        paidAt: WallTime,
        paid: Money,
        credit: Credit,
        unitPrice: UnitPrice,
        tariffVersion: UInt16,
        previousSale: SaleIdentifier,
        creditBefore: Credit,
        parametersVersionBefore: UInt16,
        requestKey: String
    ) {
        precondition(
            tender.isTakenByKiosk == (payment != nil),
            "what the kiosk takes has a payment"
        )
        self.card = card
        self.holder = holder
        self.purchaseNumber = purchaseNumber
        self.tender = tender
        self.payment = payment
        self.paidAt = paidAt
        self.paid = paid
        self.credit = credit
        self.unitPrice = unitPrice
        self.tariffVersion = tariffVersion
        self.previousSale = previousSale
        self.creditBefore = creditBefore
        self.parametersVersionBefore = parametersVersionBefore
        self.requestKey = requestKey
    }

    /// The intent of a paid quote on a card.
    public init(
        _ quote: Quote,
        on snapshot: CardSnapshot,
        tender: Tender,
        payment: SaleIdentifier? = nil,
        at paidAt: WallTime,
        requestKey: String
    ) {
        self.init(
            card: snapshot.card,
            holder: snapshot.holder,
            purchaseNumber: snapshot.lastLoad.purchaseNumber + 1,
            tender: tender,
            payment: payment,
            paidAt: paidAt,
            paid: quote.amount,
            credit: quote.credit,
            unitPrice: quote.tariff.unitPrice,
            tariffVersion: quote.tariff.version,
            previousSale: snapshot.lastLoad.sale,
            creditBefore: snapshot.waiting,
            parametersVersionBefore: snapshot.lastLoad.parametersVersion,
            requestKey: requestKey
        )
    }
}

/// What the card conversation is asked to write, in one commit.
public struct LoadOrder: Hashable, Sendable {
    /// The only chip it may be written to.
    public let card: CardIdentifier
    /// Added to file 2.
    public let credit: Credit
    /// Written to file 3.
    public let load: LoadRecord
    /// Appended to file 6.
    public let history: HistoryRecord
    /// Written to file 4, nil where the card has them already.
    public let parameters: MeterParameters?
}

extension SaleIntent {
    /// The order that carries this intent out. It is the same however often it is made.
    public func order(
        sale: SaleIdentifier,
        parameters: MeterParameters
    ) -> LoadOrder {
        LoadOrder(
            card: card,
            credit: credit,
            load: LoadRecord(
                creditMode: holder.creditMode,
                sale: sale,
                purchaseNumber: purchaseNumber,
                paid: paid,
                credit: credit,
                tariffVersion: tariffVersion,
                parametersVersion: parameters.version,
                soldAt: paidAt,
                creditBefore: creditBefore
            ),
            history: HistoryRecord(
                kind: .load,
                time: paidAt,
                purchaseNumber: purchaseNumber,
                sale: sale,
                paid: paid,
                credit: credit,
                remaining: .zero
            ),
            parameters: parameters.version == parametersVersionBefore ? nil : parameters
        )
    }
}
