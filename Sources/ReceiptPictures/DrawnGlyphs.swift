internal import Drawing
public import ReceiptPrinting
internal import Synchronization

/// Draws what a printer's font lacks with the fonts of this machine, each character once.
public final class DrawnGlyphs: GlyphSource {
    /// A name or two a day holds a rare character; what comes from values must not stay for ever.
    private static let limit = 256

    private struct Key: Hashable {
        let character: Unicode.Scalar
        let width: Int
        let height: Int
    }

    private let known = Mutex<[Key: ReceiptPrinting.Bitmap?]>([:])

    var keptCount: Int { known.withLock { $0.count } }

    /// Begins with none.
    public init() {}

    /// The character in black on white; nil where no font has it. A cell that is some times as wide
    /// as high holds the character as much wider, as the printer widens its own.
    public func bitmap(
        of character: Unicode.Scalar,
        width: Int,
        height: Int
    ) -> ReceiptPrinting.Bitmap? {
        let key = Key(character: character, width: width, height: height)
        if let known = known.withLock({ $0[key] }) { return known }
        let drawn = glyph(character, width: width, height: height).map { dots in
            var bitmap = ReceiptPrinting.Bitmap(width: width, height: height)
            for y in 0..<height {
                for x in 0..<width where dots[x, y] { bitmap[x, y] = true }
            }
            return bitmap
        }
        known.withLock {
            if $0.count >= Self.limit { $0.removeAll() }
            $0[key] = .some(drawn)
        }
        return drawn
    }
}
