import Cryptography
import RecordChain
import TestSupport
import Testing

@Suite struct SignedNoteTests {
    struct Published: Sendable, CustomTestStringConvertible {
        let source: String
        let key: String
        let note: String
        var testDescription: String { source }
    }

    static let published = [
        Published(
            source: "c2sp.org/signed-note, the example",
            key: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            note: """
                This is an example message.

                — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3\
                mFXmRKuwHjG1Yu72IneyaQM=

                """
        ),
        Published(
            source: "golang.org/x/mod, sumdb/note, the package's documentation",
            key: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            note: """
                If you think cryptography is the answer to your problem,
                then you don't know what your problem is.

                — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng\
                otpRZb6KE6RyyBwJnAM=

                """
        ),
        Published(
            source: "sum.golang.org, a tree of its log",
            key: "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
            note: """
                go.sum database tree
                65209736
                5+uGFjx6xBZG8ip1+wi77v+grwbhhukIrxEUS8PXvRo=

                — sum.golang.org Az3grnbssgK7ubgFX36gVETtNv0U23qxyAhAMai2QUfeGa3nB/akvkMdlUErfcZz7l/R3\
                cVtYspg3dxXABkGZZKdsQ8=

                """
        ),
    ]

    @Test(arguments: published) func `published notes verify`(_ published: Published) throws {
        let key = try #require(NoteKey(published.key))
        #expect(key.description == published.key)
        let note = try #require(SignedNote(published.note))
        #expect(note.isSigned(by: key))
        #expect(note.description == published.note)
        let stranger = NoteKey(key.name, Sample.signingKey().publicKey)
        #expect(!note.isSigned(by: stranger))
    }

    @Test func `the published note is made again from its published key`() throws {
        let published = Self.published[1]
        // PRIVATE+KEY+PeterNeumann+c74f20a3+AYEK…, as the same documentation has it.
        let seed = [UInt8](
            hexadecimal: "810A1402D5146C8D84F2443330F54080EBF98EE17D9C74F6252FC5D5C7283173"
        )
        let key = try #require(seed.flatMap { Ed25519.PrivateKey(bytes: $0) })
        let name = try #require(NoteKey.Name("PeterNeumann"))
        let text = try #require(SignedNote(published.note)).text
        let note = SignedNote(text, signedBy: key, named: name)
        #expect(note.description == published.note)
    }

    @Test func `a note with any bit changed is none, or is not signed`() throws {
        let published = Self.published[0]
        let key = try #require(NoteKey(published.key))
        let bytes = Array(published.note.utf8)
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            guard let text = String(validating: changed, as: UTF8.self) else { continue }
            #expect(SignedNote(text)?.isSigned(by: key) != true, "bit \(bit)")
        }
    }

    @Test func `signatures of others stand beside ours`() throws {
        let key = try #require(NoteKey(Self.published[0].key))
        let note = Self.published[0].note + "— a.witness AAAAAAAA\n"
        let read = try #require(SignedNote(note))
        #expect(read.signatures.map(\.keyName) == ["example.com/foo", "a.witness"])
        #expect(read.isSigned(by: key))
        #expect(read.description == note)
    }

    @Test func `the text ends at the last empty line`() throws {
        let name = try #require(NoteKey.Name("a"))
        let text = "one\n\n— a AAAAAAAA\n\ntwo\n"
        let note = SignedNote(text, signedBy: Sample.signingKey(), named: name)
        let read = try #require(SignedNote(note.description))
        #expect(read == note)
        #expect(read.text == text)
        #expect(read.isSigned(by: NoteKey(name, Sample.signingKey().publicKey)))
    }

    @Test(arguments: [
        "", "\n", "\n\n", "text\n", "text\n\n", "text\n\n— a AAAAAAAA", "text\n\n- a AAAAAAAA\n",
        "text\n\n— a  AAAAAAAA\n", "text\n\n— a\n", "text\n\n— a AAAA\n", "text\n\n— a AAAAAA==\n",
        "text\n\n— a AAAAAAA\n", "text\n\n— a AAAAAAB=\n", "text\n\n— a AAAA AAAA\n",
        "text\n\n— a+b AAAAAAAA\n", "text\n\n—  AAAAAAAA\n", "te\txt\n\n— a AAAAAAAA\n",
        "te\r\nxt\n\n— a AAAAAAAA\n", "text\n\n— a AAAAAAAA\nmore\n", "\n— a AAAAAAAA\n",
        "text\n\n\u{2014}\u{A0}a AAAAAAAA\n",
    ])
    func `what is no note is refused`(text: String) { #expect(SignedNote(text) == nil) }

    @Test func `a note beyond all measure is refused`() {
        let text = String(repeating: "x", count: 1 << 16) + "\n\n— a AAAAAAAA\n"
        #expect(SignedNote(text) == nil)
    }

    @Test(arguments: [
        "", "a", "a+b", "example.com/foo+530d903a", "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKa",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ])
    func `what is no key is refused`(text: String) { #expect(NoteKey(text) == nil) }
}
