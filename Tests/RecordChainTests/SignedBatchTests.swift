import Cryptography
import Prepayment
import RecordChain
import TestSupport
import Testing

@Suite struct SignedBatchTests {
    static let key = Sample.signingKey()

    static func batch(
        _ records: [SealedRecord] = RecordChainTests.chain()
    ) throws -> SignedBatch {
        SignedBatch(try RecordChainTests.batch(records), signedBy: key)
    }

    /// Another head over the records of a batch, honestly signed.
    static func resigned(_ batch: SignedBatch, _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var head = batch.signedHead.head.bytes
        change(&head)
        let signature = key.signature(of: Array("kioskh1".utf8) + head)
        var bytes = batch.bytes
        // Behind magic, length and the length of the head.
        bytes.replaceSubrange(10..<10 + head.count, with: head)
        bytes.replaceSubrange(10 + head.count..<10 + head.count + 64, with: signature)
        return bytes
    }

    @Test func `a signed batch reads back from the wire, and verifies`() throws {
        let batch = try Self.batch()
        let read = try SignedBatch(bytes: batch.bytes)
        #expect(read == batch)
        #expect(read.isSigned(by: Self.key.publicKey))
        #expect(!read.isSigned(by: Sample.signingKey(8).publicKey))
        let head = try SignedHead(bytes: batch.signedHead.bytes)
        #expect(head == batch.signedHead)
        #expect(head.isSigned(by: Self.key.publicKey))
    }

