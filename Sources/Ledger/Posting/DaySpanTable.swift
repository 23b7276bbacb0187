import Prepayment
import Storage

/// The records that each kiosk wrote under each business day.
enum DaySpanTable {
    static let schema = """
        CREATE TABLE day_span (
            day INTEGER NOT NULL,
            kiosk INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            first_sequence INTEGER NOT NULL,
            last_sequence INTEGER NOT NULL,
            PRIMARY KEY (day, kiosk, epoch)
        ) STRICT, WITHOUT ROWID;
        """

    static let drop = "DROP TABLE IF EXISTS day_span;"

    struct Key: Hashable {
        let day: BusinessDay
        let kiosk: KioskIdentifier
        let epoch: UInt16

        init(_ header: RecordHeader) {
            (day, kiosk, epoch) = (header.businessDay, header.kiosk, header.epoch)
        }
    }

    static func widen(
        _ key: Key,
        to sequences: ClosedRange<UInt32>,
        in database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO day_span VALUES (?, ?, ?, ?, ?) ON CONFLICT (day, kiosk, epoch) DO UPDATE
            SET first_sequence = min(first_sequence, excluded.first_sequence),
                last_sequence = max(last_sequence, excluded.last_sequence)
            """,
            key.day.yearMonthDay,
            key.kiosk.number,
            Int(key.epoch),
            sequences.lowerBound,
            sequences.upperBound
        )
    }
}
