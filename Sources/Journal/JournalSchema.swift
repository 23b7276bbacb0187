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
        """
        -- One row a sale of another kiosk that was taken up here, or found written: its name, where its
        -- intent stands in this journal, and what this kiosk said of it since.
        CREATE TABLE foreign_sale (
            kiosk INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            card BLOB,
            is_settled INTEGER NOT NULL,
            taken_sequence INTEGER REFERENCES record (sequence),
            conclusion_sequence INTEGER REFERENCES record (sequence),
            receipt_sequence INTEGER REFERENCES record (sequence),
            PRIMARY KEY (kiosk, epoch, sequence)
        ) STRICT;
        CREATE INDEX unsettled_foreign_sale ON foreign_sale (card) WHERE is_settled = 0;
        """,
        """
        -- Where each day ends, and what ended in it.
        CREATE TABLE day_close (
            sequence INTEGER PRIMARY KEY REFERENCES record (sequence)
        ) STRICT;
        CREATE INDEX sale_end ON sale (conclusion_sequence);
        """,
        """
        -- One row a payment that the kiosk takes itself: what came in, and where it went. What left in any
        -- way never exceeds what came.
        CREATE TABLE payment (
            sequence INTEGER PRIMARY KEY REFERENCES record (sequence),
            card BLOB NOT NULL,
            tender INTEGER NOT NULL,
            is_open INTEGER NOT NULL,
            taken_fen INTEGER NOT NULL DEFAULT 0,
            sold_fen INTEGER NOT NULL DEFAULT 0,
            returning_fen INTEGER NOT NULL DEFAULT 0,
            given_back_fen INTEGER NOT NULL DEFAULT 0,
            available_fen INTEGER NOT NULL
                GENERATED ALWAYS AS (taken_fen - sold_fen - returning_fen - given_back_fen) VIRTUAL,
            CHECK (available_fen >= 0 AND returning_fen >= 0)
        ) STRICT;
        CREATE INDEX open_payment ON payment (sequence) WHERE is_open = 1;
        CREATE INDEX returning_payment ON payment (sequence) WHERE returning_fen > 0;
        CREATE INDEX available_payment ON payment (card) WHERE available_fen > 0;

        -- Where each movement of such money stands.
        CREATE TABLE money_movement (
            sequence INTEGER PRIMARY KEY REFERENCES record (sequence),
            payment INTEGER NOT NULL REFERENCES payment (sequence),
            kind INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX movement_of_payment ON money_movement (payment, kind);

        -- The acceptor's event counter behind the last event that was heard, its note recorded.
        CREATE TABLE last_note (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            counter INTEGER NOT NULL
        ) STRICT;
        """,
    ]
}
