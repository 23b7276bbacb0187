/// Interleaved two of five: the first digit of a pair is in the bars, the second in the spaces.
enum InterleavedTwoOfFive {
    static func elements(of data: String) -> [BarElement]? {
        guard let digits = RetailCode.digits(of: data), !digits.isEmpty,
            digits.count.isMultiple(of: 2)
        else { return nil }
        var elements = BarElement.widths(0b0000, count: 4)
        for pair in stride(from: 0, to: digits.count, by: 2) {
            let bars = BarElement.widths(patterns[digits[pair]], count: 5)
            let spaces = BarElement.widths(patterns[digits[pair + 1]], count: 5)
            for index in 0..<5 { elements += [bars[index], spaces[index]] }
        }
        return elements + BarElement.widths(0b100, count: 3)
    }

    private static let patterns = [
        0b00110, 0b10001, 0b01001, 0b11000, 0b00101, 0b10100, 0b01100, 0b00011, 0b10010, 0b01010,
    ]
}

/// EAN and UPC (ISO/IEC 15420).
enum RetailCode {
    static func digits(of data: String) -> [Int]? {
        var digits: [Int] = []
        for byte in data.utf8 {
            guard (0x30...0x39).contains(byte) else { return nil }
            digits.append(Int(byte - 0x30))
        }
        return digits
    }

    static func text(_ digits: [Int]) -> String { digits.map { String($0) }.joined() }

    /// Appends the check digit: weights 3 and 1 by turns from the end.
    static func checked(_ digits: ArraySlice<Int>) -> [Int] {
        let sum = digits.reversed().enumerated().reduce(0) {
            $0 + ($1.offset.isMultiple(of: 2) ? 3 : 1) * $1.element
        }
        return digits + [(10 - sum % 10) % 10]
    }

    /// The eleven digits of UPC-A for which six of UPC-E stand.
    static func expanded(_ body: [Int]) -> [Int] {
        let last = body[5]
        switch last {
        case 0...2: return [0] + body[0..<2] + [last, 0, 0, 0, 0] + body[2..<5]
        case 3: return [0] + body[0..<3] + [0, 0, 0, 0, 0] + body[3..<5]
        case 4: return [0] + body[0..<4] + [0, 0, 0, 0, 0] + body[4..<5]
        default: return [0] + body[0..<5] + [0, 0, 0, 0, last]
        }
    }

    static func ean13(_ digits: [Int]) -> [BarElement] {
        let parity = parities[digits[0]]
        var elements = guardBars
        for index in 0..<6 {
            elements += digit(digits[1 + index], isReversed: parity >> (5 - index) & 1 == 1)
        }
        elements += centreBars
        for index in 7..<13 { elements += digit(digits[index], isReversed: false) }
        return elements + guardBars
    }

    static func ean8(_ digits: [Int]) -> [BarElement] {
        let left = digits[0..<4].flatMap { digit($0, isReversed: false) }
        let right = digits[4..<8].flatMap { digit($0, isReversed: false) }
        return guardBars + left + centreBars + right + guardBars
    }

    static func upcE(_ body: [Int], check: Int) -> [BarElement] {
        // Number system 0 has the parities of EAN-13 the other way about.
        let parity = ~upcParities[check]
        let middle = body.enumerated().flatMap {
            digit($0.element, isReversed: parity >> (5 - $0.offset) & 1 == 1)
        }
        return guardBars + middle + centreBars + [.modules(1)]
    }

    private static let guardBars = [BarElement](repeating: .modules(1), count: 3)
    private static let centreBars = [BarElement](repeating: .modules(1), count: 5)

    /// Sets A and C have the same widths, one beginning with a space, the other with a bar; set B
    /// has them in reverse.
    private static func digit(_ digit: Int, isReversed: Bool) -> [BarElement] {
        let widths = patterns[digit].map(BarElement.modules)
        return isReversed ? widths.reversed() : widths
    }

    private static let patterns = [
        [3, 2, 1, 1], [2, 2, 2, 1], [2, 1, 2, 2], [1, 4, 1, 1], [1, 1, 3, 2],
        [1, 2, 3, 1], [1, 1, 1, 4], [1, 3, 1, 2], [1, 2, 1, 3], [3, 1, 1, 2],
    ]
    /// Which digits of the left half are of set B, by the digit that is not drawn.
    private static let parities = [
        0b000000, 0b001011, 0b001101, 0b001110, 0b010011, 0b011001, 0b011100, 0b010101, 0b010110,
        0b011010,
    ]
    /// Which are of set A, by the check digit.
    private static let upcParities = [
        0b000111, 0b001011, 0b001101, 0b001110, 0b010011, 0b011001, 0b011100, 0b010101, 0b010110,
        0b011010,
    ]
}
