/// The canonical bytes of a record: fixed widths, high byte first, lengths before texts, one form
/// for one meaning. Hashes and signatures are made over them, so a released layout never changes;
/// a new one takes a new version.
///
///     version (1) = 1 · kiosk (4) · epoch (2) · sequence (4) · business day (4) · wall clock (8)
///     · monotonic ns (8) · boot (16) · kind (1) · content
extension Record {
    /// The version written.
    public static let version: UInt8 = 1

    /// The canonical bytes.
    public var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 256)
        writer.write(Self.version)
        writer.write(header.kiosk.number)
        writer.write(header.epoch)
        writer.write(header.sequence)
        writer.write(header.businessDay.yearMonthDay)
        writer.write(header.wallTime.secondsSince1970)
        writer.write(header.monotonicNanoseconds)
        writer.write(header.bootIdentifier)
        writer.write(content.kind.rawValue)
        content.write(to: &writer)
        return writer.bytes
    }

    /// Reads canonical bytes.
    public init(bytes: [UInt8]) throws(LayoutError) {
        var reader = ByteReader(bytes)
        let version: UInt8 = try reader.read("record version")
        guard version == Self.version else {
            throw .unknownValue(field: "record version", value: UInt64(version))
        }
        header = RecordHeader(
            kiosk: KioskIdentifier(try reader.read("kiosk")),
            epoch: try reader.read("epoch"),
            sequence: try reader.read("sequence"),
            businessDay: try reader.businessDay(),
            wallTime: WallTime(secondsSince1970: try reader.read("wall clock")),
            monotonicNanoseconds: try reader.read("monotonic clock"),
            bootIdentifier: try reader.bytes(16, "boot identifier")
        )
        content = try RecordContent(kind: try reader.choice("record kind"), from: &reader)
        try reader.finish()
    }
}

extension Record {
    /// Whether bytes are a record that only a later version of this program can read: of a later
    /// layout, or of a kind that is not known here. Anything else that is wrong with them is for
    /// `init(bytes:)` to say.
    public static func isOfLaterVersion(_ bytes: [UInt8]) -> Bool {
        guard let recorded = bytes.first else { return false }
        guard recorded == version else { return recorded > version }
        return bytes.count > kindOffset
            && RecordContent.Kind(rawValue: bytes[kindOffset]) == nil
    }

    /// Where the kind stands: behind version, kiosk, epoch, sequence, business day, the two clocks
    /// and the boot.
    private static let kindOffset = 1 + 4 + 2 + 4 + 4 + 8 + 8 + 16
}

