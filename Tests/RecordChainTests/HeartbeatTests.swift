import Cryptography
import FoundationEssentials
import Prepayment
import RecordChain
import TestSupport
import Testing

@Suite struct HeartbeatTests {
    static let key = Sample.signingKey()
    static let hash = [UInt8](repeating: 0xAB, count: 32)

    static func heartbeat(head: ChainHead = ChainHead(sequence: 41, hash: hash)) -> Heartbeat {
        Heartbeat(
            kiosk: Sample.kiosk,
            epoch: 1,
            head: head,
            businessDay: Sample.day,
            wallTime: Sample.noon,
            monotonicNanoseconds: 5_000_000_000,
            bootIdentifier: [UInt8](repeating: 0xB0, count: 16),
            counter: 3,
            key: KeyIdentifier(key.publicKey)
        )
    }

    static func signed() -> SignedHeartbeat { SignedHeartbeat(heartbeat(), signedBy: key) }

    /// Other bytes in the place of a heartbeat, honestly signed.
    static func resigned(_ said: [UInt8]) -> [UInt8] {
        [UInt8(said.count >> 8), UInt8(said.count & 0xFF)] + said
            + key.signature(of: Array("kioskb1".utf8) + said)
    }

    @Test func `a heartbeat reads back, and verifies`() throws {
        let read = try SignedHeartbeat(bytes: Self.signed().bytes)
        #expect(read == Self.signed())
        #expect(read.isSigned(by: Self.key.publicKey))
        #expect(!read.isSigned(by: Sample.signingKey(8).publicKey))
    }

    @Test func `the bytes of a heartbeat are for good`() throws {
        let expected =
            "01" + "00000007" + "0001" + "00000029" + Self.hash.hexadecimal + "01352902"
            + "000000006B02D940" + "000000012A05F200" + String(repeating: "B0", count: 16)
            + "00000003" + Array(SHA256.digest(Self.key.publicKey.bytes).prefix(16)).hexadecimal
        let said = try #require([UInt8](hexadecimal: expected))
        #expect(Self.heartbeat().bytes.hexadecimal == expected)
        #expect(Self.signed().bytes == Self.resigned(said))
    }

    @Test func `a heartbeat with any bit changed is none, or is not signed`() {
        let bytes = Self.signed().bytes
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            let read = try? SignedHeartbeat(bytes: changed)
            #expect(read?.isSigned(by: Self.key.publicKey) != true, "bit \(bit)")
        }
    }

    @Test func `a heartbeat cut short or drawn out is refused`() {
        let bytes = Self.signed().bytes
        for count in 0..<bytes.count {
            #expect(throws: HeartbeatError.self) {
                try SignedHeartbeat(bytes: Array(bytes.prefix(count)))
            }
        }
        #expect(throws: HeartbeatError.malformed(.trailingBytes(count: 1))) {
            try SignedHeartbeat(bytes: bytes + [0])
        }
    }

    @Test func `what a later version wrote is told from what is damaged`() {
        let later = [2] + Self.heartbeat().bytes.dropFirst() + [1, 2, 3]
        #expect(throws: HeartbeatError.newerSchema) {
            try SignedHeartbeat(bytes: Self.resigned(later))
        }
        let none = [0] + Self.heartbeat().bytes.dropFirst()
        #expect(throws: HeartbeatError.malformed(.unknownValue(field: "version", value: 0))) {
            try SignedHeartbeat(bytes: Self.resigned(none))
        }
    }

    /// What no journal holds, though the signature is good.
    @Test(
        arguments: [
            (7, [0, 0, 0, 0], "sequence"), (7, [255, 255, 255, 255], "sequence"),
            (43, [0, 0, 0, 0], "business day"), (43, [0x01, 0x35, 0x29, 0x12], "business day"),
        ] as [(Int, [UInt8], String)]
    )
    func `a heartbeat that no journal can mean is refused`(
        offset: Int,
        field: [UInt8],
        name: String
    ) throws {
        var said = Self.heartbeat().bytes
        said.replaceSubrange(offset..<offset + field.count, with: field)
        let error = #expect(throws: HeartbeatError.self) {
            try SignedHeartbeat(bytes: Self.resigned(said))
        }
        #expect(error?.sentence.contains("“\(name)”") == true)
    }

    @Test(arguments: HeartbeatAnswer.Verdict.allCases) func `an answer has one form in JSON`(
        verdict: HeartbeatAnswer.Verdict
    ) throws {
        let answer = HeartbeatAnswer(
            verdict,
            ledgerTime: Sample.noon,
            head: ChainHead(sequence: 41, hash: Self.hash)
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(answer), as: UTF8.self)
        let expected = """
            {"answer":"\(verdict.rawValue)","head":"\(Self.hash.hexadecimal)","nextSequence":42,\
            "time":1795348800}
            """
        #expect(json == expected)
        #expect(try JSONDecoder().decode(HeartbeatAnswer.self, from: Data(json.utf8)) == answer)
    }

    @Test(arguments: [
        "{}", #"{"answer":"heard","time":1}"#,
        #"{"answer":"perhaps","time":1,"nextSequence":1,"head":"\#(SyncAnswerTests.zeros)"}"#,
        #"{"answer":"heard","nextSequence":1,"head":"\#(SyncAnswerTests.zeros)"}"#,
        #"{"answer":"heard","time":1,"nextSequence":0,"head":"\#(SyncAnswerTests.zeros)"}"#,
        #"{"answer":"heard","time":1,"nextSequence":2,"head":"\#(SyncAnswerTests.zeros)"}"#,
        #"{"answer":"heard","time":1,"nextSequence":2,"head":"AB"}"#,
        #"{"answer":"heard","time":1e99,"nextSequence":1,"head":"\#(SyncAnswerTests.zeros)"}"#,
    ])
    func `what no ledger can mean is refused`(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(HeartbeatAnswer.self, from: Data(json.utf8))
        }
    }
}
