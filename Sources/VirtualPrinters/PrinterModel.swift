/// What is fixed about a virtual printer when it leaves its factory.
public struct PrinterModel: Sendable, Hashable {
    /// The characters of its ROM beyond single bytes.
    public enum Repertoire: String, Sendable, Hashable, CaseIterable {
        /// None: bytes from 80 up are those of a code page.
        case none
        /// 6,763 characters in two bytes.
        case gb2312
        /// About 21,000 characters in two bytes.
        case gbk
        /// All of GB18030, four-byte codes as well.
        case gb18030
        /// Japanese, in JIS or Shift JIS as `FS C` says.
        case japanese
    }

    /// Dots of a line: 384 on paper of 58 mm, 576 on 80 mm.
    public var dotsPerLine = 576
    /// Which characters it has.
    public var repertoire = Repertoire.gbk
    /// Old and cheap: obeys real-time commands even where they stand in the data of an image, and
    /// `DLE ENQ 2` also without an error.
    public var realTimeInsideData = false
    /// Bytes that wait to be printed; the line waits when there are so many.
    public var receiveBufferBytes = 65_536
    /// How fast the paper moves; 0 prints at once. 8 dots are 1 mm.
    public var dotsPerSecond = 0
    /// From the head to the cutter; what is printed last lies that far below a plain cut, and comes
    /// out on the next receipt.
    public var cutterDistanceDots = 0
    /// Answers of `GS I`.
    public var maker = "BENCH"
    /// Answers of `GS I`.
    public var name = "VP-80"
    /// Answers of `GS I`.
    public var firmware = "1.00"
    /// Answers of `GS I`.
    public var serialNumber = "V0000001"

    /// A printer for paper of 80 mm that prints at once.
    public init(dotsPerLine: Int = 576) { self.dotsPerLine = dotsPerLine }
}
