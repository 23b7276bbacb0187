import Drawing
import ReceiptPrinting
import Testing
import VirtualPrinters

@testable import ReceiptPictures

private typealias Picture = Drawing.Bitmap

@Suite struct ReceiptPictureTests {
    private let everything = """
        ^^"Sunshine"
        `阳光` | _line_
        ---
        {border:line; width:6 *}
        a | b
        ---
        c | d
        {border:space; width:auto}
        ===
        {code:K0007; option:qrcode 4 m}
        ===
        """

    private func document(_ text: String) -> ReceiptDocument {
        ReceiptLine.layOut(text, on: PrinterProfile.paper58mm.paper).document
    }

    /// The driver, and a printer that shares nothing with it, say where everything stands.
    @Test func `a picture has each character where the printer prints it`() throws {
        let document = document("^^\"Sunshine\"\n`阳光` | _line_\n\n^^^^a | |b\n===")
        var profile = PrinterProfile.paper58mm
        profile.cutter = .partial
        var printer = VirtualPrinter(dotsPerLine: profile.dotsPerLine)
        let bytes = ESCPOSEncoder.encode(document, for: profile).bytes
        let printed = try #require(printer.receive(bytes).receipts.first)
        #expect(cells(ReceiptPicture.sheet(of: document)) == cells(printed.sheet))
    }

    @Test func `a frame is closed, and its corners are round`() {
        let sheet = ReceiptPicture.sheet(of: document("{border:line; width:6 *}\na | b"))
        let bitmap = sheet.bitmap()
        let (left, right, top, bottom) = (6, 31 * 12 + 6, 12, 24 + 24 + 12)
        #expect((top + 6...bottom - 6).allSatisfy { bitmap[left, $0] && bitmap[right, $0] })
        #expect((left + 6..<right - 6).allSatisfy { bitmap[$0, top] && bitmap[$0, bottom] })
        #expect(!bitmap[left, top] && bitmap[left + 2, top + 2])
    }

    @Test func `codes are drawn, the last cut is the edge, others are dashed`() {
        let sheet = ReceiptPicture.sheet(of: document(everything))
        let codes = sheet.marks.filter { if case .bitmap = $0 { true } else { false } }
        #expect(codes.count == 1)
        let dashes = sheet.marks.count {
            if case .block(_, _, width: 4, height: 2) = $0 { true } else { false }
        }
        #expect(dashes == 384 / 8)
    }

    @Test(arguments: [1, 2]) func `a file is a picture of the paper`(pixelsPerDot: Int) throws {
        let file = ReceiptPicture.png(of: document(everything), pixelsPerDot: pixelsPerDot)
        let picture = try #require(Picture(png: file))
        #expect(picture.width == (384 + 2 * 40 + 2 * 24) * pixelsPerDot)
    }

    private struct PlacedCell: Hashable {
        let character: Character
        let x: Int
        let y: Int
        let width: Int
        let height: Int
        let isBold: Bool
        let isReversed: Bool
        let isUnderlined: Bool
    }

    private func cells(_ sheet: Sheet) -> Set<PlacedCell> {
        let cells = sheet.marks.compactMap { mark -> PlacedCell? in
            guard case .cell(let cell) = mark, cell.character != " " else { return nil }
            return PlacedCell(
                character: cell.character,
                x: cell.x,
                y: cell.y,
                width: cell.fullWidth,
                height: cell.fullHeight,
                isBold: cell.isBold,
                isReversed: cell.isReversed,
                isUnderlined: cell.underlineDots > 0
            )
        }
        return Set(cells)
    }
}
