import Book
import Prepayment
import Storage

/// The record that holds each meter's latest reading.
///
/// Meters are read at any kiosk, and kiosks are heard in any order: the meter's own counters say
/// which reading is the later one, never a clock before them.
enum ReadingTable {
    static let schema = """
        CREATE TABLE reading (
            meter INTEGER PRIMARY KEY,
            accepted_purchase_number INTEGER NOT NULL,
            register_total INTEGER NOT NULL,
            written_at INTEGER NOT NULL,
            kiosk INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT;
        """

    static let drop = "DROP TABLE IF EXISTS reading;"

    static func store(
        _ reading: MeterReading,
        statedBy position: RecordPosition,
        in database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (meter) DO UPDATE SET
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
            """,
            Int64(reading.meter.value),
            reading.acceptedPurchaseNumber,
            Int64(clamping: reading.registerTotal),
            reading.writtenAt.secondsSince1970,
            position.kiosk.number,
            Int(position.epoch),
            position.sequence
        )
    }

    static func position(
        ofLatestReadingOf meter: MeterNumber,
        in database: Database
    ) throws -> RecordPosition? {
        try database.first(
            "SELECT kiosk, epoch, sequence FROM reading WHERE meter = ?",
            Int64(meter.value)
        ) { try $0.position(from: 0) }
    }
}
