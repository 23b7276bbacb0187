/// Black and white dots, row by row.
public struct Bitmap: Sendable, Hashable {
    /// Dots of a row.
    public let width: Int
    /// Rows.
    public let height: Int
    private var dots: [Bool]

    /// A white one; neither size may be negative.
    public init(width: Int, height: Int) {
        precondition(width >= 0 && height >= 0, "a bitmap of \(width) x \(height)")
        (self.width, self.height) = (width, height)
        dots = [Bool](repeating: false, count: width * height)
    }

    /// From rows of whole bytes, the most significant bit leftmost, 1 for black.
    ///
    /// Traps unless there are `height` rows of `(width + 7) / 8` bytes.
    public init(width: Int, height: Int, rows: [UInt8]) {
        self.init(width: width, height: height)
        let bytesPerRow = (width + 7) / 8
        precondition(rows.count == bytesPerRow * height, "\(rows.count) bytes")
        for y in 0..<height {
            for x in 0..<width {
                self[x, y] = rows[y * bytesPerRow + x / 8] & 0x80 >> UInt8(x % 8) != 0
            }
        }
    }

    /// Whether the dot is black; outside of the bitmap all is white.
    public subscript(x: Int, y: Int) -> Bool {
        get { x >= 0 && x < width && y >= 0 && y < height && dots[y * width + x] }
        set { dots[y * width + x] = newValue }
    }

    /// Rows of whole bytes, the most significant bit leftmost, 1 for black.
    public var rows: [UInt8] {
        let bytesPerRow = (width + 7) / 8
        var rows = [UInt8](repeating: 0, count: bytesPerRow * height)
        for y in 0..<height {
            for x in 0..<width where self[x, y] {
                rows[y * bytesPerRow + x / 8] |= 0x80 >> UInt8(x % 8)
            }
        }
        return rows
    }

    /// Each dot as a block of so many dots.
    public func enlarged(width horizontally: Int, height vertically: Int) -> Bitmap {
        guard horizontally > 1 || vertically > 1 else { return self }
        var large = Bitmap(width: width * horizontally, height: height * vertically)
        for y in 0..<large.height {
            for x in 0..<large.width { large[x, y] = self[x / horizontally, y / vertically] }
        }
        return large
    }

    /// Turned by 180 degrees.
    public var upsideDown: Bitmap {
        var turned = self
        turned.dots.reverse()
        return turned
    }

    /// The part of the left `width` dots.
    public func cropped(width: Int) -> Bitmap { cropped(x: 0, y: 0, width: width, height: height) }

    /// A part; what of it lies outside is white.
    public func cropped(x left: Int, y top: Int, width: Int, height: Int) -> Bitmap {
        var part = Bitmap(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width { part[x, y] = self[left + x, top + y] }
        }
        return part
    }
}
