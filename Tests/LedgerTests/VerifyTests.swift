import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

/// Whatever is changed behind the ledger's back, `ledger verify` names it.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct VerifyTests {
    let folder = LedgerFolder()

    /// Kiosk 7 with two epochs, kiosk 12 that settles one of its sales and is heard first.
    static let journals = {
        var lobby = JournalWriter(kiosk: 7)
        lobby.sell(fen: 500)
        lobby.sell(fen: 800, .unknown)
        var moved = JournalWriter(kiosk: 7, epoch: 2, previousEpochHead: lobby.head.hash)
        moved.sell(fen: 900)
        var gate = JournalWriter(kiosk: 12)
        gate.conclude(SaleIdentifier(kiosk: lobby.kiosk, epoch: 1, sequence: 5), .written)
        return [gate, lobby, moved]
    }()

    func fill() async throws {
        let ledger = try await folder.open()
        for journal in Self.journals {
            let end = journal.head.sequence
            // The second batch begins with a record that was held before.
            for sequences in [1...min(4, end), min(4, end)...end] {
                _ = try await ledger.ingest(journal.batch(sequences))
            }
            #expect(
                try await ledger.head(of: journal.kiosk, epoch: journal.epoch) == journal.head
            )
        }
        await ledger.close()
    }

    func verify() async throws -> Verification { try await folder.openReader().verify() }

    @Test func `an untouched ledger is sound, and an empty one too`() async throws {
        try await folder.open().close()
        #expect(try await folder.soundCounts()?.records == 0)
        try await fill()
        let counts = try await folder.soundCounts()
        #expect(counts?.journals == 3 && counts?.records == 13 && counts?.sales == 3)
        // Two for each sale; three more that put right what the order of hearing had made.
        #expect(counts?.transfers == 9)
        // Counter cash, clearing, electricity, and “undecided”, through which one sale went.
        #expect(counts?.balances == 4)
    }

    @Test(
        arguments: [
            // Batches.
            (
                "DELETE FROM accepted_batch WHERE kiosk = 7 AND epoch = 1 AND last_sequence = 4",
                "Record K0007-1-000001 is missing."
            ),
            (
                "DELETE FROM accepted_batch WHERE kiosk = 7 AND epoch = 1 AND last_sequence = 7",
                "Record K0007-1-000005 is missing."
            ),
            ("DELETE FROM accepted_batch WHERE kiosk = 12", "Record K0012-1-000001 is missing."),
            (
                "UPDATE accepted_batch SET first_new_sequence = 4 WHERE last_sequence = 7",
                "Record K0007-1-000005 is missing."
            ),
            (
                """
                UPDATE accepted_batch SET batch = (SELECT batch FROM accepted_batch
                    WHERE kiosk = 7 AND epoch = 1 AND last_sequence = 4)
                WHERE kiosk = 7 AND epoch = 2
                """,
                "Another record stands in the place of K0007-2-000001."
            ),
            (
                "UPDATE accepted_batch SET leaf = hashes WHERE kiosk = 12",
                """
                What stands for the batch that ends with record K0012-1-000002 in its day's root \
                was changed.
                """
            ),
            (
                "UPDATE accepted_batch SET accepted_at = accepted_at - 1 WHERE last_sequence = 7",
                "The receipt for the batch that ends with record K0007-1-000007 is not the ledger's."
            ),
            (
                "DELETE FROM ledger_key",
                "The receipt for the batch that ends with record K0007-1-000004 is not the ledger's."
            ),
            (
                "DELETE FROM kiosk_key WHERE kiosk = 12",
                "No key of the kiosk signed the batch that ends with record K0012-1-000002."
            ),
            (
                "UPDATE chain_cursor SET next_sequence = next_sequence - 1 WHERE kiosk = 12",
                "The chain ends with record K0012-1-000002, and the cursor names another end."
            ),
            (
                "DELETE FROM chain_cursor WHERE epoch = 2",
                "The chain ends with record K0007-2-000004, and the cursor names another end."
            ),
            (
                """
                DELETE FROM accepted_batch WHERE kiosk = 7 AND epoch = 1;
                DELETE FROM chain_cursor WHERE kiosk = 7 AND epoch = 1
                """,
                "Record K0007-2-000001 does not begin its epoch on the end of the one before."
            ),
            // Transfers.
            (
                "UPDATE transfer SET amount_fen = 501 WHERE kiosk = 7 AND epoch = 1 AND sequence = 3",
                transfers("K0007-1-000003")
            ),
            ("UPDATE transfer SET amount_fen = -1 WHERE sequence = 3", transfers("K0007-1-000003")),
            ("UPDATE transfer SET credit = 9999 WHERE sequence = 2", transfers("K0007-1-000002")),
            (
                "UPDATE transfer SET debit = 1010 WHERE epoch = 1 AND sequence = 2",
                transfers("K0007-1-000002")
            ),
            (
                "UPDATE transfer SET day = 20261121 WHERE epoch = 2 AND sequence = 2",
                transfers("K0007-2-000002")
            ),
            (
                "UPDATE transfer SET selling_kiosk = 8 WHERE epoch = 2 AND sequence = 3",
                transfers("K0007-2-000003")
            ),
            ("DELETE FROM transfer WHERE epoch = 2 AND sequence = 3", transfers("K0007-2-000003")),
            (
                "UPDATE transfer SET amount_fen = 801 WHERE kiosk = 7 AND amount_fen = 800",
                transfers("K0007-1-000005")
            ),
            (
                "INSERT INTO transfer VALUES (7, 1, 4, 0, 1020, 2010, 7, 20261122, 5)",
                transfers("K0007-1-000004")
            ),
            (
                "INSERT INTO transfer VALUES (7, 1, 99, 0, 1020, 2010, 7, 20261122, 5)",
                transfers("K0007-1-000099")
            ),
            (
                "INSERT INTO transfer VALUES (99, 1, 1, 0, 1020, 2010, 7, 20261122, 5)",
                transfers("K0099-1-000001")
            ),
            // What is kept of sales, and what was objected to.
            (
                """
                INSERT INTO ledger_case VALUES
                    (7, 1, 'overLimit', 2, 2, 0, NULL, NULL, NULL, NULL, NULL, NULL)
                """,
                transfers("K0007-2-000002")
            ),
            (
                "UPDATE sale SET customer = 5 WHERE epoch = 1 AND sequence = 5",
                "What is kept of sale K0007-1-000005 is not what its records say."
            ),
            (
                "DELETE FROM sale WHERE epoch = 2",
                "What is kept of sale K0007-2-000002 is not what its records say."
            ),
            (
                "UPDATE sale SET outcome = 2 WHERE epoch = 2",
                "What is kept of sale K0007-2-000002 is not what its records say."
            ),
            // Balances.
            (
                "UPDATE balance SET amount_fen = 2201 WHERE account = 1020",
                "The balance “Counter cash” of K0007 on 2026-11-22 is 22.01, and its records make 22.00."
            ),
            (
                "DELETE FROM balance WHERE account = 2110",
                """
                The balance “Electricity sold” of K0007 on 2026-11-22 is 0.00, \
                and its records make -22.00.
                """
            ),
            (
                "INSERT INTO balance VALUES (8, 1020, 20261122, 7)",
                "The balance “Counter cash” of K0008 on 2026-11-22 is 0.07, and its records make 0.00."
            ),
        ]
    )
    func `what was changed is named`(sql: String, sentence: String) async throws {
        try await fill()
        try folder.tamper(sql)
        try await expectFault(sentence)
    }

    @Test(
        arguments: [
            // The first byte of a record is its version, byte 24 belongs to its monotonic clock.
            ("batch", 3, 0, "Record K0007-1-000003 cannot be read."),
            ("batch", 3, 24, "Record K0007-1-000003 was changed, or its hash."),
            ("batch", 4, 24, "Record K0007-1-000004 was changed, or its hash."),
            ("hashes", 2, 0, "Record K0007-1-000002 was changed, or its hash."),
        ] as [(String, UInt32, Int, String)]
    )
    func `a record of which a bit flipped is named`(
        column: String,
        sequence: UInt32,
        offset: Int,
        sentence: String
    ) async throws {
        try await fill()
        let record = Self.journals[1].records[Int(sequence) - 1]
        try folder.flip(column, holding: column == "batch" ? record.body : record.hash, at: offset)
        try await expectFault(sentence)
    }

    @Test func `a signature or a receipt of which a bit flipped is named`() async throws {
        try await fill()
        let batch = try Self.journals[1].signed(1...4)
        try folder.flip("batch", holding: batch.signedHead.signature, at: 40)
        let end = "the batch that ends with record K0007-1-000004"
        try await expectFault("No key of the kiosk signed \(end).")
        try folder.flip("batch", holding: Array(batch.signedHead.signature.prefix(40)), at: 0)
        try await expectFault("No key of the kiosk signed \(end).")
    }

    private func expectFault(_ sentence: String) async throws {
        guard case .faulty(let fault) = try await verify() else {
            Issue.record("the change was not seen")
            return
        }
        #expect(fault.sentence.hasPrefix(sentence))
        #expect(!fault.hint.isEmpty)
    }

    @Test func `an account that there is not is named`() async throws {
        try await fill()
        try folder.tamper("UPDATE balance SET account = 9999 WHERE account = 1020")
        let error = await #expect(throws: LedgerError.self) { try await verify() }
        #expect(error?.sentence == "\(folder.name) is damaged: 9999 is no Account.")
    }

    private static func transfers(_ record: String) -> String {
        "The transfers of record \(record) are not those that the posting rules make of it."
    }
}
