internal import CQREncode
internal import Drawing

/// A QR symbol of model 2; wraps libqrencode.
enum QRSymbol {
    /// One dot for each module, without a quiet zone, as a printer prints it; level 0 to 3 is L, M,
    /// Q, H. Nil when the data is too long.
    static func bitmap(of data: [UInt8], level: Int) -> Bitmap? {
        let levels = [QR_ECLEVEL_L, QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H]
        // Version 0 is the smallest that fits.
        guard let code = QRcode_encodeData(Int32(data.count), data, 0, levels[level]) else {
            return nil
        }
        defer { QRcode_free(code) }
        let size = Int(code.pointee.width)
        var bitmap = Bitmap(width: size, height: size)
        for y in 0..<size {
            // The lowest bit of a module's byte is its colour.
            for x in 0..<size { bitmap[x, y] = code.pointee.data[y * size + x] & 1 == 1 }
        }
        return bitmap
    }
}
