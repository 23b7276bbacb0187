import Cryptography
import Prepayment
import RecordChain
import Storage
import TestSupport
import Testing

@testable import Journal

/// Views follow the records, in the same transaction.
struct ViewTests {
    static let owed = SaleOutcome.owed(CardFault("The card was taken away."))
    static let unknown = SaleOutcome.unknown(CardFault("No answer came."))
    let folder = JournalFolder()
    let journal: JournalFile

    init() throws { journal = try folder.open() }

    @Test(arguments: [nil, owed, unknown])
    func `a sale without a certain end stays open`(outcome: SaleOutcome?) throws {
        let sale = try journal.sell(outcome, receipt: nil)
        let open = try journal.unsettledSales(on: Sample.card)
        #expect(open.map(\.sale) == [sale])
        #expect(open.first?.intent == Sample.intent())
        #expect(open.first?.time == Sample.noon)
        #expect(open.first?.conclusion?.outcome == outcome)
        #expect(open.first?.receipt == nil)
        journal.close()
    }

    @Test func `a written sale is settled, at once or later`() throws {
        try journal.sell(.written, key: "at once")
        let sale = try journal.sell(Self.unknown, key: "later")
        try journal.conclude(sale, Self.owed)
        #expect(try journal.unsettledSales(on: Sample.card).map(\.sale) == [sale])
        try journal.conclude(sale, .written)
        #expect(try journal.unsettledSales(on: Sample.card).isEmpty)
        #expect(try journal.sale(requestKey: "later")?.conclusion?.outcome == .written)
        journal.close()
    }

    @Test func `a refunded sale is settled, with the refund beside it`() throws {
        let sale = try journal.sell(Self.owed)
        try journal.append(.saleRefunded(Sample.refund(of: sale)))
        #expect(try journal.unsettledSales(on: Sample.card).isEmpty)
        #expect(try journal.unsettledSales().isEmpty)
        let known = try #require(try journal.sale(sale))
        #expect(known.refund == Sample.refund(of: sale))
        #expect(known.conclusion == nil)
        #expect(!known.isOwed)
        try journal.conclude(sale, .written)
        #expect(try journal.sale(sale) == known, "what is settled stays so")
        journal.close()
        let again = try folder.open()
        #expect(try again.sale(sale) == known)
        again.close()
    }

