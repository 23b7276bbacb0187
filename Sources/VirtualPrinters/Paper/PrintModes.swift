/// What the commands before have set; `ESC @` sets it back.
struct PrintModes {
    /// From line to line after `ESC 2`, in dots.
    static let standardLineSpacing = 30

    var lineSpacing = Self.standardLineSpacing
    var alignment = PrinterCommand.Alignment.left
    var leftMargin = 0
    /// Nil is as wide as the paper allows.
    var areaWidth: Int?
    var tabStops: [Int]?

    var font = PrinterCommand.Font.a
    var width = 1
    var height = 1
    var isEmphasized = false
    var underlineDots = 0
    var isReversed = false
    var isUpsideDown = false
    var characterSpacing = 0
    var codePage: UInt8 = 0
    var internationalSet: UInt8 = 0

    var twoByteWidth = 1
    var twoByteHeight = 1
    var twoByteUnderlineDots = 0
    var twoByteSpacing = (left: 0, right: 0)

    var barcodeHeight = 162
    var barcodeModule = 3
    var barcodeText = (above: false, below: false)
    var barcodeFont = PrinterCommand.Font.a
    var qrModule = 3
    var qrLevel = 0

    /// The cell of a single-byte character, before it is enlarged.
    var cellSize: (width: Int, height: Int) { Self.cellSize(of: font) }

    static func cellSize(of font: PrinterCommand.Font) -> (width: Int, height: Int) {
        switch font {
        case .a: (12, 24)
        case .b: (9, 17)
        }
    }

    /// Where a tab goes from a position, in dots; nil when no stop is left.
    func tabStop(after position: Int) -> Int? {
        let column = (cellSize.width + characterSpacing) * width
        guard let tabStops else { return (position / (8 * column) + 1) * 8 * column }
        return tabStops.lazy.map { $0 * column }.first { $0 > position }
    }

    /// Sets what a command sets; false when it sets nothing here.
    mutating func apply(_ command: PrinterCommand) -> Bool {
        switch command {
        case .lineSpacing(let dots): lineSpacing = dots
        case .tabStops(let stops): tabStops = stops
        case .emphasis(let isOn): isEmphasized = isOn
        case .underline(let dots): underlineDots = dots
        case .reverse(let isOn): isReversed = isOn
        case .size(let width, let height): (self.width, self.height) = (width, height)
        case .font(let font): self.font = font
        case .characterSpacing(let dots): characterSpacing = dots
        case .printMode(let bits): setPrintMode(bits)
        case .internationalSet(let number): internationalSet = number
        case .twoByteUnderline(let dots): twoByteUnderlineDots = dots
        case .twoByteStyle(let bits):
            twoByteWidth = bits & 0x04 == 0 ? 1 : 2
            twoByteHeight = bits & 0x08 == 0 ? 1 : 2
            twoByteUnderlineDots = bits & 0x80 == 0 ? 0 : max(1, twoByteUnderlineDots)
        case .twoByteSize(let times): (twoByteWidth, twoByteHeight) = (times, times)
        case .twoByteSpacing(let left, let right): twoByteSpacing = (left, right)
        case .barcodeHeight(let dots): barcodeHeight = dots
        case .barcodeModule(let dots): barcodeModule = dots
        case .barcodeText(let above, let below): barcodeText = (above, below)
        case .barcodeTextFont(let font): barcodeFont = font
        case .qrModule(let dots): qrModule = dots
        case .qrLevel(let level): qrLevel = level
        default: return false
        }
        return true
    }

    /// `ESC !`: many settings in one byte.
    private mutating func setPrintMode(_ bits: UInt8) {
        font = bits & 0x01 == 0 ? .a : .b
        isEmphasized = bits & 0x08 != 0
        height = bits & 0x10 == 0 ? 1 : 2
        width = bits & 0x20 == 0 ? 1 : 2
        underlineDots = bits & 0x80 == 0 ? 0 : 1
    }
}