    @Test func `the head says where the batch stands and what it amounts to`() throws {
        let head = try Self.batch().signedHead.head
        let records = RecordChainTests.chain()
        #expect(head.start == .origin)
        #expect(head.end == ChainHead(sequence: 24, hash: records[23].hash))
        #expect(head.count == 24)
        #expect(head.key == KeyIdentifier(Self.key.publicKey))
        #expect(
            head.sums.map { "\($0.kind) \($0.count) \($0.amount.fen)" } == [
                "epochStarted 1 0", "programStarted 1 0", "saleIntended 2 20000",
                "saleConcluded 3 0", "receiptConcluded 3 0", "saleRefunded 1 0", "saleTakenUp 1 0",
                "slipConcluded 1 0", "paymentOpened 1 0", "moneyMoved 4 0", "paymentClosed 1 0",
                "cardIssued 1 0", "readingCollected 1 0", "attentionAsked 1 0", "dayClosed 2 0",
            ]
        )
    }

    @Test func `the bytes of a head are for good`() throws {
        let records = Array(RecordChainTests.chain().prefix(3))
        let batch = try RecordBatch(
            kiosk: Sample.kiosk,
            epoch: 1,
            start: ChainHead(sequence: 1, hash: records[0].hash),
            records: Array(records.dropFirst())
        )
        let signed = SignedBatch(batch, signedBy: Self.key)
        let expected =
            "01" + "00000007" + "0001" + "00000002" + "00000003" + "00000002"
            + records[0].hash.hexadecimal + records[2].hash.hexadecimal
            + Array(SHA256.digest(Self.key.publicKey.bytes).prefix(16)).hexadecimal
            + "02" + "02" + "00000001" + "0000000000000000"
            + "0A" + "00000001" + "0000000000002710"
        #expect(signed.signedHead.head.bytes.hexadecimal == expected)
        let head = signed.signedHead.head.bytes
        let signature = Self.key.signature(of: Array("kioskh1".utf8) + head)
        var expectedBytes = Array("PKB2".utf8)
        let bodies: [[UInt8]] = batch.records.map { [0, 0, 0, UInt8($0.body.count)] + $0.body }
        let length = 2 + head.count + 64 + bodies.joined().count
        expectedBytes += [0, 0, UInt8(length >> 8), UInt8(length & 0xFF)]
        expectedBytes += [0, UInt8(head.count)] + head + signature
        expectedBytes += bodies.joined()
        #expect(signed.bytes == expectedBytes)
    }

    @Test func `a batch with any bit changed is none, or is not signed`() throws {
        let bytes = try Self.batch(Array(RecordChainTests.chain().prefix(3))).bytes
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            let read = try? SignedBatch(bytes: changed)
            #expect(read?.isSigned(by: Self.key.publicKey) != true, "bit \(bit)")
        }
    }

    @Test func `a batch cut short or drawn out is refused`() throws {
        let bytes = try Self.batch(Array(RecordChainTests.chain().prefix(2))).bytes
        for count in 0..<bytes.count {
            #expect(throws: BatchError.self) {
                try SignedBatch(bytes: Array(bytes.prefix(count)))
            }
        }
        #expect(throws: BatchError.lengthDiffers) { try SignedBatch(bytes: bytes + [0]) }
    }

    /// A kiosk that signs what its records do not say is refused though its signature is good.
    @Test(arguments: [(60, "the last hash"), (100, "a sum's kind"), (112, "a sum's amount")])
    func `a signed head that does not describe its records is refused`(
        offset: Int,
        what: String
    ) throws {
        let batch = try Self.batch(Array(RecordChainTests.chain().prefix(3)))
        let bytes = Self.resigned(batch) { $0[offset] ^= 1 }
        #expect(throws: BatchError.self, "\(what)") { try SignedBatch(bytes: bytes) }
    }

    @Test func `sums that differ are named`() throws {
        let batch = try Self.batch(Array(RecordChainTests.chain().prefix(3)))
        let bytes = Self.resigned(batch) { $0[$0.count - 1] ^= 1 }
        #expect(throws: BatchError.headDiffers) { try SignedBatch(bytes: bytes) }
    }

    @Test func `what a later version wrote is told from what is damaged`() throws {
        let batch = try Self.batch(Array(RecordChainTests.chain().prefix(1)))
        var later = batch.bytes
        later[3] = UInt8(ascii: "3")
        #expect(throws: BatchError.newerSchema) { try SignedBatch(bytes: later) }
        let laterHead = Self.resigned(batch) { $0[0] = 2 }
        #expect(throws: BatchError.newerSchema) { try SignedBatch(bytes: laterHead) }
        let bodyStart = batch.bytes.count - batch.batch.records[0].body.count
        for (offset, value) in [(0, UInt8(2)), (47, 99)] {
            var laterRecord = batch.bytes
            laterRecord[bodyStart + offset] = value
            #expect(throws: BatchError.newerSchema) { try SignedBatch(bytes: laterRecord) }
        }
        var older = batch.bytes
        older[3] = UInt8(ascii: "1")
        #expect(throws: BatchError.notABatch) { try SignedBatch(bytes: older) }
    }

    @Test func `several batches in one file are cut apart`() throws {
        let records = RecordChainTests.chain()
        let first = try Self.batch(Array(records.prefix(4)))
        let second = SignedBatch(
            try RecordBatch(
                kiosk: Sample.kiosk,
                epoch: 1,
                start: first.batch.end,
                records: Array(records.dropFirst(4))
            ),
            signedBy: Self.key
        )
        let file = first.bytes + second.bytes
        #expect(try SignedBatch.split(file) == [first.bytes, second.bytes])
        #expect(try SignedBatch.split([]) == [])
        for count in 1..<file.count where count != first.bytes.count {
            #expect(throws: BatchError.self) {
                try SignedBatch.split(Array(file.prefix(count)))
            }
        }
        #expect(throws: BatchError.notABatch) {
            try SignedBatch.split(file + Array("rubbish!".utf8))
        }
    }

    @Test func `amounts without measure do not stop a batch`() throws {
        let contents: [RecordContent] = [
            .saleIntended(Sample.intent(paid: .max)), .saleIntended(Sample.intent(paid: 1)),
        ]
        let batch = try Self.batch(RecordChainTests.chain(contents))
        #expect(batch.signedHead.head.sums[0].amount.fen == .max)
        #expect(try SignedBatch(bytes: batch.bytes) == batch)
    }

    @Test(arguments: [[], Array("PKB2".utf8), Array("PKB1".utf8), Array("<html></html>".utf8)])
    func `other bytes are no batch`(bytes: [UInt8]) {
        #expect(throws: BatchError.notABatch) { try SignedBatch(bytes: bytes) }
    }

    @Test func `a batch that promises more records than allowed is refused`() throws {
        let batch = try Self.batch(Array(RecordChainTests.chain().prefix(2)))
        let bytes = Self.resigned(batch) { head in
            // Last record and count: 4 294 967 294, as first is 1.
            head.replaceSubrange(11..<19, with: [255, 255, 255, 254, 255, 255, 255, 254])
        }
        #expect(throws: BatchError.notABatch) { try SignedBatch(bytes: bytes) }
    }
}