extension RecordContent {
    /// The number of each kind, for good.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case epochStarted = 1
        case programStarted = 2
        case saleIntended = 10
        case saleConcluded = 11
        case receiptConcluded = 12
        case saleRefunded = 13
        case saleTakenUp = 14
        case slipConcluded = 15
        case paymentOpened = 16
        case moneyMoved = 17
        case paymentClosed = 18
        case cardIssued = 20
        case readingCollected = 30
        case attentionAsked = 31
        case dayClosed = 40
    }

    /// Which kind it is.
    public var kind: Kind {
        switch self {
        case .epochStarted: .epochStarted
        case .programStarted: .programStarted
        case .saleIntended: .saleIntended
        case .saleConcluded: .saleConcluded
        case .receiptConcluded: .receiptConcluded
        case .saleRefunded: .saleRefunded
        case .saleTakenUp: .saleTakenUp
        case .slipConcluded: .slipConcluded
        case .paymentOpened: .paymentOpened
        case .moneyMoved: .moneyMoved
        case .paymentClosed: .paymentClosed
        case .cardIssued: .cardIssued
        case .readingCollected: .readingCollected
        case .attentionAsked: .attentionAsked
        case .dayClosed: .dayClosed
        }
    }

    func write(to writer: inout ByteWriter) {
        switch self {
        case .epochStarted(let start):
            writer.write(start.previousEpochHead)
            writer.writeText(start.reason)
        case .programStarted(let version):
            writer.writeText(version)
        case .saleIntended(let intent):
            intent.write(to: &writer)
        case .saleConcluded(let conclusion):
            conclusion.write(to: &writer)
        case .receiptConcluded(let sale, let outcome):
            writer.write(sale)
            writer.write(outcome)
        case .saleRefunded(let refund):
            writer.write(refund.sale)
            writer.writeText(refund.reason)
            writer.writeText(refund.clerk)
            writer.writeText(refund.requestKey)
        case .saleTakenUp(let sale, let intent):
            writer.write(sale)
            intent.write(to: &writer)
        case .slipConcluded(let slip):
            writer.write(slip.kind.rawValue)
            writer.write(slip.number)
            writer.write(slip.outcome)
        case .paymentOpened(let order):
            order.write(to: &writer)
        case .moneyMoved(let movement):
            movement.write(to: &writer)
        case .paymentClosed(let payment):
            writer.write(payment)
        case .cardIssued(let card, let holder):
            writer.writeCounted(card.bytes)
            writer.write(holder.bytes)
        case .readingCollected(let card, let reading):
            writer.writeCounted(card.bytes)
            reading.write(to: &writer)
        case .attentionAsked(let sentence):
            writer.writeText(sentence)
        case .dayClosed(let close):
            close.write(to: &writer)
        }
    }

    init(kind: Kind, from reader: inout ByteReader) throws(LayoutError) {
        switch kind {
        case .epochStarted:
            self = .epochStarted(
                EpochStart(
                    previousEpochHead: try reader.bytes(32, "previous head"),
                    reason: try reader.text("reason")
                )
            )
        case .programStarted:
            self = .programStarted(version: try reader.text("program version"))
        case .saleIntended:
            self = .saleIntended(try SaleIntent(from: &reader))
        case .saleConcluded:
            self = .saleConcluded(try SaleConclusion(from: &reader))
        case .receiptConcluded:
            self = .receiptConcluded(
                try reader.saleIdentifier("sale"),
                try reader.receiptOutcome()
            )
        case .saleRefunded:
            self = .saleRefunded(
                SaleRefund(
                    sale: try reader.saleIdentifier("sale"),
                    reason: try reader.text("refund reason"),
                    clerk: try reader.text("clerk"),
                    requestKey: try reader.text("request key")
                )
            )
        case .saleTakenUp:
            self = .saleTakenUp(
                try reader.saleIdentifier("sale"),
                try SaleIntent(from: &reader)
            )
        case .slipConcluded:
            self = .slipConcluded(
                Slip(
                    kind: try reader.choice("slip kind"),
                    number: try reader.saleIdentifier("slip number"),
                    outcome: try reader.receiptOutcome()
                )
            )
        case .paymentOpened:
            self = .paymentOpened(try PaymentOrder(from: &reader))
        case .moneyMoved:
            self = .moneyMoved(try MoneyMovement(from: &reader))
        case .paymentClosed:
            self = .paymentClosed(try reader.saleIdentifier("payment"))
        case .cardIssued:
            let card = CardIdentifier(try reader.countedBytes("card"))
            self = .cardIssued(card, try Holder(from: &reader, reserved: .zero))
        case .readingCollected:
            self = .readingCollected(
                CardIdentifier(try reader.countedBytes("card")),
                try MeterReading(from: &reader)
            )
        case .attentionAsked:
            self = .attentionAsked(try reader.text("sentence"))
        case .dayClosed:
            self = .dayClosed(try DayClose(from: &reader))
        }
    }
}

extension ByteWriter {
    /// UTF-8 behind its length; longer texts than 65 535 bytes are cut at a character.
    mutating func writeText(_ text: String) {
        var text = text
        while text.utf8.count > Int(UInt16.max) { text.removeLast() }
        writeCounted(Array(text.utf8))
    }

    mutating func write(_ outcome: ReceiptOutcome) {
        switch outcome {
        case .printed: write(UInt8(1))
        case .notPrinted: write(UInt8(2))
        case .unknown: write(UInt8(3))
        }
        writeText(outcome.reason ?? "")
    }
}

extension ByteReader {
    mutating func text(_ field: String) throws(LayoutError) -> String {
        let bytes = try countedSlice(field)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .unknownValue(field: field, value: 0)
        }
        return text
    }

    mutating func businessDay() throws(LayoutError) -> BusinessDay {
        let number: UInt32 = try read("business day")
        guard let day = BusinessDay(yearMonthDay: number) else {
            throw .unknownValue(field: "business day", value: UInt64(number))
        }
        return day
    }

    mutating func receiptOutcome() throws(LayoutError) -> ReceiptOutcome {
        let number: UInt8 = try read("receipt outcome")
        let reason = try text("receipt reason")
        switch number {
        case 1 where reason.isEmpty: return .printed
        case 2: return .notPrinted(reason: reason)
        case 3: return .unknown(reason: reason)
        default: throw .unknownValue(field: "receipt outcome", value: UInt64(number))
        }
    }
}
