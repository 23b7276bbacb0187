internal import PNGImages
internal import Symbols

/// Black dots on paper, row after row, eight to a byte, the leftmost in the highest bit.
public struct Bitmap: Sendable, Equatable {
    /// Dots of a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Bytes of a row; what is right of `width` is white.
    public let rowBytes: Int
    /// All rows.
    public private(set) var bytes: [UInt8]

    /// A white area.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
        rowBytes = (width + 7) / 8
        bytes = [UInt8](repeating: 0, count: rowBytes * height)
    }

    /// Whether the dot in column `x` of row `y` is black.
    public subscript(x: Int, y: Int) -> Bool {
        get { bytes[y * rowBytes + x >> 3] & (0x80 >> UInt8(x & 7)) != 0 }
        set {
            let bit: UInt8 = 0x80 >> UInt8(x & 7)
            let index = y * rowBytes + x >> 3
            bytes[index] = newValue ? bytes[index] | bit : bytes[index] & ~bit
        }
    }

    /// Draws a code, without the text below its bars.
    public init(drawing code: ReceiptCode) {
        switch code {
        case .qr(let symbol, let cellDots): self.init(drawing: symbol, cellDots: cellDots)
        case .bars(let barcode, let moduleDots, let heightDots, _):
            let widths = barcode.widths(module: moduleDots)
            self.init(width: widths.reduce(0, +), height: heightDots)
            var x = 0
            for (index, width) in widths.enumerated() {
                if index.isMultiple(of: 2) { fill(x..<(x + width), ofRow: 0) }
                x += width
            }
            copyRow(0, to: 1..<height)
        }
    }

    private init(drawing symbol: QRCode, cellDots: Int) {
        let modules = symbol.modules()
        self.init(width: modules.side * cellDots, height: modules.side * cellDots)
        for y in 0..<modules.side {
            let row = y * cellDots
            for x in 0..<modules.side where modules[x, y] {
                fill(x * cellDots..<(x + 1) * cellDots, ofRow: row)
            }
            copyRow(row, to: (row + 1)..<(row + cellDots))
        }
    }

    private mutating func fill(_ dots: Range<Int>, ofRow row: Int) {
        var dot = dots.lowerBound
        while dot < dots.upperBound {
            // As many as are in one byte.
            let first = dot & 7
            let end = min(8, first + dots.upperBound - dot)
            bytes[row * rowBytes + dot >> 3] |= 0xFF >> UInt8(first) & ~(0xFF >> UInt8(end))
            dot += end - first
        }
    }

    private mutating func copyRow(_ row: Int, to others: Range<Int>) {
        for other in others {
            for index in 0..<rowBytes {
                bytes[other * rowBytes + index] = bytes[row * rowBytes + index]
            }
        }
    }

    /// Turns grey into dots by error diffusion (Floyd and Steinberg, 1976) about the middle of a
    /// scale that is lightened by gamma 1.8, since dots of a thermal head run into each other.
    init(dithering image: GreyImage) {
        self.init(width: image.width, height: image.height)
        // Errors in sixteenths, one place wider on both sides.
        var below = [Int](repeating: 0, count: width + 2)
        for y in 0..<height {
            let row = below
            below = [Int](repeating: 0, count: width + 2)
            var carried = 0
            for x in 0..<width {
                let value = Self.lightened[Int(image.pixels[y * width + x])] * 16
                let wanted = value + carried + row[x + 1]
                let isBlack = wanted < 128 * 16
                if isBlack { self[x, y] = true }
                let error = (wanted - (isBlack ? 0 : 255 * 16)) / 16
                carried = error * 7
                below[x] += error * 3
                below[x + 1] += error * 5
                below[x + 2] += error
            }
        }
    }

    /// 255 (v / 255) ^ (1 / 1.8), rounded.
    private static let lightened: [Int] = (0..<256).map { value in
        // y = v^(5/9) is the y whose ninth power is nearest to v^5.
        let target = power(Double(value) / 255, 5)
        var (low, high) = (0, 255)
        while low < high {
            let middle = (low + high + 1) / 2
            let isBelow = power((Double(middle) - 0.5) / 255, 9) <= target
            if isBelow { low = middle } else { high = middle - 1 }
        }
        return low
    }

    private static func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { product, _ in product * base }
    }
}
