internal import COpenSSL

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
    /// Bytes in a digest.
    public static let byteCount = 32

    /// The digest of a message, 32 bytes. Wraps `EVP_Digest`.
    public static func digest(_ message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: byteCount) { output, count in
            var length: UInt32 = 0
            let done = EVP_Digest(
                message,
                message.count,
                output.baseAddress,
                &length,
                sha256,
                nil
            )
            precondition(done == 1, "EVP_Digest failed")
            count = Int(length)
        }
    }
}

// Fetched once: `EVP_sha256()` would be looked up among the providers with every message.
// nonisolated(unsafe): never changed, and libcrypto counts its references atomically.
private nonisolated(unsafe) let sha256 = {
    guard let digest = EVP_MD_fetch(nil, "SHA2-256", nil) else {
        preconditionFailure("libcrypto's default provider has no SHA-256")
    }
    return digest
}()

/// CRC-32 as DESFire uses it: polynomial EDB88320, preset all ones, no final inversion.
public enum CRC32 {
    /// The four bytes in the order of transmission, lowest first.
    public static func desfire(_ message: [UInt8]) -> [UInt8] {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in message {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return (0..<4).map { UInt8(truncatingIfNeeded: crc >> (8 * UInt32($0))) }
    }
}
