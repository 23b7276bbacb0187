import Cryptography
import Ledger
import Prepayment
import RecordChain
import TestSupport

/// An estate's kiosks that sell all day: each writes its journal and cuts it into signed batches.
///
/// A top-up is four records: the meter's reading, intent, conclusion, receipt. Meters and cards differ.
struct EstateLoad {
    private var kiosks: [SellingKiosk]
    let recordsPerBatch: Int
    private(set) var paidFen: Int64 = 0
    private(set) var recordCount = 0

    init(kioskCount: Int, recordsPerBatch: Int) {
        kiosks = (1...kioskCount).map { SellingKiosk(number: UInt32($0)) }
        self.recordsPerBatch = recordsPerBatch
    }

    /// Enrols every kiosk in a store.
    func enrol(in store: any LedgerStore) async throws {
        for kiosk in kiosks {
            let code = try await store.makeEnrolmentCode(
                for: kiosk.identifier,
                expiresAt: Sample.noon
            )
            _ = try await store.enrol(
                kiosk.identifier,
                key: kiosk.key.publicKey,
                code: code,
                at: WallTime(secondsSince1970: 0)
            )
        }
    }

    /// The next batches of every kiosk, in the order in which each must be sent.
    mutating func nextBatches(_ count: Int) throws -> [KioskBatches] {
        try kiosks.indices.map { index in
            var batches: [SignedBatch] = []
            for _ in 0..<count {
                let (batch, fen) = try kiosks[index].nextBatch(of: recordsPerBatch)
                paidFen += fen
                recordCount += recordsPerBatch
                batches.append(batch)
            }
            return KioskBatches(key: kiosks[index].key, batches: batches)
        }
    }
}

/// What one kiosk sends.
struct KioskBatches {
    let key: Ed25519.PrivateKey
    let batches: [SignedBatch]
}

private struct SellingKiosk {
    let identifier: KioskIdentifier
    let key: Ed25519.PrivateKey
    private var head = ChainHead.origin
    private var pending: [RecordContent]
    private var saleCount: UInt32 = 0

    init(number: UInt32) {
        identifier = KioskIdentifier(number)
        key = Ed25519.PrivateKey()
        pending = [
            .epochStarted(
                EpochStart(previousEpochHead: ChainHead.origin.hash, reason: "a new kiosk")
            )
        ]
    }

    /// A batch, and what its sales were paid with.
    mutating func nextBatch(of count: Int) throws -> (SignedBatch, fen: Int64) {
        let start = head
        var records: [SealedRecord] = []
        var fen: Int64 = 0
        for _ in 0..<count {
            let content = nextContent()
            if case .saleIntended(let intent) = content { fen += intent.paid.fen }
            let header = RecordHeader(
                kiosk: identifier,
                epoch: 1,
                sequence: head.sequence + 1,
                businessDay: Sample.day,
                wallTime: Sample.noon,
                monotonicNanoseconds: UInt64(head.sequence) * 1_000_000,
                bootIdentifier: [UInt8](repeating: 0xB0, count: 16)
            )
            let record = SealedRecord(Record(header: header, content: content), after: head.hash)
            head = ChainHead(sequence: header.sequence, hash: record.hash)
            records.append(record)
        }
        let batch = try RecordBatch(kiosk: identifier, epoch: 1, start: start, records: records)
        return (SignedBatch(batch, signedBy: key), fen)
    }

    private mutating func nextContent() -> RecordContent {
        if pending.isEmpty { pending = nextSale().reversed() }
        return pending.removeLast()
    }

    /// The sale is named by the place of its intent, the second of the four.
    private mutating func nextSale() -> [RecordContent] {
        saleCount += 1
        let household = identifier.number * 1_000 + saleCount % 500
        let card = CardIdentifier([4] + (0..<6).map { UInt8(truncatingIfNeeded: household >> $0) })
        let sale = SaleIdentifier(kiosk: identifier, epoch: 1, sequence: head.sequence + 2)
        let reading = Sample.reading(
            accepted: saleCount / 500,
            meter: Sample.digits(String(200_000_000_000 + UInt64(household)))
        )
        let intent = Sample.intent(
            requestKey: "request-\(saleCount)",
            paid: Int64(saleCount % 200 + 1) * 100,
            card: card,
            number: saleCount / 500 + 1
        )
        return [
            .readingCollected(card, reading), .saleIntended(intent),
            .saleConcluded(SaleConclusion(sale: sale, outcome: .written, waitingAfter: nil)),
            .receiptConcluded(sale, .printed),
        ]
    }
}
