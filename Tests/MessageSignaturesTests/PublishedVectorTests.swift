import Cryptography
import FoundationEssentials
import MessageSignatures
import Testing

func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

@Suite struct PublishedVectorTests {
    /// RFC 9421, appendix B.2: the test request.
    static let request = SignableRequest(
        method: "POST",
        host: "example.com",
        path: "/foo",
        fields: [
            ("Host", "example.com"), ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("Content-Type", "application/json"), ("Content-Length", "18"),
        ],
        body: Array(#"{"hello": "world"}"#.utf8)
    )

    /// RFC 9421, appendix B.1.4: the key test-key-ed25519.
    static let secret = "n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU="
    static let publicKey = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="

    /// RFC 9421, appendix B.2.6.
    static let input = """
        ("date" "@method" "@path" "@authority" "content-type" "content-length")\
        ;created=1618884473;keyid="test-key-ed25519"
        """
    static let base = """
        "date": Tue, 20 Apr 2021 02:07:55 GMT
        "@method": POST
        "@path": /foo
        "@authority": example.com
        "content-type": application/json
        "content-length": 18
        "@signature-params": ("date" "@method" "@path" "@authority" "content-type" \
        "content-length");created=1618884473;keyid="test-key-ed25519"
        """
    static let signature =
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="

    @Test func `Ed25519 over a request, as RFC 9421 prints it`() throws {
        let input = try #require(SignatureInput(Self.input))
        #expect(input.text == Self.input)
        let base = try input.base(of: Self.request)
        #expect(String(decoding: base, as: UTF8.self) == Self.base)
        let key = try #require(
            Data(base64Encoded: Self.secret).flatMap { Ed25519.PrivateKey(bytes: [UInt8]($0)) }
        )
        #expect(base64(key.publicKey.bytes) == Self.publicKey)
        #expect(base64(key.signature(of: base)) == Self.signature)
    }

    /// RFC 9530, appendix D.1 has this digest of {"hello": "world"} and a line feed.
    @Test func `Content-Digest, as RFC 9530 prints it`() {
        #expect(
            ContentDigest.value(of: Array("{\"hello\": \"world\"}\n".utf8))
                == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
        )
        // RFC 9421, appendix B.2 sends it without the line feed.
        #expect(
            ContentDigest.value(of: Self.request.body)
                == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
        )
    }

    @Test(arguments: [
        "", "()", "(\"a\"", "\"a\")", "( \"a\")", "(\"a\"  \"b\")", "(\"a\" \"a\")", "(\"A\")",
        "(\"\")", "(\"a\";sf)", "(\"a\");", "(\"a\");created", "(\"a\");created=+1",
        "(\"a\");created=01", "(\"a\");created=-1", "(\"a\");created=1000000000000000",
        "(\"a\");created=1;created=2", "(\"a\"); created=1", "(\"a\");keyid=k",
        "(\"a\");keyid=\"k", "(\"a\");keyid=\"a\\\"b\"", "(\"a\");tag=\"x\"",
        "(\"a\");created=\"1\"", "(\"a\")created=1", "(\"ä\")",
    ])
    func `anything but the canonical form of an input is refused`(text: String) {
        #expect(SignatureInput(text) == nil)
    }
}
