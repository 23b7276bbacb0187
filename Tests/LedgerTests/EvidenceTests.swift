import Cryptography
import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

/// Who may sign, what is kept of what was signed, and what contradicts it.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct EvidenceTests {
    let folder = LedgerFolder()
    let journal = IngestTests.journal

    static func later(_ seconds: Int64) -> WallTime {
        WallTime(secondsSince1970: Sample.noon.secondsSince1970 + seconds)
    }

    @Test func `a code enrols one key of one kiosk, for its time`() async throws {
        let ledger = try await folder.open()
        let code = try await ledger.makeEnrolmentCode(
            for: Sample.kiosk,
            expiresAt: Self.later(60)
        )
        let typed = try #require(
            EnrolmentCode(code.description.lowercased().replacing("-", with: " "))
        )
        #expect(typed == code)
        let key = Sample.signingKey().publicKey
        func enrol(
            _ kiosk: KioskIdentifier = Sample.kiosk,
            _ key: Ed25519.PublicKey = key,
            _ code: EnrolmentCode = typed,
            at seconds: Int64 = 0
        ) async throws -> EnrolmentAnswer {
            try await ledger.enrol(kiosk, key: key, code: code, at: Self.later(seconds))
        }
        #expect(try await enrol(at: 60) == .refused(.codeExpired))
        #expect(try await enrol(KioskIdentifier(8)) == .refused(.codeUnknown))
        #expect(try await enrol(Sample.kiosk, key, EnrolmentCode()) == .refused(.codeUnknown))
        #expect(try await ledger.enrolledKey(KeyIdentifier(key)) == nil)

        #expect(try await enrol(at: 59) == .enrolled)
        #expect(try await ledger.enrolledKey(KeyIdentifier(key))?.kiosk == Sample.kiosk)
        #expect(try await enrol() == .enrolled, "the answer may have been lost")
        let other = Sample.signingKey(9).publicKey
        #expect(try await enrol(Sample.kiosk, other) == .refused(.codeUsed))

        let second = try await ledger.makeEnrolmentCode(
            for: Sample.kiosk,
            expiresAt: Self.later(60)
        )
        #expect(try await enrol() == .refused(.codeUnknown), "a new code ends the one before")
        #expect(try await enrol(Sample.kiosk, key, second) == .refused(.keyTaken))
        #expect(try await enrol(Sample.kiosk, other, second) == .enrolled)
        #expect(try await ledger.enrolledKey(KeyIdentifier(key))?.isRetired == true)
        #expect(try await ledger.enrolledKey(KeyIdentifier(other))?.isRetired == false)
        let third = try await ledger.makeEnrolmentCode(
            for: KioskIdentifier(8),
            expiresAt: Self.later(60)
        )
        #expect(
            try await enrol(KioskIdentifier(8), other, third) == .refused(.keyTaken),
            "one key, two kiosks"
        )
        await ledger.close()
    }

    @Test func `the code itself is not in the store`() async throws {
        let ledger = try await folder.open()
        let code = try await ledger.makeEnrolmentCode(
            for: Sample.kiosk,
            expiresAt: Self.later(60)
        )
        await ledger.close()
        let plain = Array(code.description.replacing("-", with: "").utf8).hexadecimal
        let rows = try folder.contents(without: [])
        #expect(rows.contains { $0.hasPrefix("enrolment_code 7") })
        #expect(!rows.contains { $0.contains(plain) || $0.contains(code.description) })
    }

    @Test(arguments: [
        "", "hello", "0000-0000-0000-0000-000", "0000-0000-0000-0000-00000",
        "U000-0000-0000-0000-0000", "0000-0000-0000-0000-000é",
    ])
    func `what cannot be a code is none`(typed: String) {
        #expect(EnrolmentCode(typed) == nil)
    }

    @Test func `signs that are mistaken for one another are the same`() {
        #expect(
            EnrolmentCode("oOiI-lL00-0000-0000-0000")
                == EnrolmentCode("0011-1100-0000-0000-0000")
        )
        #expect(Set((0..<100).map { _ in EnrolmentCode() }).count == 100)
    }

    @Test func `only what an enrolled kiosk signed is taken`() async throws {
        try await folder.enrol()
        try await folder.enrol(KioskIdentifier(8))
        let ledger = try await folder.open()
        let before = try folder.contents()
        func admit(_ batch: SignedBatch) async throws -> Result<IngestAnswer, AdmissionRefusal> {
            try await ledger.admit(batch)
        }
        let stranger = KeyIdentifier(Sample.signingKey(9).publicKey)
        #expect(try await admit(journal.signed(by: 9)) == .failure(.unknownKey(stranger)))
        #expect(try await admit(journal.signed(by: 8)) == .failure(.foreignKey(Sample.kiosk)))
        #expect(try folder.contents() == before)
        #expect(try await admit(journal.signed()) == .success(.accepted(journal.head)))
        await ledger.close()
        try await folder.enrol(key: 10)
        let again = try await folder.open()
        #expect(
            try await again.admit(journal.signed())
                == .failure(.foreignKey(Sample.kiosk)),
            "a retired key"
        )
        await again.close()
    }

    @Test func `a batch with any byte changed is refused, and changes nothing`() async throws {
        try await folder.enrol()
        let ledger = try await folder.open()
        let before = try folder.contents()
        let bytes = try journal.signed(1...2).bytes
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x40
            guard let batch = try? SignedBatch(bytes: changed) else { continue }
            let answer = try await ledger.admit(batch)
            guard case .failure = answer else {
                Issue.record("byte \(index) does not count")
                continue
            }
        }
        #expect(try folder.contents() == before)
        await ledger.close()
    }

    @Test func `a fork keeps both heads, and the kiosk waits for people`() async throws {
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch(1...4))
        _ = try await ledger.ingest(journal.batch(5...6))
        let clone = journal.altered(at: 3)
        let fork = try await ledger.ingest(clone.batch(2...8))
        guard case .fork = fork else { throw LedgerError.closed(path: "\(fork)") }

        let one = try #require(try await ledger.cases().first)
        #expect(one.name == "K0007-1")
        #expect((one.kind, one.kiosk, one.epoch, one.sequence) == (.fork, Sample.kiosk, 1, 3))
        #expect(one.openedAt == Sample.noon)
        #expect(one.closedAt == nil)
        #expect(one.heldHead == (try journal.signed(1...4).signedHead), "it covers record 3")
        #expect(one.offeredHead == (try clone.signed(2...8).signedHead))
        let key = Sample.signingKey().publicKey
        #expect(
            one.offeredHead?.isSigned(by: key) == true && one.heldHead?.isSigned(by: key) == true
        )

        let before = try folder.contents()
        let held = journal.head(at: 6)
        for batch in try [journal.batch(7...10), journal.batch(1...6), clone.batch(2...8)] {
            #expect(try await ledger.ingest(batch) == .quarantined(held))
        }
        #expect(try folder.contents() == before)
        let neighbour = JournalWriter(kiosk: 8)
        #expect(try await ledger.ingest(neighbour.batch()) == .accepted(neighbour.head))

        #expect(try await ledger.release(Sample.kiosk, at: Self.later(9)) == 1)
        #expect(try await ledger.release(Sample.kiosk, at: Self.later(9)) == 0)
        #expect(try await ledger.cases().map(\.closedAt) == [Self.later(9)])
        #expect(try await ledger.ingest(journal.batch(7...10)) == .accepted(journal.head))
        _ = try await ledger.ingest(clone.batch(2...8))
        #expect(try await ledger.cases().map(\.number).sorted() == [1, 2])
        await ledger.close()
    }

    @Test func `a fork of epochs is kept with the head that it contradicts`() async throws {
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch(1...6))
        let second = JournalWriter(epoch: 2, previousEpochHead: journal.head(at: 6).hash)
        _ = try await ledger.ingest(second.batch())
        _ = try await ledger.ingest(journal.batch(7...8))
        _ = try await ledger.release(Sample.kiosk, at: Self.later(1))
        let third = JournalWriter(epoch: 3, previousEpochHead: journal.head(at: 6).hash)
        _ = try await ledger.ingest(third.batch(), receivedAt: Self.later(2))
        let cases = try await ledger.cases()
        #expect(
            cases.map(\.heldHead) == [
                try second.signed().signedHead, try second.signed().signedHead,
            ]
        )
        #expect(cases.map(\.epoch) == [3, 1])
        _ = try await ledger.release(Sample.kiosk, at: Self.later(3))
        let stranger = JournalWriter(kiosk: 9, previousEpochHead: journal.head.hash)
        _ = try await ledger.ingest(stranger.batch(), receivedAt: Self.later(4))
        #expect(try await ledger.cases().first?.heldHead == nil)
        await ledger.close()
    }

    @Test func `every accepted batch is kept as it was signed`() async throws {
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch(1...6))
        _ = try await ledger.ingest(journal.batch(1...6))
        _ = try await ledger.ingest(journal.batch(4...10))
        await ledger.close()
        let kept = try [journal.signed(1...6), journal.signed(4...10)].map { batch in
            "X'\(batch.bytes.hexadecimal)'"
        }
        let rows = try folder.contents().filter { $0.hasPrefix("accepted_batch") }
        #expect(rows.count == 2)
        for batch in kept { #expect(rows.contains { $0.contains(batch) }) }
    }
}
