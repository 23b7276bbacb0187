import Cryptography
import Testing

@Suite struct `RSA signatures` {
    /// One key for all: to make one takes time.
    static let key = RSA.PrivateKey()

    /// RFC 8017, section 8.2.1: the padding has nothing random in it.
    @Test func `the same key and message give the same signature`() {
        let message = Array("GET\n/v3/certificates\n1624523846\nA1B2C3D4E5F6G7\n\n".utf8)
        let signature = Self.key.signature(of: message)
        #expect(signature.count == 256)
        #expect(Self.key.signature(of: message) == signature)
        #expect(Self.key.publicKey.verifies(signature, of: message))
    }

    @Test func `a signature of something else does not verify`() {
        let message = Array("an order".utf8)
        let signature = Self.key.signature(of: message)
        for byte in stride(from: 0, to: signature.count, by: 5) {
            var changed = signature
            changed[byte] ^= 1
            #expect(!Self.key.publicKey.verifies(changed, of: message), "byte \(byte)")
        }
        for other in [[], message + [0], Array(message.dropLast())] {
            #expect(!Self.key.publicKey.verifies(signature, of: other))
        }
        for other in [[], signature + [0], Array(signature.dropLast())] {
            #expect(!Self.key.publicKey.verifies(other, of: message))
        }
    }

    @Test func `keys come back from their PEM`() throws {
        let message = Array("an order".utf8)
        let kept = try #require(RSA.PrivateKey(pem: Self.key.secretPEM))
        #expect(Self.key.secretPEM.hasPrefix("-----BEGIN PRIVATE KEY-----\n"), "PKCS #8")
        #expect(kept.signature(of: message) == Self.key.signature(of: message))
        let known = try #require(RSA.PublicKey(pem: Self.key.publicKey.pem))
        #expect(known == Self.key.publicKey)
        #expect(known.verifies(kept.signature(of: message), of: message))
    }

    @Test(
        arguments: [
            "", "a key", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
            // Ed25519 (RFC 8410, section 10.1 and 10.3): a key, but no RSA key.
            """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """,
            """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----
            """,
            // A public key of 1024 bits.
            """
            -----BEGIN PUBLIC KEY-----
            MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCXN+FuIDjxQNE+t+/3IE26VwKu
            Uy77yxU079PWGKpb/V5P7kRD2Jvr8eaAZc8qwNJkYNCtqD92l+ymGx6m1n8LRXTS
            Ye7p63Z6OV8wVrLc2G1NSLJ16UGMtWanUEIBKyO35Q5UkCHCdt6FUrTeazxdO8v9
            yvNITToKs722Au0SDwIDAQAB
            -----END PUBLIC KEY-----
            """,
        ]
    ) func `what is no RSA key of 2048 bits is refused`(_ pem: String) {
        #expect(RSA.PublicKey(pem: pem) == nil)
        #expect(RSA.PrivateKey(pem: pem) == nil)
    }

    @Test func `a private key shows nothing of itself`() {
        var dumped = ""
        dump(Self.key, to: &dumped)
        let lines = Self.key.secretPEM.split(separator: "\n")
        for text in ["\(Self.key)", String(reflecting: Self.key), dumped] {
            #expect(!text.contains("PRIVATE"))
            for line in lines { #expect(!text.contains(line)) }
        }
    }
}
