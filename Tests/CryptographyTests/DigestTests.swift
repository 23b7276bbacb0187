import Cryptography
import Testing

@Suite struct `Digests and checksums` {
    /// FIPS 180-4's examples, as published by NIST.
    @Test(arguments: [
        ("", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"),
        ("abc", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1"
        ),
    ])
    func `SHA-256 matches the published examples`(_ message: String, _ digest: String) {
        #expect(SHA256.digest(Array(message.utf8)) == hex(digest))
    }

    /// The check value of CRC-32 is CBF43926; without the final inversion, lowest byte first.
    @Test(arguments: [("123456789", "D9C60B34"), ("", "FFFFFFFF")])
    func `DESFire's CRC is the common one without the last inversion`(
        _ message: String,
        _ checksum: String
    ) {
        #expect(CRC32.desfire(Array(message.utf8)) == hex(checksum))
    }
}
