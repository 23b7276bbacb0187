internal import Prepayment
internal import Symbols

extension CreditMode {
    fileprivate func decimals(of utility: Utility) -> Int { self == .money ? 2 : utility.decimals }
}

extension AccountView {
    init(_ account: CardAccount, refusal: SaleRefusal?) {
        let (snapshot, holder) = (account.snapshot, account.snapshot.holder)
        utility = holder.utility.name
        creditMode = holder.creditMode.name
        creditDecimals = holder.creditMode.decimals(of: holder.utility)
        useDecimals = holder.utility.decimals
        unit = holder.utility.unit
        meter = holder.meter.description
        customerEnding = String(holder.customer.description.suffix(4))
        waiting = snapshot.waiting.count
        reading = snapshot.returned.reading.map { MeterReadingView($0) }
        self.refusal = refusal.map { RefusalView($0) }
    }
}

extension MeterReadingView {
    init(_ reading: MeterReading) {
        remaining = reading.remaining.count
        overdraft = reading.overdraft.count
        register = Int64(clamping: reading.registerTotal)
        writtenAt = reading.writtenAt.secondsSince1970
        code = reading.result.displayCode
    }
}

extension HistoryView {
    init(_ account: CardAccount) {
        loads = account.history.reversed().map { LoadView($0) }
        months = account.monthlyUse
    }
}

extension LoadView {
    init(_ record: HistoryRecord) {
        kind = record.kind == .load ? "load" : "take"
        time = record.time.secondsSince1970
        fen = record.kind == .load ? record.paid.fen : 0
        credit = record.credit.count
        sale = record.sale.description
    }
}

extension RefusalView {
    init(_ refusal: SaleRefusal) {
        switch refusal {
        case .amountNotPositive: self.init("amountNotPositive")
        case .amountTooSmall(let smallest):
            self.init("amountTooSmall", fen: smallest.fen)
        case .amountTooLarge(let largest): self.init("amountTooLarge", fen: largest.fen)
        case .overCardCeiling(let ceiling): self.init("overCardCeiling", limit: ceiling)
        case .overHoardingLimit(let limit, _): self.init("overHoardingLimit", limit: limit)
        case .previousPurchaseWaiting(let credit):
            self.init("previousPurchaseWaiting", limit: credit)
        case .cardInconsistent: self.init("cardInconsistent")
        case .utilityNotSold: self.init("utilityNotSold")
        case .creditModeDiffers: self.init("creditModeDiffers")
        }
    }

    private init(_ code: String, fen: Int64? = nil, limit: String? = nil) {
        (self.code, self.fen, self.limit) = (code, fen, limit)
    }
}

extension QuoteView {
    init(_ quote: Quote) {
        fen = quote.amount.fen
        lines = [QuoteLine(code: "supply", fen: quote.amount.fen)]
        credit = quote.credit.count
        quantity = quote.quantity.smallestUnits
        unitPrice = quote.tariff.unitPrice.tenThousandthsYuan
    }
}

extension PaymentView {
    init(_ payment: Payment, canGiveBack: Bool, canBuyForTaken: Bool) {
        means = payment.means.rawValue
        dueFen = payment.offer.quote.amount.fen
        takenFen = payment.taken.fen
        missingFen = payment.missing.fen
        self.canGiveBack = canGiveBack
        self.canBuyForTaken = canBuyForTaken
        symbol = payment.code.flatMap(SymbolView.init(text:))
    }
}

extension CreditView {
    init(_ credit: AccountCredit) {
        count = credit.credit.count
        mode = credit.mode.name
        decimals = credit.mode.decimals(of: credit.utility)
        unit = credit.utility.unit
        utility = credit.utility.name
    }
}

extension OpenSaleView {
    init(_ open: OpenSale) {
        kind =
            switch open.kind {
            case .unfinished: "unfinished"
            case .owed: "owed"
            case .held: "held"
            }
        number = open.sale.description
        fen = open.paid.fen
        credit = CreditView(open.credit)
    }
}

extension HeldSlipView {
    init(_ slip: HeldSlip) {
        number = slip.number.description
        receipt = slip.receipt.name
        symbol = slip.receipt == .printed ? nil : SymbolView(text: slip.receiptText)
    }
}

extension SaleView {
    init(_ sale: CompletedSale, canCopy: Bool, isCopyPrinting: Bool) {
        number = sale.sale.description
        outcome = sale.outcome.name
        fen = sale.paid.fen
        credit = CreditView(sale.credit)
        waiting = sale.waiting?.count
        receipt = sale.receipt.name
        symbol = sale.receipt == .printed ? nil : SymbolView(text: sale.receiptText)
        self.canCopy = canCopy
        self.isCopyPrinting = isCopyPrinting
    }
}

extension SymbolView {
    /// Nil for a text that fits no code.
    init?(text: String) {
        guard let code = QRCode(Array(text.utf8), correction: .medium) else { return nil }
        let grid = code.modules()
        rows = (0..<grid.side).map { row in
            String((0..<grid.side).map { grid[$0, row] ? "1" : "0" })
        }
    }
}
