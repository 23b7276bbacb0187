import Book
import Prepayment
import Relational

/// The record that holds each meter's latest reading.
///
/// Meters are read at any kiosk, and kiosks are heard in any order: the meter's own counters say
/// which reading is the later one, never a clock before them.
enum ReadingTable {
    static let table = SQLTable(
        "reading",
        [
            .integer("meter"), .integer("accepted_purchase_number"), .integer("register_total"),
            .integer("written_at"), .integer("kiosk"), .integer("epoch"), .integer("sequence"),
        ],
        key: ["meter"]
    )
}

/// A reading and the record that says it.
struct StatedReading: Comparable {
    let reading: MeterReading
    let position: RecordPosition

    init(_ reading: MeterReading, statedBy position: RecordPosition) {
        (self.reading, self.position) = (reading, position)
    }

    /// As the table stores it.
    var registerTotal: Int64 { Int64(clamping: reading.registerTotal) }

    static func < (left: Self, right: Self) -> Bool {
        let counters = (left.reading.acceptedPurchaseNumber, left.registerTotal)
        let others = (right.reading.acceptedPurchaseNumber, right.registerTotal)
        guard counters == others else { return counters < others }
        let moments = (left.reading.writtenAt, right.reading.writtenAt)
        guard moments.0 == moments.1 else { return moments.0 < moments.1 }
        return left.position < right.position
    }
}

extension SQLConnection {
    /// Keeps of each meter the later of what is held and what is new.
    func learn(_ readings: [StatedReading]) throws {
        var rows = SQLRows(columnCount: ReadingTable.table.columns.count)
        for stated in readings {
            rows.append(
                Int64(stated.reading.meter.value),
                stated.reading.acceptedPurchaseNumber,
                stated.registerTotal,
                stated.reading.writtenAt.secondsSince1970,
                stated.position.kiosk.number,
                stated.position.epoch,
                stated.position.sequence
            )
        }
        try merge(
            rows,
            into: ReadingTable.table,
            setting: """
                accepted_purchase_number = excluded.accepted_purchase_number,
                register_total = excluded.register_total,
                written_at = excluded.written_at,
                kiosk = excluded.kiosk,
                epoch = excluded.epoch,
                sequence = excluded.sequence
                WHERE (excluded.accepted_purchase_number, excluded.register_total,
                        excluded.written_at, excluded.kiosk, excluded.epoch, excluded.sequence)
                    > (reading.accepted_purchase_number, reading.register_total,
                        reading.written_at, reading.kiosk, reading.epoch, reading.sequence)
                """
        )
    }

    /// The record with a meter's latest reading.
    func latestReading(of meter: MeterNumber) throws -> MeterReading? {
        let position = try first(
            "SELECT kiosk, epoch, sequence FROM reading WHERE meter = ?",
            Int64(meter.value)
        ) { try $0.position(from: 0) }
        guard let position else { return nil }
        guard case .readingCollected(_, let reading) = try record(at: position).content else {
            throw Damage(what: "record \(position) is no reading.")
        }
        return reading
    }
}
