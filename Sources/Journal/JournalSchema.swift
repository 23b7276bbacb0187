/// The tables of a journal. `record` is the evidence; the others are views of it that the same
/// transaction keeps in step, and that could be made again from it.
enum JournalSchema {
    static let migrations = [
        """
        CREATE TABLE record (
            sequence INTEGER PRIMARY KEY,
            hash BLOB NOT NULL,
            body BLOB NOT NULL
        ) STRICT;

        -- One row a sale: where its intent stands, its newest conclusion or its refund, and its
        -- newest receipt.
        CREATE TABLE sale (
            sequence INTEGER PRIMARY KEY REFERENCES record (sequence),
            card BLOB NOT NULL,
            request_key TEXT NOT NULL UNIQUE,
            is_settled INTEGER NOT NULL,
            conclusion_sequence INTEGER REFERENCES record (sequence),
            receipt_sequence INTEGER REFERENCES record (sequence)
        ) STRICT;
        CREATE INDEX unsettled_sale ON sale (card) WHERE is_settled = 0;

        -- The newest reading of each meter, so that a tap that brings nothing new leaves no record.
        CREATE TABLE reading (
            meter BLOB PRIMARY KEY,
            sequence INTEGER NOT NULL REFERENCES record (sequence)
        ) STRICT;

        -- How far the ledger has the records.
        CREATE TABLE acknowledgement (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            sequence INTEGER NOT NULL
        ) STRICT;
        INSERT INTO acknowledgement (only, sequence) VALUES (1, 0);
        """,
        """
        -- The ledger's signed word on it.
        ALTER TABLE acknowledgement ADD COLUMN receipt BLOB;
        """,
    ]
}
