/// The contents of payment records:
///
///     opened  card (2 + n) · utility (1) · tender (1) · due (8)
///     moved   payment (10) · kind (1) · tender (1) · amount (8) · evidence (1) and what it says
///     closed  payment (10)
///
/// Evidence is 0 none · 1 note event, counter (1) · 2 reference, text (2 + n) · 3 window, clerk, reason
/// and key (2 + n each).
extension PaymentOrder {
    func write(to writer: inout ByteWriter) {
        writer.writeCounted(card.bytes)
        writer.write(utility.rawValue)
        writer.write(tender.rawValue)
        writer.write(due.fen)
    }

    init(from reader: inout ByteReader) throws(LayoutError) {
        self.init(
            card: CardIdentifier(try reader.countedBytes("card")),
            utility: try reader.choice("utility"),
            tender: try reader.kioskTender(),
            due: Money(fen: try reader.read("due"))
        )
    }
}

extension MoneyMovement {
    func write(to writer: inout ByteWriter) {
        writer.write(payment)
        writer.write(kind.rawValue)
        writer.write(tender.rawValue)
        writer.write(amount.fen)
        switch evidence {
        case .none:
            writer.write(UInt8(0))
        case .noteEvent(let counter):
            writer.write(UInt8(1))
            writer.write(counter)
        case .reference(let text):
            writer.write(UInt8(2))
            writer.writeText(text)
        case .window(let clerk, let reason, let requestKey):
            writer.write(UInt8(3))
            writer.writeText(clerk)
            writer.writeText(reason)
            writer.writeText(requestKey)
        }
    }

    init(from reader: inout ByteReader) throws(LayoutError) {
        self.init(
            payment: try reader.saleIdentifier("payment"),
            kind: try reader.choice("movement"),
            tender: try reader.kioskTender(),
            amount: Money(fen: try reader.read("amount")),
            evidence: try reader.evidence()
        )
    }
}

extension ByteReader {
    fileprivate mutating func kioskTender() throws(LayoutError) -> Tender {
        let tender: Tender = try choice("tender")
        guard tender.isTakenByKiosk else {
            throw .unknownValue(field: "tender", value: UInt64(tender.rawValue))
        }
        return tender
    }

    fileprivate mutating func evidence() throws(LayoutError) -> MovementEvidence {
        let number: UInt8 = try read("evidence")
        switch number {
        case 0: return .none
        case 1: return .noteEvent(counter: try read("event counter"))
        case 2: return .reference(try text("reference"))
        case 3:
            return .window(
                clerk: try text("clerk"),
                reason: try text("reason"),
                requestKey: try text("request key")
            )
        default: throw .unknownValue(field: "evidence", value: UInt64(number))
        }
    }
}
