/// What the driver must know of one printer model.
///
/// What a model's font lacks is drawn, or a mark stands for it.
public struct PrinterProfile: Sendable, Equatable {
    /// How the paper is cut.
    public enum Cutter: Sendable, Hashable {
        /// By hand: so many lines are fed to bring the end above the tear bar.
        case none(feedLines: UInt8)
        /// A bridge is left standing.
        case partial
        /// Through.
        case full
    }

    /// Which Chinese characters the printer's font has.
    public enum ChineseFont: String, Sendable, Hashable, CaseIterable {
        /// The 6,763 of GB2312.
        case gb2312
        /// About 21,000 of GBK.
        case gbk
        /// Those with a two-byte code of GB18030.
        case gb18030
    }

    /// Who draws QR codes or barcodes.
    public enum CodeMethod: String, Sendable, Hashable, CaseIterable {
        /// The printer: short and sharp, but models differ in what they know.
        case native
        /// The driver, dot by dot: the same on every printer.
        case raster
    }

    /// The height of a character in dots, of font A and Chinese alike.
    static let characterHeightDots: UInt8 = 24

    /// Columns of font A.
    public var columns: Int
    /// Dots of a line; 384 on paper of 58 mm, 576 on 80 mm.
    public var dotsPerLine: Int
    /// The width of one column in dots; a Chinese character is two.
    public var columnDots = 12
    /// From one line of text to the next, in dots; Chinese without space between is hard to read.
    public var lineSpacingDots: UInt8 = 30
    /// How the paper is cut.
    public var cutter = Cutter.partial
    /// How text is sent.
    public var encoding = TextEncoding.gb18030
    /// The Chinese characters it has, where `encoding` is GB18030.
    public var chineseFont = ChineseFont.gb18030
    /// The numbers of `ESC t` for the code pages it has; these are most makers'.
    public var codePages: [CodePage: UInt8] = CodePage.commonNumbers
    /// Who draws QR codes; printers differ in versions, sizes and margins.
    public var qrCodes = CodeMethod.raster
    /// Who draws barcodes.
    public var barcodes = CodeMethod.native
    /// Rows of dots in one command; more overruns the buffer of some printers, which then print the
    /// rest as text.
    public var stripRows = 128
    /// It obeys real-time commands even inside the data of an image.
    public var obeysRealTimeInsideData = true

    /// Describes a model.
    public init(columns: Int, dotsPerLine: Int) {
        self.columns = columns
        self.dotsPerLine = dotsPerLine
    }

    /// A printer for paper of 80 mm.
    public static let paper80mm = PrinterProfile(columns: 48, dotsPerLine: 576)
    /// A printer for paper of 58 mm.
    public static let paper58mm = PrinterProfile(columns: 32, dotsPerLine: 384)

    /// What receipts for this printer are laid out for.
    public var paper: Paper {
        Paper(
            columns: columns,
            measure: encoding.measure,
            respellings: encoding.respellings,
            isSpaced: lineSpacingDots > Self.characterHeightDots
        )
    }
}
