import PNGImages
import ReceiptPrinting
import Testing

@Suite struct RasterTests {
    /// A document of one picture.
    private func encode(
        _ image: GreyImage,
        align: String = "left",
        _ profile: PrinterProfile = .paper80mm
    ) throws -> [UInt8] {
        let base64 = Self.base64(image.png())
        let source = align == "left" ? "|{i:\(base64)}" : "{i:\(base64)}"
        let (document, findings) = ReceiptLine.layOut(source, on: profile.paper)
        #expect(findings.isEmpty)
        return ESCPOSEncoder.encode(document, for: profile).bytes
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bits = bytes.flatMap { byte in (0..<8).reversed().map { Int(byte) >> $0 & 1 } }
        return stride(from: 0, to: bits.count, by: 6).map { start in
            let sextet = (0..<6).reduce(0) {
                $0 << 1 | (start + $1 < bits.count ? bits[start + $1] : 0)
            }
            return String(signs[sextet])
        }.joined()
    }

    /// Black where the bit of a byte of the row is set.
    private func image(rows: [[UInt8]]) -> GreyImage {
        let width = rows[0].count * 8
        let pixels = rows.flatMap { row in
            row.flatMap { byte in (0..<8).reversed().map { byte >> $0 & 1 == 1 ? 0 : 255 as UInt8 }
            }
        }
        return GreyImage(width: width, height: rows.count, pixels: pixels)
    }

    /// The payload of each raster command, with its bytes a row.
    private func strips(_ bytes: [UInt8]) -> [(rowBytes: Int, data: [UInt8])] {
        var strips: [(Int, [UInt8])] = []
        var index = 0
        while index + 8 <= bytes.count {
            if bytes[index...].starts(with: [0x1D, 0x76, 0x30, 0]) {
                let rowBytes = Int(bytes[index + 4]) | Int(bytes[index + 5]) << 8
                let rows = Int(bytes[index + 6]) | Int(bytes[index + 7]) << 8
                let end = index + 8 + rowBytes * rows
                strips.append((rowBytes, Array(bytes[(index + 8)..<end])))
                index = end
            } else {
                index += 1
            }
        }
        return strips
    }

    @Test func `a tall picture goes in strips that a flush of NUL bytes can end`() throws {
        let rows = [[UInt8]](repeating: [UInt8](repeating: 0xFF, count: 72), count: 500)
        let strips = strips(try encode(image(rows: rows)))
        #expect(strips.map(\.data.count) == [8136, 8136, 8136, 8136, 72 * 48])
        #expect(strips.allSatisfy { $0.rowBytes == 72 })
        var profile = PrinterProfile.paper80mm
        profile.stripRows = 24
        #expect(self.strips(try encode(image(rows: rows), profile)).count == 21)
    }

    @Test func `white at the right is not sent`() throws {
        let strips = strips(try encode(image(rows: [[0xF0, 0x00, 0x00], [0xFF, 0x0F, 0x00]])))
        #expect(strips.map(\.rowBytes) == [2])
        #expect(strips.map(\.data) == [[0xF0, 0x00, 0xFF, 0x0F]])
        let white = self.strips(try encode(image(rows: [[0x00, 0x00]])))
        #expect(white.map(\.data) == [[0x00]])
    }

    @Test func `a picture stands in the middle to the dot`() throws {
        let picture = ESCPOSPicture(try encode(image(rows: [[0x80]]), align: "center"))
        #expect(picture.dots == [0: [284]])
    }

    @Test func `no pair of bytes in a picture is a real-time command`() throws {
        // Inside a row, and from the end of a row to the next.
        let rows: [[UInt8]] = [
            [0x10, 0x04, 0x10, 0x05], [0x10, 0x14, 0x00, 0x10], [0x04, 0x00, 0x00, 0x10],
            [0x14, 0x10, 0x10, 0x01],
        ]
        let data = strips(try encode(image(rows: rows)))[0].data
        #expect(
            data == [
                0x18, 0x04, 0x18, 0x05, 0x18, 0x14, 0x00, 0x18, 0x04, 0x00, 0x00, 0x18, 0x14, 0x10,
                0x10, 0x01,
            ]
        )
        var profile = PrinterProfile.paper80mm
        profile.obeysRealTimeInsideData = false
        #expect(strips(try encode(image(rows: rows), profile))[0].data == rows.flatMap { $0 })
    }

    @Test func `a picture wider than the paper is shrunk to it`() throws {
        let rows = [[UInt8]](repeating: [UInt8](repeating: 0xFF, count: 144), count: 20)
        let picture = ESCPOSPicture(try encode(image(rows: rows)))
        #expect(picture.dots.count == 10)
        #expect(picture.dots[9] == Set(0..<576))
    }

    @Test func `a code is drawn or left to the printer, as the profile says`() {
        var profile = PrinterProfile.paper80mm
        func picture(_ text: String) -> ESCPOSPicture {
            let (document, findings) = ReceiptLine.layOut(text, on: profile.paper)
            #expect(findings.isEmpty)
            return ESCPOSPicture(ESCPOSEncoder.encode(document, for: profile).bytes)
        }
        let bars = "{code:A1; option:code128 hri}"
        #expect(picture(bars).codes.map(\.data) == ["A1"])
        #expect(picture(bars).dots.isEmpty)
        profile.barcodes = .raster
        #expect(picture(bars).codes.isEmpty)
        #expect(picture(bars).dots.count == 72)
        #expect(picture(bars).cells.map(\.character) == ["A", "1"])
        // A byte that begins a real-time command is not left to a printer.
        profile.barcodes = .native
        #expect(picture("{code:a\\x10\\x04b}").dots.count == 72)
        #expect(picture("{code:a; option:qrcode}").dots.count == 63)
        profile.qrCodes = .native
        #expect(picture("{code:a; option:qrcode}").dots.isEmpty)
    }

    @Test func `a native QR code has the commands of the reference`() {
        var profile = PrinterProfile.paper80mm
        profile.qrCodes = .native
        let (document, _) = ReceiptLine.layOut("{code:HI; option:qrcode,5,m}", on: profile.paper)
        let bytes = ESCPOSEncoder.encode(document, for: profile).bytes
        let expected: [UInt8] =
            [0x1D, 0x28, 0x6B, 4, 0, 0x31, 0x41, 0x32, 0, 0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x43, 5]
            + [0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x45, 0x31]
            + [0x1D, 0x28, 0x6B, 5, 0, 0x31, 0x50, 0x30, 0x48, 0x49]
            + [0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x51, 0x30]
        #expect(bytes.contains(expected))
    }
}
