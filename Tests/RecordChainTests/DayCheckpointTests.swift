import Cryptography
import RecordChain
import TestSupport
import Testing

@Suite struct DayCheckpointTests {
    static let root = MerkleTreeTests.roots[3].hexadecimal

    static func checkpoint(key: UInt8 = 7) throws -> DayCheckpoint {
        DayCheckpoint(
            of: MerkleFrontier(leafHashes: MerkleTreeTests.leaves.prefix(3)),
            on: Sample.day,
            signedBy: Sample.signingKey(key),
            named: try name()
        )
    }

    static func name(_ ledger: String = "north") throws -> NoteKey.Name {
        try #require(DayCheckpoint.keyName(ofLedger: ledger))
    }

    static func key(_ ledger: String = "north", _ number: UInt8 = 7) throws -> NoteKey {
        NoteKey(try name(ledger), Sample.signingKey(number).publicKey)
    }

    /// Made with Python's `cryptography` from the same key, name, day and root.
    static let note = """
        prepaid-kiosk-ledger/north/2026-11-22
        3
        rra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc=

        — prepaid-kiosk-ledger/north b5Dv4bt3fOuy7ZNYpJP0joYyAuetzF5FbCRkeezqHW7OjwwOnCHXiCp+Ag5to/m2\
        2dDNSZE1s1P82ruY85tFD++U1AI=

        """

    @Test func `a day's root is signed as another program signs it`() throws {
        #expect(try Self.checkpoint().note.description == Self.note)
        #expect(
            try Self.key().description
                == "prepaid-kiosk-ledger/north+6f90efe1+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
        )
    }

    @Test func `a day's root reads back, for its key and ledger alone`() throws {
        let read = try #require(DayCheckpoint(Self.note, verifiedBy: Self.key()))
        #expect(read == (try Self.checkpoint()))
        #expect(read.day == Sample.day)
        #expect(read.checkpoint.size == 3)
        #expect(read.checkpoint.root.hexadecimal == Self.root)
        #expect(try DayCheckpoint(Self.note, verifiedBy: Self.key("south")) == nil)
        #expect(try DayCheckpoint(Self.note, verifiedBy: Self.key("north", 8)) == nil)
    }

    @Test func `any other root, size or day does not verify`() throws {
        let key = try Self.key()
        for (from, to) in [("rra8", "rra9"), ("\n3\n", "\n4\n"), ("11-22", "11-23")] {
            let changed = Self.note.replacing(from, with: to)
            #expect(changed != Self.note)
            #expect(DayCheckpoint(changed, verifiedBy: key) == nil)
        }
    }

    @Test(arguments: [
        "prepaid-kiosk-ledger/south/2026-11-22", "prepaid-kiosk-ledger/north/2026-11-31",
        "prepaid-kiosk-ledger/north", "2026-11-22",
    ])
    func `what this key signed of something else is no day's root`(origin: String) throws {
        let checkpoint = Checkpoint(origin: origin, size: 3, root: MerkleTreeTests.roots[3])
        let note = SignedNote(
            checkpoint.text,
            signedBy: Sample.signingKey(),
            named: try Self.name()
        )
        #expect(note.isSigned(by: try Self.key()))
        #expect(try DayCheckpoint(note.description, verifiedBy: Self.key()) == nil)
    }

    @Test func `a head is proved to stand in its day's root`() throws {
        let heads = try (1...5).map { count in
            try SignedBatchTests.batch(Array(RecordChainTests.chain().prefix(count))).signedHead
        }
        let leaves = heads.map(DayCheckpoint.leafHash(of:))
        let day = DayCheckpoint(
            of: MerkleFrontier(leafHashes: leaves),
            on: Sample.day,
            signedBy: Sample.signingKey(),
            named: try Self.name()
        )
        let proof = InclusionProof(of: 3, in: leaves)
        let root = day.checkpoint.root
        #expect(proof.proves(leafHash: DayCheckpoint.leafHash(of: heads[3]), in: root))
        #expect(!proof.proves(leafHash: DayCheckpoint.leafHash(of: heads[2]), in: root))
    }

    static let zeros = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

    @Test func `lines behind the third are passed over`() {
        let checkpoint = Checkpoint(text: "a\n0\n\(Self.zeros)\nmore\n")
        #expect(checkpoint?.text == "a\n0\n\(Self.zeros)\n")
    }

    @Test(arguments: [
        "", "a\n0\n", "a\n0\n\(zeros)", "\n0\n\(zeros)\n", "a\n00\n\(zeros)\n", "a\n+1\n\(zeros)\n",
        "a\n-1\n\(zeros)\n", "a\n18446744073709551616\n\(zeros)\n", "a\n0\nAAAA\n",
        "a\n0\n\(zeros)\n\nmore\n", "a\n0\n\(zeros.dropLast())\n",
    ])
    func `what is no checkpoint is refused`(text: String) {
        #expect(Checkpoint(text: text) == nil)
    }
}
