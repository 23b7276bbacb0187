import Cryptography
import Prepayment
import RecordChain
import TestSupport

/// Everything that is signed and travels. What is read gives the same bytes again: otherwise a signature
/// could stand for two things.
enum BatchFuzz {
    static func run(_ input: [UInt8]) {
        if let batches = try? SignedBatch.split(input) {
            guard batches.joined().elementsEqual(input) else { broken("a file is its batches") }
        }
        if let batch = try? SignedBatch(bytes: input) { check(batch, input) }
        _ = try? SignedBatch.bodies(in: input)
        if let head = try? SignedHead(bytes: input), head.bytes != input {
            broken("a head has one form")
        }
        if let heartbeat = try? SignedHeartbeat(bytes: input), heartbeat.bytes != input {
            broken("a heartbeat has one form")
        }
        if let receipt = LedgerReceipt(bytes: input), receipt.bytes != input {
            broken("a receipt has one form")
        }
        if let record = try? Record(bytes: input), record.bytes != input {
            broken("a record has one form")
        }
        let text = String(decoding: input, as: UTF8.self)
        _ = SignedNote(text)
        _ = Checkpoint(text: text)
    }

    private static func check(_ batch: SignedBatch, _ input: [UInt8]) {
        guard batch.bytes == input else { broken("a batch has one form") }
        let head = batch.signedHead.head
        guard BatchHead(of: batch.batch, key: head.key) == head else {
            broken("a head describes its records")
        }
        guard !batch.isSigned(by: Sample.signingKey(99).publicKey) else {
            broken("a stranger's key signed nothing")
        }
    }

    static func seeds() throws -> [[UInt8]] {
        var journal = JournalWriter()
        journal.sell()
        journal.append(.readingCollected(Sample.card, Sample.reading(accepted: 1)))
        let batch = try journal.signed()
        let receipt = LedgerReceipt(
            kiosk: journal.kiosk,
            epoch: journal.epoch,
            head: journal.head,
            receivedAt: Sample.noon,
            signedBy: Sample.ledgerKey
        )
        return [batch.bytes, batch.bytes + batch.bytes, batch.signedHead.bytes, receipt.bytes]
            + journal.records.map(\.body)
    }
}
