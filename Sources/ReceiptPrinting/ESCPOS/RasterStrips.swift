/// Writes black dots as `GS v 0`, in strips that join without a gap.
///
/// - The space left of a picture is part of its rows: margins and alignment of raster images differ
///   by model. White columns at the right are not sent.
/// - A strip is shorter than the 8,192 NUL bytes that bring a printer back which was cut off in its
///   middle, and than the buffers of simple printers.
/// - Pairs of bytes that old printers take for real-time commands, even here, get one more dot.
struct RasterStrips {
    /// The most that may follow the head of one command.
    static let payloadLimit = 8191

    private let dotsPerLine: Int
    private let stripRows: Int
    private let hidesCommands: Bool

    init(profile: PrinterProfile) {
        dotsPerLine = profile.dotsPerLine
        stripRows = max(1, profile.stripRows)
        hidesCommands = profile.obeysRealTimeInsideData
    }

    /// Appends a picture that stands `x` dots from the left; what is right of the paper is left out.
    func append(_ bitmap: Bitmap, x: Int, to bytes: inout [UInt8]) {
        let width = min(x + bitmap.width, dotsPerLine)
        guard width > x, x >= 0 else { return }
        let rowBytes = (width + 7) / 8
        let rows = min(stripRows, max(1, Self.payloadLimit / rowBytes))
        for first in stride(from: 0, to: bitmap.height, by: rows) {
            let end = min(first + rows, bitmap.height)
            appendStrip(of: bitmap, rows: first..<end, x: x, width: width, to: &bytes)
        }
    }

    private func appendStrip(
        of bitmap: Bitmap,
        rows: Range<Int>,
        x: Int,
        width: Int,
        to bytes: inout [UInt8]
    ) {
        let used = max(1, (x + usedWidth(of: bitmap, rows: rows) + 7) / 8)
        let rowBytes = min(used, (width + 7) / 8)
        bytes += Command.rasterImage(rowBytes: rowBytes, rows: rows.count)
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: rowBytes * rows.count))
        let (offset, shift) = (x >> 3, UInt8(x & 7))
        for row in rows {
            let target = start + (row - rows.lowerBound) * rowBytes
            for index in 0..<bitmap.rowBytes {
                let dots = bitmap.bytes[row * bitmap.rowBytes + index]
                let place = offset + index
                if place < rowBytes { bytes[target + place] |= dots >> shift }
                if place + 1 < rowBytes, shift > 0 {
                    bytes[target + place + 1] |= dots << (8 - shift)
                }
            }
        }
        if hidesCommands { Self.hideRealTimeCommands(in: &bytes, from: start) }
    }

    /// The columns up to the last that has a black dot in these rows.
    private func usedWidth(of bitmap: Bitmap, rows: Range<Int>) -> Int {
        for index in (0..<bitmap.rowBytes).reversed() {
            let isUsed = rows.contains { bitmap.bytes[$0 * bitmap.rowBytes + index] != 0 }
            if isUsed { return min(bitmap.width, 8 * (index + 1)) }
        }
        return 0
    }

    /// Sets one more dot in the first byte of `DLE EOT`, `DLE ENQ` and `DLE DC4`.
    static func hideRealTimeCommands(in bytes: inout [UInt8], from start: Int) {
        for index in start..<max(start, bytes.count - 1) where bytes[index] == 0x10 {
            switch bytes[index + 1] {
            case 0x04, 0x05, 0x14: bytes[index] = 0x18
            default: break
            }
        }
    }
}

extension Bitmap {
    /// Column after column from the left, each from the top; of 24 rows.
    var columnBytes: [UInt8] {
        var columns = [UInt8](repeating: 0, count: width * 3)
        for x in 0..<width {
            for y in 0..<min(height, 24) where self[x, y] {
                columns[3 * x + y >> 3] |= 0x80 >> UInt8(y & 7)
            }
        }
        return columns
    }
}
