import Book
import Prepayment

/// Conclusions in one column: there is nearly always one, and it is only read with its sale.
///
///     n × ( outcome (1) · kiosk (4) · epoch (2) · sequence (4) · business day (4) )
extension [Conclusion] {
    /// Bytes of one.
    private static var byteCount: Int { 15 }

    var bytes: [UInt8] {
        var writer = ByteWriter(capacity: count * Self.byteCount)
        for conclusion in self {
            writer.write(conclusion.outcome.rawValue)
            writer.write(conclusion.statedBy.kiosk.number)
            writer.write(conclusion.statedBy.epoch)
            writer.write(conclusion.statedBy.sequence)
            writer.write(conclusion.day.yearMonthDay)
        }
        return writer.bytes
    }

    init(bytes: [UInt8]) throws(LayoutError) {
        self.init()
        var reader = ByteReader(bytes)
        for _ in 0..<bytes.count / Self.byteCount {
            append(try reader.conclusion())
        }
        try reader.finish()
    }
}

extension ByteReader {
    fileprivate mutating func conclusion() throws(LayoutError) -> Conclusion {
        let outcome: Conclusion.Outcome = try choice("conclusion")
        let position = RecordPosition(
            kiosk: KioskIdentifier(try read("kiosk")),
            epoch: try read("epoch"),
            sequence: try read("sequence")
        )
        let number: UInt32 = try read("business day")
        guard let day = BusinessDay(yearMonthDay: number) else {
            throw .unknownValue(field: "business day", value: UInt64(number))
        }
        return Conclusion(outcome: outcome, statedBy: position, day: day)
    }
}
