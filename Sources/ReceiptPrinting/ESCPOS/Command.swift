/// The ESC/POS commands that the driver sends, by the names of Epson's reference.
enum Command {
    private static let ESC: UInt8 = 0x1B
    private static let FS: UInt8 = 0x1C
    private static let GS: UInt8 = 0x1D

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
    static func size(width: Int, height: Int) -> [UInt8] {
        [GS, 0x21, UInt8(width - 1) << 4 | UInt8(height - 1)]
    }
    /// ESC t; the numbers differ by model.
    static func codePage(_ number: UInt8) -> [UInt8] { [ESC, 0x74, number] }
    /// GS L, in dots from the left edge.
    static func leftMargin(_ dots: UInt16) -> [UInt8] {
        [GS, 0x4C, UInt8(dots & 0xFF), UInt8(dots >> 8)]
    }
    /// FS &.
    static let beginChinese = [FS, 0x26]
    /// FS .
    static let endChinese = [FS, 0x2E]
    /// FS C: the code system of Japanese models.
    static let shiftJIS = [FS, 0x43, 0x01]
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

    /// GS v 0; rows of so many bytes follow.
    static func rasterImage(rowBytes: Int, rows: Int) -> [UInt8] {
        [
            GS, 0x76, 0x30, 0, UInt8(rowBytes & 0xFF), UInt8(rowBytes >> 8), UInt8(rows & 0xFF),
            UInt8(rows >> 8),
        ]
    }
    /// ESC *, of 24 dots in height; so many columns of three bytes follow.
    static func columnImage(width: Int) -> [UInt8] {
        [ESC, 0x2A, 33, UInt8(width & 0xFF), UInt8(width >> 8)]
    }
    /// GS k, with its height, module and text.
    static func barcode(
        _ number: UInt8,
        data: [UInt8],
        moduleDots: UInt8,
        heightDots: UInt8,
        showsText: Bool
    ) -> [UInt8] {
        [GS, 0x68, heightDots, GS, 0x77, moduleDots, GS, 0x48, showsText ? 2 : 0]
            + [GS, 0x6B, number, UInt8(data.count)] + data
    }
    /// GS ( k: model 2, module, correction, data, print.
    static func qrCode(_ data: [UInt8], cellDots: UInt8, correction: UInt8) -> [UInt8] {
        let length = data.count + 3
        return [GS, 0x28, 0x6B, 4, 0, 0x31, 0x41, 0x32, 0]
            + [GS, 0x28, 0x6B, 3, 0, 0x31, 0x43, cellDots]
            + [GS, 0x28, 0x6B, 3, 0, 0x31, 0x45, 0x30 + correction]
            + [GS, 0x28, 0x6B, UInt8(length & 0xFF), UInt8(length >> 8), 0x31, 0x50, 0x30] + data
            + [GS, 0x28, 0x6B, 3, 0, 0x31, 0x51, 0x30]
    }
    /// ESC p; times in steps of two milliseconds.
    static func drawerPulse(connector: UInt8, on: UInt8, off: UInt8) -> [UInt8] {
        [ESC, 0x70, connector, on, off]
    }
}
