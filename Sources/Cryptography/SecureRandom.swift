internal import COpenSSL

/// Unpredictable bytes from libcrypto's generator.
public enum SecureRandom {
    /// Wraps `RAND_bytes`. A generator without entropy is no state to go on in: it traps.
    public static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { output, filled in
            precondition(RAND_bytes(output.baseAddress, Int32(count)) == 1, "RAND_bytes failed")
            filled = count
        }
    }
}

/// Compares two codes in a time that depends on their length only.
public func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return CRYPTO_memcmp(left, right, left.count) == 0
}
