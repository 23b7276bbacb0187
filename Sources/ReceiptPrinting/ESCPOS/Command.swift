/// The ESC/POS commands that the driver sends, by the names of Epson's reference.
enum Command {
    private static let ESC: UInt8 = 0x1B
    private static let FS: UInt8 = 0x1C
    private static let GS: UInt8 = 0x1D
    private static let DLE: UInt8 = 0x10
    private static let EOT: UInt8 = 0x04

    /// ESC @.
    static let initialise = [ESC, 0x40]
    /// ESC R.
    static func internationalSet(_ number: UInt8) -> [UInt8] { [ESC, 0x52, number] }
    /// ESC 3.
    static func lineSpacing(_ dots: UInt8) -> [UInt8] { [ESC, 0x33, dots] }
    /// ESC d.
    static func feed(lines: UInt8) -> [UInt8] { [ESC, 0x64, lines] }
    /// ESC $, in dots from the left edge.
    static func absolutePosition(_ dots: UInt16) -> [UInt8] {
        [ESC, 0x24, UInt8(dots & 0xFF), UInt8(dots >> 8)]
    }
    /// ESC E.
    static func emphasis(_ isOn: Bool) -> [UInt8] { [ESC, 0x45, isOn ? 1 : 0] }
    /// ESC -, for single-byte characters.
    static func underline(_ isOn: Bool) -> [UInt8] { [ESC, 0x2D, isOn ? 1 : 0] }
    /// GS B.
    static func reverse(_ isOn: Bool) -> [UInt8] { [GS, 0x42, isOn ? 1 : 0] }
    /// GS !.
    static func size(_ size: TextSize) -> [UInt8] {
        [GS, 0x21, UInt8(size.width - 1) << 4 | UInt8(size.height - 1)]
    }
    /// FS &.
    static let beginChinese = [FS, 0x26]
    /// FS .
    static let endChinese = [FS, 0x2E]
    /// FS -.
    static func chineseUnderline(_ isOn: Bool) -> [UInt8] { [FS, 0x2D, isOn ? 1 : 0] }
    /// FS !: bit 2 is double width, bit 3 double height, bit 7 underline.
    static func chineseMode(size: TextSize, isUnderlined: Bool) -> [UInt8] {
        let width: UInt8 = size.width > 1 ? 0x04 : 0
        let height: UInt8 = size.height > 1 ? 0x08 : 0
        return [FS, 0x21, width | height | (isUnderlined ? 0x80 : 0)]
    }
    /// GS V A.
    static let feedAndCut = [GS, 0x56, 0x41, 0]
    /// GS V B.
    static let feedAndCutPartially = [GS, 0x56, 0x42, 0]

    /// DLE EOT 2: cover, paper end and errors, answered at once.
    static let askOfflineCause = [DLE, EOT, 2]
    /// DLE EOT 4: paper sensors, answered at once.
    static let askPaper = [DLE, EOT, 4]
    /// GS r 1: paper sensors, answered in turn with the printing.
    static let askPaperInTurn = [GS, 0x72, 1]
    /// GS ( H: four characters that come back when all before them is done.
    static func processIdentifier(_ characters: [UInt8]) -> [UInt8] {
        [GS, 0x28, 0x48, 6, 0, 0x30, 0x30] + characters
    }
}
