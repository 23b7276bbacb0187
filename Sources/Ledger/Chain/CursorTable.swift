import Book
import Prepayment
import RecordChain
import Relational

/// How far each journal is held.
enum CursorTable {
    static let table = SQLTable(
        "chain_cursor",
        [
            .integer("kiosk"), .integer("epoch"), .integer("next_sequence"), .bytes("head"),
            .integer("first_day"), .integer("received_at"),
        ],
        key: ["kiosk", "epoch"]
    )
}

extension SQLConnection {
    /// The end of an epoch's chain; the origin where nothing is held.
    func head(of kiosk: KioskIdentifier, epoch: UInt16) throws -> ChainHead {
        try first(
            "SELECT next_sequence, head FROM chain_cursor WHERE kiosk = ? AND epoch = ?",
            kiosk.number,
            epoch
        ) { try $0.head(from: 0) } ?? .origin
    }

    /// All that is held of some kiosks.
    func chains(of kiosks: [KioskIdentifier]) throws -> [KioskIdentifier: KioskChains] {
        var rows = SQLRows(columnCount: 1)
        for kiosk in kiosks { rows.append(kiosk.number) }
        var chains: [KioskIdentifier: KioskChains] = [:]
        try forEachOfEach(
            "SELECT epoch, next_sequence, head FROM chain_cursor WHERE kiosk = ?",
            rows
        ) { index, row in
            let epoch: UInt16 = try row.number(0)
            chains[kiosks[index], default: KioskChains()].heads[epoch] = try row.head(from: 1)
        }
        try forEachOfEach(CaseTable.quarantineQuery, rows) { index, _ in
            chains[kiosks[index], default: KioskChains()].isInQuarantine = true
        }
        return chains
    }

    /// The ends of the chains of one kiosk, or of all.
    func cursors(of kiosk: KioskIdentifier? = nil) throws -> [JournalName: ChainHead] {
        let kiosks = KioskRange(kiosk)
        let cursors = try query(
            """
            SELECT kiosk, epoch, next_sequence, head FROM chain_cursor
            WHERE kiosk BETWEEN ? AND ?
            """,
            kiosks.first,
            kiosks.last
        ) {
            (
                JournalName(kiosk: try $0.kiosk(0), epoch: try $0.number(1)),
                try $0.head(from: 2)
            )
        }
        return Dictionary(uniqueKeysWithValues: cursors)
    }

    /// Compare-and-set: each cursor moves only from where the transaction found it.
    func moveCursors(along batches: [AcceptedBatch]) throws {
        var first = SQLRows(columnCount: CursorTable.table.columns.count)
        var further = SQLRows(columnCount: 7)
        for accepted in batches {
            let batch = accepted.batch
            if accepted.held == .origin {
                first.append(
                    batch.kiosk.number,
                    batch.epoch,
                    batch.end.sequence + 1,
                    batch.end.hash,
                    batch.records[0].record.header.businessDay.yearMonthDay,
                    accepted.receivedAt.secondsSince1970
                )
            } else {
                further.append(
                    batch.end.sequence + 1,
                    batch.end.hash,
                    accepted.receivedAt.secondsSince1970,
                    batch.kiosk.number,
                    batch.epoch,
                    accepted.held.sequence + 1,
                    accepted.held.hash
                )
            }
        }
        let moved =
            try runEach(
                """
                INSERT INTO chain_cursor VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (kiosk, epoch) DO NOTHING
                """,
                first
            )
            + runEach(
                """
                UPDATE chain_cursor SET next_sequence = ?, head = ?, received_at = ?
                WHERE kiosk = ? AND epoch = ? AND next_sequence = ? AND head = ?
                """,
                further
            )
        guard moved == batches.count else { throw CursorConflict() }
    }
}

extension SQLRow {
    /// Two columns: the number that is wanted next, and the hash before it.
    fileprivate func head(from column: Int) throws -> ChainHead {
        let next: UInt32 = try number(column)
        guard next > 1 else { throw Damage(what: "a cursor stands at \(next).") }
        return ChainHead(sequence: next - 1, hash: try bytes(column + 1))
    }
}
