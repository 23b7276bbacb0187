import Cryptography
import FoundationEssentials
import Prepayment
import RecordChain
import TestSupport
import Testing

@Suite struct SyncAnswerTests {
    static let hash = [UInt8](repeating: 0xAB, count: 32)
    static let digits = String(repeating: "AB", count: 32)
    static let zeros = String(repeating: "00", count: 32)

    @Test(arguments: SyncAnswer.Verdict.allCases) func `an answer has one form in JSON`(
        verdict: SyncAnswer.Verdict
    ) throws {
        let answer = SyncAnswer(verdict, head: ChainHead(sequence: 41, hash: Self.hash))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(answer), as: UTF8.self)
        #expect(
            json == """
                {"answer":"\(verdict.rawValue)","head":"\(Self.digits)","nextSequence":42}
                """
        )
        #expect(try JSONDecoder().decode(SyncAnswer.self, from: Data(json.utf8)) == answer)
    }

    static let receipt = LedgerReceipt(
        kiosk: Sample.kiosk,
        epoch: 1,
        head: ChainHead(sequence: 41, hash: hash),
        receivedAt: Sample.noon,
        signedBy: Sample.signingKey(1)
    )

    @Test func `a receipt travels with an answer, and verifies`() throws {
        let answer = SyncAnswer(.accepted, head: Self.receipt.head, receipt: Self.receipt)
        let json = try JSONEncoder().encode(answer)
        let read = try JSONDecoder().decode(SyncAnswer.self, from: json)
        #expect(read == answer)
        #expect(read.receipt?.isSigned(by: Sample.signingKey(1).publicKey) == true)
        #expect(read.receipt?.isSigned(by: Sample.signingKey(2).publicKey) == false)
    }

    @Test func `a receipt with any bit changed is none, or is not signed`() {
        let bytes = Self.receipt.bytes
        #expect(LedgerReceipt(bytes: bytes) == Self.receipt)
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            let read = LedgerReceipt(bytes: changed)
            #expect(read?.isSigned(by: Sample.signingKey(1).publicKey) != true, "bit \(bit)")
        }
        for count in 0..<bytes.count {
            #expect(LedgerReceipt(bytes: Array(bytes.prefix(count))) == nil)
        }
        #expect(LedgerReceipt(bytes: bytes + [0]) == nil)
    }

    @Test func `the bytes of a receipt are for good`() {
        let key = KeyIdentifier(Sample.signingKey(1).publicKey)
        let fields =
            "01" + "00000007" + "0001" + "00000029" + Self.digits + "000000006B02D940"
            + key.description
        let message = Array("kioskr1".utf8) + ([UInt8](hexadecimal: fields) ?? [])
        let signature = Sample.signingKey(1).signature(of: message)
        #expect(Self.receipt.bytes.hexadecimal == fields + signature.hexadecimal)
    }

    @Test func `a problem report may carry an answer`() throws {
        let json = """
            {"title": "Records are missing", "status": 409, "answer": "gap",
             "nextSequence": 1, "head": "\(Self.zeros)"}
            """
        let answer = try JSONDecoder().decode(SyncAnswer.self, from: Data(json.utf8))
        #expect(answer == SyncAnswer(.gap, head: .origin))
    }

    @Test(arguments: [
        "{}", "[]", "null", "OK",
        #"{"answer":"accepted","nextSequence":2}"#,
        #"{"answer":"perhaps","nextSequence":2,"head":"\#(digits)"}"#,
        #"{"answer":"accepted","nextSequence":0,"head":"\#(zeros)"}"#,
        #"{"answer":"accepted","nextSequence":-1,"head":"\#(digits)"}"#,
        #"{"answer":"accepted","nextSequence":4294967296,"head":"\#(digits)"}"#,
        #"{"answer":"accepted","nextSequence":"2","head":"\#(digits)"}"#,
        #"{"answer":"accepted","nextSequence":2,"head":"\#(digits.dropLast())"}"#,
        #"{"answer":"accepted","nextSequence":2,"head":"\#(digits)00"}"#,
        #"{"answer":"accepted","nextSequence":2,"head":"\#(zeros)"}"#,
        #"{"answer":"accepted","nextSequence":1,"head":"\#(digits)"}"#,
        #"{"answer":"accepted","nextSequence":2,"head":"\#(digits)","receipt":"01"}"#,
        #"{"answer":"accepted","nextSequence":2,"head":"\#(digits)","receipt":1}"#,
    ]) func `nonsense is no answer`(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(SyncAnswer.self, from: Data(json.utf8))
        }
    }

    /// Records 3 to 5 were sent.
    static func sent() throws -> (batch: RecordBatch, head: (UInt32) -> ChainHead) {
        let records = RecordChainTests.chain()
        let head = { (sequence: UInt32) in
            ChainHead(sequence: sequence, hash: records[Int(sequence) - 1].hash)
        }
        let batch = try RecordBatch(
            kiosk: Sample.kiosk,
            epoch: 1,
            start: head(2),
            records: Array(records[2...4])
        )
        return (batch, head)
    }

    @Test(
        arguments: [
            (.accepted, 5, true), (.accepted, 4, false), (.accepted, 6, false),
            (.alreadyHave, 5, true), (.alreadyHave, 6, true), (.alreadyHave, 4, false),
            (.gap, 1, true), (.gap, 2, false), (.gap, 5, false),
            (.fork, 1, true), (.fork, 9, true), (.quarantined, 1, true), (.quarantined, 9, true),
            (.cursor, 5, false),
        ] as [(SyncAnswer.Verdict, UInt32, Bool)]
    )
    func `an answer fits what was sent or is refused`(
        verdict: SyncAnswer.Verdict,
        sequence: UInt32,
        fits: Bool
    ) throws {
        let (batch, head) = try Self.sent()
        let answer = SyncAnswer(verdict, head: head(sequence))
        if fits {
            try answer.check(against: batch)
        } else {
            let error = #expect(throws: SyncAnswerError.self) { try answer.check(against: batch) }
            #expect(error?.sentence.contains("after it was sent records 3 to 5") == true)
        }
    }

    @Test(arguments: [SyncAnswer.Verdict.accepted, .alreadyHave])
    func `a right number with a wrong head is refused`(verdict: SyncAnswer.Verdict) throws {
        let (batch, _) = try Self.sent()
        let answer = SyncAnswer(verdict, head: ChainHead(sequence: 5, hash: Self.hash))
        #expect(throws: SyncAnswerError.self) { try answer.check(against: batch) }
    }

    @Test func `a batch that leaves no number for the next record is refused`() throws {
        let record = Record(
            header: RecordChainTests.header(.max),
            content: .programStarted(version: "0.1.0")
        )
        let start = ChainHead(sequence: .max - 1, hash: Self.hash)
        let sealed = SealedRecord(record, after: Self.hash)
        #expect(throws: BatchError.notABatch) {
            try RecordBatch(kiosk: Sample.kiosk, epoch: 1, start: start, records: [sealed])
        }
    }

    @Test func `a first record that follows something is no chain`() throws {
        let record = Record(
            header: RecordChainTests.header(1),
            content: .programStarted(version: "0.1.0")
        )
        let start = ChainHead(sequence: 0, hash: Self.hash)
        #expect(throws: BatchError.notAChain(.broken(sequence: 1))) {
            try RecordBatch(
                kiosk: Sample.kiosk,
                epoch: 1,
                start: start,
                records: [SealedRecord(record, after: Self.hash)]
            )
        }
    }
}
