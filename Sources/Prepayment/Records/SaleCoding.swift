extension SaleIntent {
    /// The canonical bytes, as they stand in a record.
    public var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 160)
        write(to: &writer)
        return writer.bytes
    }

    /// Reads canonical bytes.
    public init(bytes: [UInt8]) throws(LayoutError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }

    func write(to writer: inout ByteWriter) {
        writer.writeCounted(card.bytes)
        writer.write(holder.bytes)
        writer.write(purchaseNumber)
        writer.write(tender.rawValue)
        if let payment { writer.write(payment) }
        writer.write(paidAt.secondsSince1970)
        writer.write(paid.fen)
        writer.write(credit.count)
        writer.write(unitPrice.tenThousandthsYuan)
        writer.write(tariffVersion)
        writer.write(previousSale)
        writer.write(creditBefore.count)
        writer.write(parametersVersionBefore)
        writer.writeText(requestKey)
    }

    init(from reader: inout ByteReader) throws(LayoutError) {
        let card = CardIdentifier(try reader.countedBytes("card"))
        let holder = try Holder(from: &reader, reserved: .zero)
        let purchaseNumber: UInt32 = try reader.read("purchase number")
        let tender: Tender = try reader.choice("tender")
        self.init(
            card: card,
            holder: holder,
            purchaseNumber: purchaseNumber,
            tender: tender,
            payment: tender.isTakenByKiosk ? try reader.saleIdentifier("payment") : nil,
            paidAt: WallTime(secondsSince1970: try reader.read("paid at")),
            paid: Money(fen: try reader.read("paid")),
            credit: Credit(count: try reader.read("credit")),
            unitPrice: UnitPrice(tenThousandthsYuan: try reader.read("unit price")),
            tariffVersion: try reader.read("tariff version"),
            previousSale: try reader.saleIdentifier("previous sale"),
            creditBefore: Credit(count: try reader.read("credit before")),
            parametersVersionBefore: try reader.read("parameters version"),
            requestKey: try reader.text("request key")
        )
    }
}

extension SaleConclusion {
    func write(to writer: inout ByteWriter) {
        writer.write(sale)
        switch outcome {
        case .written: writer.write(UInt8(1))
        case .owed: writer.write(UInt8(2))
        case .unknown: writer.write(UInt8(3))
        }
        writer.writeText(outcome.fault?.sentence ?? "")
        writer.write(UInt8(waitingAfter == nil ? 0 : 1))
        writer.write(waitingAfter?.count ?? 0)
    }

    init(from reader: inout ByteReader) throws(LayoutError) {
        let sale = try reader.saleIdentifier("sale")
        let number: UInt8 = try reader.read("sale outcome")
        let sentence = try reader.text("sale fault")
        let outcome: SaleOutcome
        switch number {
        case 1 where sentence.isEmpty: outcome = .written
        case 2: outcome = .owed(CardFault(sentence))
        case 3: outcome = .unknown(CardFault(sentence))
        default: throw .unknownValue(field: "sale outcome", value: UInt64(number))
        }
        let isKnown: UInt8 = try reader.read("waiting known")
        let count: Int64 = try reader.read("waiting after")
        switch (isKnown, count) {
        case (0, 0): self.init(sale: sale, outcome: outcome, waitingAfter: nil)
        case (1, _): self.init(sale: sale, outcome: outcome, waitingAfter: Credit(count: count))
        default: throw .unknownValue(field: "waiting known", value: UInt64(isKnown))
        }
    }
}