    @Test func `a refund of a settled or unknown sale is not recorded`() throws {
        let written = try journal.sell(.written, key: "1")
        let owed = try journal.sell(Self.owed, key: "2")
        try journal.append(.saleRefunded(Sample.refund(of: owed, reason: "once")))
        let nowhere = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 999)
        let head = journal.head
        for sale in [written, owed, nowhere] {
            #expect(throws: JournalError.saleSettled(sale)) {
                try journal.append(.saleRefunded(Sample.refund(of: sale, reason: "again")))
            }
        }
        #expect(journal.head == head)
        try journal.append(.programStarted(version: "goes on"))
        journal.close()
        #expect(try JournalFile.verify(path: folder.path, kiosk: Sample.kiosk) > 0)
    }

    @Test func `what is said of another kiosk's sale changes no sale of this one`() throws {
        let sale = try journal.sell(Self.unknown)
        let other = SaleIdentifier(
            kiosk: KioskIdentifier(8),
            epoch: sale.epoch,
            sequence: sale.sequence
        )
        try journal.conclude(other, .written)
        try journal.append(.saleRefunded(Sample.refund(of: other, reason: "there")))
        #expect(try journal.unsettledSales().map(\.sale) == [sale])
        #expect(try journal.sale(other) == nil)
        journal.close()
    }

    @Test func `open sales are told card by card, the oldest first`() throws {
        let other = CardIdentifier([4, 9, 9, 9, 9, 9, 9])
        let first = try journal.sell(Self.owed, key: "1")
        let stranger = try journal.sell(nil, key: "2", card: other)
        let second = try journal.sell(nil, key: "3")
        #expect(try journal.unsettledSales(on: Sample.card).map(\.sale) == [first, second])
        #expect(try journal.unsettledSales(on: other).map(\.sale) == [stranger])
        #expect(try journal.unsettledSales().map(\.sale) == [first, stranger, second])
        journal.close()
    }

    @Test func `views are there again after a start`() throws {
        let sale = try journal.sell(Self.unknown, receipt: .unknown(reason: "silent"))
        journal.close()
        let again = try folder.open()
        let known = try again.sale(requestKey: "request-1")
        #expect(known?.sale == sale)
        #expect(known?.conclusion?.outcome == Self.unknown)
        #expect(known?.receipt == .unknown(reason: "silent"))
        #expect(try again.sale(requestKey: "request-2") == nil)
        again.close()
    }

    @Test func `a request opens one sale and no second`() throws {
        try journal.sell(.written)
        let head = journal.head
        let error = try #require(throws: JournalError.self) {
            try journal.append(.saleIntended(Sample.intent(paid: 500)))
        }
        guard case .storage(.constraintViolated) = error else { throw error }
        #expect(journal.head == head)
        #expect(try journal.contents().count == Int(head.sequence))
        try journal.append(.programStarted(version: "goes on"))
        journal.close()
        #expect(try JournalFile.verify(path: folder.path, kiosk: Sample.kiosk) == 5)
    }

    @Test func `a reading is news once`() throws {
        let first = Sample.reading(accepted: 1, remaining: 100)
        let second = Sample.reading(accepted: 1, remaining: 90)
        let neighbour = Sample.reading(accepted: 1, meter: Sample.digits("77"))
        #expect(try journal.isNews(first))
        try journal.append(.readingCollected(Sample.card, first))
        #expect(try !journal.isNews(first))
        #expect(try journal.isNews(second))
        #expect(try journal.isNews(neighbour))
        try journal.append(.readingCollected(Sample.card, second))
        journal.close()
        let again = try folder.open()
        #expect(try !again.isNews(second))
        #expect(try again.isNews(first))
        again.close()
    }

    @Test func `the ledger's word is kept, forwards and backwards`() throws {
        try journal.sell(.written)
        #expect(try journal.acknowledged() == 0)
        try journal.acknowledge(4)
        try journal.acknowledge(2)
        #expect(try journal.acknowledged() == 2)
        journal.close()
        let again = try folder.open()
        #expect(try again.acknowledged() == 2)
        again.close()
    }

    @Test func `the ledger's receipt is kept with its word`() throws {
        #expect(try journal.receipt() == nil)
        let receipt = LedgerReceipt(
            kiosk: Sample.kiosk,
            epoch: 1,
            head: journal.head,
            receivedAt: Sample.noon,
            signedBy: Sample.signingKey(1)
        )
        try journal.acknowledge(journal.head.sequence, receipt: receipt)
        journal.close()
        let again = try folder.open()
        #expect(try again.receipt() == receipt)
        try again.acknowledge(0)
        #expect(try again.receipt() == nil, "it spoke of more than the ledger has now")
        again.close()
    }

    @Test func `a journal that is only read is left as it is`() throws {
        journal.close()
        let before = try folder.bytes()
        let reading = try JournalFile(reading: folder.path, kiosk: Sample.kiosk)
        #expect(reading.head == journal.head)
        #expect(try reading.batch(after: 0)?.end == journal.head)
        #expect(throws: JournalError.self) { try reading.append(.programStarted(version: "x")) }
        reading.close()
        #expect(try folder.bytes() == before)
    }
}

/// What travels to the ledger.
struct BatchTests {
    let folder = JournalFolder()
    let journal: JournalFile

    init() throws {
        journal = try folder.open()
        for number in 2...9 { try journal.append(.programStarted(version: "\(number)")) }
    }

    @Test func `a batch begins behind a record and ends with the last`() throws {
        let batch = try #require(try journal.batch(after: 4))
        #expect(batch.kiosk == Sample.kiosk)
        #expect(batch.epoch == 1)
        #expect(batch.start == (try journal.head(at: 4)))
        #expect(batch.records.map(\.record.header.sequence) == [5, 6, 7, 8, 9])
        #expect(batch.end == journal.head)
        journal.close()
    }

    @Test func `behind the last record there is none`() throws {
        #expect(try journal.batch(after: 9) == nil)
        journal.close()
    }

    @Test func `behind a record that is not there neither`() throws {
        #expect(throws: JournalError.viewDamaged(path: folder.path, sequence: 10)) {
            try journal.batch(after: 10)
        }
        journal.close()
    }

    @Test func `a batch has at most so many records`() throws {
        let batch = try #require(try journal.batch(after: 2, limit: 3))
        #expect(batch.records.map(\.record.header.sequence) == [3, 4, 5])
        journal.close()
    }

    @Test func `nor more bytes than a server takes, and nothing is left out`() throws {
        for number in 0..<40 {
            let size = number % 3 == 0 ? 100 : 65_000
            try journal.append(.programStarted(version: String(repeating: "v", count: size)))
        }
        var sequences: [UInt32] = []
        var batchCount = 0
        var position: UInt32 = 9
        while let batch = try journal.batch(after: position) {
            let signed = SignedBatch(batch, signedBy: Sample.signingKey())
            #expect(signed.bytes.count <= SignedBatch.byteLimit)
            sequences += batch.records.map(\.record.header.sequence)
            position = batch.end.sequence
            batchCount += 1
        }
        #expect(sequences == Array(10...49))
        #expect(batchCount == 2)
        journal.close()
    }
}
