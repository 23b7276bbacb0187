import Prepayment
import Relational

/// The records that each kiosk wrote under each business day.
enum DaySpanTable {
    static let table = SQLTable(
        "day_span",
        [
            .integer("kiosk"), .integer("day"), .integer("epoch"), .integer("first_sequence"),
            .integer("last_sequence"),
        ],
        key: ["kiosk", "day", "epoch"]
    )

    struct Key: Hashable {
        let day: BusinessDay
        let kiosk: KioskIdentifier
        let epoch: UInt16

        init(_ header: RecordHeader) {
            (day, kiosk, epoch) = (header.businessDay, header.kiosk, header.epoch)
        }
    }
}

extension SQLConnection {
    func widen(_ spans: [DaySpanTable.Key: ClosedRange<UInt32>]) throws {
        var rows = SQLRows(columnCount: DaySpanTable.table.columns.count)
        for (key, sequences) in spans.sorted(by: { $0.key < $1.key }) {
            rows.append(
                key.kiosk.number,
                key.day.yearMonthDay,
                key.epoch,
                sequences.lowerBound,
                sequences.upperBound
            )
        }
        try merge(
            rows,
            into: DaySpanTable.table,
            setting: """
                first_sequence = CASE WHEN excluded.first_sequence < day_span.first_sequence
                    THEN excluded.first_sequence ELSE day_span.first_sequence END,
                last_sequence = CASE WHEN excluded.last_sequence > day_span.last_sequence
                    THEN excluded.last_sequence ELSE day_span.last_sequence END
                """
        )
    }
}

extension DaySpanTable.Key: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        (left.kiosk, left.day, left.epoch) < (right.kiosk, right.day, right.epoch)
    }
}
