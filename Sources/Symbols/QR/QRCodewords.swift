/// Data as codewords, with their correction, in the order in which they are placed.
enum QRCodewords {
    static func interleaved(for code: QRCode) -> [UInt8] {
        let data = padded(code)
        let count = QRLayout.blocks(version: code.version, correction: code.correction)
        let length = QRLayout.correctionCodewords(
            version: code.version,
            correction: code.correction
        )
        let generator = ReedSolomon.generators[length]
        // The blocks at the end are one codeword longer where the data does not divide evenly.
        let short = data.count / count
        let longBlocks = data.count % count
        var blocks: [ArraySlice<UInt8>] = []
        var start = 0
        for block in 0..<count {
            let end = start + short + (block < count - longBlocks ? 0 : 1)
            blocks.append(data[start..<end])
            start = end
        }
        let corrections = blocks.map { ReedSolomon.remainder(of: $0, by: generator) }
        var result: [UInt8] = []
        result.reserveCapacity(data.count + count * length)
        for index in 0...short {
            for block in blocks where index < block.count {
                result.append(block[block.startIndex + index])
            }
        }
        for index in 0..<length {
            for correction in corrections { result.append(correction[index]) }
        }
        return result
    }

    /// Mode, length and data, filled up with the pad bytes of the standard.
    private static func padded(_ code: QRCode) -> [UInt8] {
        let capacity = QRLayout.dataCodewords(version: code.version, correction: code.correction)
        var bits = BitWriter()
        bits.append(0b0100, count: 4)
        bits.append(code.data.count, count: QRLayout.lengthBits(version: code.version))
        for byte in code.data { bits.append(Int(byte), count: 8) }
        // The terminator; it may be cut short by the end, but byte mode always leaves 4 bits.
        bits.append(0, count: 4)
        var bytes = bits.bytes
        var pad: UInt8 = 0xEC
        while bytes.count < capacity {
            bytes.append(pad)
            pad ^= 0xEC ^ 0x11
        }
        return bytes
    }

    private struct BitWriter {
        var bytes: [UInt8] = []
        private var free = 0

        mutating func append(_ value: Int, count: Int) {
            for bit in (0..<count).reversed() {
                if free == 0 {
                    bytes.append(0)
                    free = 8
                }
                free -= 1
                if value >> bit & 1 == 1 { bytes[bytes.count - 1] |= 1 << free }
            }
        }
    }
}

/// Correction codewords over the field of 256 elements that the standard names (polynomial 11D).
enum ReedSolomon {
    private static let tables: (powers: [UInt8], logarithms: [Int]) = {
        var powers = [UInt8](repeating: 0, count: 510)
        var logarithms = [Int](repeating: 0, count: 256)
        var value = 1
        for exponent in 0..<255 {
            powers[exponent] = UInt8(value)
            powers[exponent + 255] = UInt8(value)
            logarithms[value] = exponent
            value <<= 1
            if value > 0xFF { value ^= 0x11D }
        }
        return (powers, logarithms)
    }()

    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        guard left != 0, right != 0 else { return 0 }
        return tables.powers[tables.logarithms[Int(left)] + tables.logarithms[Int(right)]]
    }

    /// The generators of the degrees that the standard has, at their degree.
    static let generators = (0...30).map { $0 < 7 ? [] : generator(degree: $0) }

    /// The coefficients below the leading one, highest first.
    static func generator(degree: Int) -> [UInt8] {
        var coefficients = [UInt8](repeating: 0, count: degree - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<degree {
            for index in coefficients.indices {
                coefficients[index] = product(coefficients[index], root)
                if index + 1 < degree { coefficients[index] ^= coefficients[index + 1] }
            }
            root = product(root, 2)
        }
        return coefficients
    }

    static func remainder(of data: ArraySlice<UInt8>, by generator: [UInt8]) -> [UInt8] {
        let (powers, logarithms) = tables
        // No coefficient of a generator is zero.
        let exponents = generator.map { logarithms[Int($0)] }
        var remainder = [UInt8](repeating: 0, count: generator.count + 1)
        for byte in data {
            let factor = byte ^ remainder[0]
            let exponent = logarithms[Int(factor)]
            for index in exponents.indices {
                let product = factor == 0 ? 0 : powers[exponents[index] + exponent]
                remainder[index] = remainder[index + 1] ^ product
            }
        }
        remainder.removeLast()
        return remainder
    }
}
