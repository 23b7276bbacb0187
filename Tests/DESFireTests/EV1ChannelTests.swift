import Cryptography
import Testing

@testable import DESFire

/// The channel where no vector reaches: DES blocks of 8 bytes, and answers of unknown length.
@Suite struct `The EV1 channel` {
    static let sessionKeys: [(KeyType, [UInt8])] = [
        (.des, hex("0123456789ABCDEF")),
        (.twoKeyTripleDES, hex("0123456789ABCDEF FEDCBA9876543210")),
        (.threeKeyTripleDES, hex("0123456789ABCDEF FEDCBA9876543210 1122334455667788")),
        (.aes, hex("0123456789ABCDEFFEDCBA9876543210")),
    ]

    @Test(arguments: sessionKeys)
    func `enciphers data and checksum, then chains from the last block`(
        _ type: KeyType,
        _ key: [UInt8]
    ) throws {
        var channel = EV1Channel(type: type, sessionKey: key)
        let cipher = BlockCipher(type.algorithm, key: key)
        let payload = channel.protect(0x3D, header: [2], data: [1, 2, 3], mode: .full)
        let cryptogram = Array(payload.dropFirst())
        let plain = cipher.decrypt(cryptogram, iv: cipher.zeroBlock)
        let checksum = CRC32.desfire([0x3D, 2, 1, 2, 3])
        #expect(plain == ([1, 2, 3] + checksum).paddedWithZeros(to: cipher.blockSize))

        let iv = Array(cryptogram.suffix(cipher.blockSize))
        let code = CMAC(cipher).code([0x00], iv: iv)
        #expect(
            try channel.open(Array(code.prefix(8)), mode: .mac, length: .exactly(0)) == []
        )
        #expect(channel.encipherment == .ev1(type: type, sessionKey: key, iv: code))
    }

    @Test(arguments: sessionKeys)
    func `opens an enciphered answer whose length only the card knows`(
        _ type: KeyType,
        _ key: [UInt8]
    ) throws {
        let cipher = BlockCipher(type.algorithm, key: key)
        for count in 0...40 {
            let data = (0..<count).map { UInt8($0) }
            let checked = data + CRC32.desfire(data + [0x00])
            let padded = CMAC.padded(checked, to: cipher.blockSize)
            let answer = cipher.encrypt(padded, iv: cipher.zeroBlock)
            var channel = EV1Channel(type: type, sessionKey: key)
            #expect(try channel.open(answer, mode: .full, length: .any) == data)
        }
    }

    @Test func `accepts zeros or 80 00 behind a length it asked for, and nothing else`() throws {
        let cipher = BlockCipher(.aes128, key: KnownSession.mac)
        let checked = [1, 2, 3, 4] + CRC32.desfire([1, 2, 3, 4, 0])
        let paddings: [(String, Bool)] = [
            ("0000000000000000", true), ("8000000000000000", true), ("0000000000000001", false),
            ("8000000000000080", false), ("0100000000000000", false), ("8080000000000000", false),
        ]
        for (padding, isAccepted) in paddings {
            let answer = cipher.encrypt(checked + hex(padding), iv: cipher.zeroBlock)
            var channel = EV1Channel(type: .aes, sessionKey: KnownSession.mac)
            let data = try? channel.open(answer, mode: .full, length: .exactly(4))
            #expect((data == [1, 2, 3, 4]) == isAccepted, "padding \(padding)")
        }
    }

    @Test func `a block too many behind the asked length is refused`() {
        let cipher = BlockCipher(.aes128, key: KnownSession.mac)
        let checked = [1, 2, 3, 4] + CRC32.desfire([1, 2, 3, 4, 0])
        let answer = cipher.encrypt(checked.paddedWithZeros(to: 32), iv: cipher.zeroBlock)
        var channel = EV1Channel(type: .aes, sessionKey: KnownSession.mac)
        #expect(throws: SecureChannelError.integrity) {
            try channel.open(answer, mode: .full, length: .exactly(4))
        }
    }
}
