import Book
import Prepayment
import RecordChain
import Storage

/// The marks of a ledger's file: an application's number and the layouts it went through.
enum LedgerLayout {
    /// “PKLG” in SQLite's header tells a ledger from any other database, a kiosk's journal above all.
    static let applicationIdentifier: Int64 = 0x504B_4C47

    /// Only ever grows at its end. What is posted from the records has a version of its own.
    static let migrations = [
        """
        PRAGMA application_id = \(applicationIdentifier);
        \(ChainTables.schema)
        CREATE TABLE posting_view (version INTEGER NOT NULL) STRICT;
        """,
        EvidenceTables.schema,
    ]
}

extension Database {
    /// Refuses a database that is not a ledger's and not empty.
    func checkIsLedger() throws {
        let identifier = try first("PRAGMA application_id") { try $0.integer(0) }
        guard identifier != LedgerLayout.applicationIdentifier else { return }
        let tables = try first("SELECT count(*) FROM sqlite_schema") { try $0.integer(0) }
        guard identifier == 0, tables == 0 else { throw LedgerError.notALedger(path: path) }
    }

    /// Makes or updates the tables, and posts everything anew where what is posted has changed.
    func bringUpToDate() throws {
        try migrate(LedgerLayout.migrations)
        guard try postingVersion() != PostingView.version else { return }
        try transaction {
            try execute(PostingView.drop)
            try execute(PostingView.schema)
            try forEachPage { page in
                let records = try page.map { try readRecord($0.body, at: $0.position) }
                try PostingView.post(records, in: self)
            }
            try run("DELETE FROM posting_view")
            try run("INSERT INTO posting_view VALUES (?)", PostingView.version)
        }
    }

    /// Refuses a file that `bringUpToDate` would change.
    func checkIsUpToDate() throws {
        guard try userVersion >= LedgerLayout.migrations.count else {
            throw LedgerError.olderLayout(path: path)
        }
        // Nothing is left to migrate; a later program's file is refused.
        try migrate(LedgerLayout.migrations)
        guard try postingVersion() == PostingView.version else {
            throw LedgerError.olderLayout(path: path)
        }
    }

    private func postingVersion() throws -> Int64? {
        try first("SELECT version FROM posting_view") { try $0.integer(0) }
    }
}

extension Database {
    /// Takes what is new in a batch, in one transaction.
    func ingest(_ signed: SignedBatch, receivedAt: WallTime) throws -> IngestAnswer {
        try transaction {
            let batch = signed.batch
            let held = try heldChain(of: batch.kiosk, epoch: batch.epoch)
            guard try !isInQuarantine(batch.kiosk) else { return .quarantined(held.head) }
            let placement = try batch.placement(on: held) { sequence in
                try hash(
                    at: RecordPosition(
                        kiosk: batch.kiosk,
                        epoch: batch.epoch,
                        sequence: sequence
                    )
                )
            }
            switch placement {
            case .alreadyHave: return .alreadyHave(held.head)
            case .gap: return .gap(held.head)
            case .fork(let fork):
                try openCase(fork, offered: signed.signedHead, at: receivedAt)
                return .fork(fork, held.head)
            case .append(let index):
                try append(
                    batch.records[index...],
                    of: batch,
                    after: held.head,
                    receivedAt: receivedAt
                )
                try keep(signed.signedHead, receivedAt: receivedAt)
                return .accepted(batch.end)
            }
        }
    }

    /// Moves the cursor, keeps the records, posts what they say.
    func append(
        _ records: ArraySlice<SealedRecord>,
        of batch: RecordBatch,
        after held: ChainHead,
        receivedAt: WallTime
    ) throws {
        try moveCursor(from: held, along: batch, receivedAt: receivedAt)
        for record in records { try insert(record, receivedAt: receivedAt) }
        try PostingView.post(records.lazy.map(\.record), in: self)
    }
}
