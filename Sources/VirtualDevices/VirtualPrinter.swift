/// A receipt printer without paper: bytes in, answers out, and a receipt for each cut.
///
/// It prints Chinese from two-byte GB18030 codes, as the common models do, and answers questions
/// about its state. Other commands are counted as unknown, so that a test can insist on none.
public struct VirtualPrinter {
    /// What came out between two cuts.
    public struct Receipt: Sendable, Equatable {
        /// The bytes that made it, its cut included; questions to the printer are left out.
        public let bytes: [UInt8]
        /// What is printed on it: a line of text for each line.
        public let text: String
        /// It was not cut: the job broke off.
        public let isTorn: Bool
    }

    /// What a printer with paper, its cover closed, answers to `DLE EOT n`.
    private static let ready: UInt8 = 0x12

    /// Commands that the printer does not know, in the order in which they came.
    public private(set) var unknownCommands: [[UInt8]] = []

    private var scanner = VirtualPrinterScanner()
    private var paper: VirtualPrinterPaper
    private var bytes: [UInt8] = []

    /// A printer whose line has so many dots, 12 for each column.
    public init(dotsPerLine: Int = 576) { paper = VirtualPrinterPaper(dotsPerLine: dotsPerLine) }

    /// Takes bytes from the line; gives what the printer answers and the receipts it has cut.
    public mutating func receive(_ data: [UInt8]) -> (answers: [UInt8], receipts: [Receipt]) {
        scanner.receive(data)
        var answers: [UInt8] = []
        var receipts: [Receipt] = []
        while let (command, commandBytes) = scanner.next() {
            if !command.isQuestion { bytes += commandBytes }
            switch command {
            case .askRealTime: answers.append(Self.ready)
            case .askPaperInTurn: answers.append(0x00)
            case .processIdentifier(let identifier): answers += [0x37, 0x22] + identifier + [0x00]
            case .unknown(let bytes): unknownCommands.append(bytes)
            case .cut: receipts.append(tearOff(isTorn: false))
            default: paper.print(command)
            }
        }
        return (answers, receipts)
    }

    /// What was printed since the last cut, when the line ends; nil when nothing was.
    public mutating func takeTorn() -> Receipt? {
        paper.isBlank ? nil : tearOff(isTorn: true)
    }

    private mutating func tearOff(isTorn: Bool) -> Receipt {
        defer { bytes = [] }
        return Receipt(bytes: bytes, text: paper.tearOff(), isTorn: isTorn)
    }
}
