/// The characters in a printer's ROM that have codes of two or four bytes.
struct TwoByteCharacters {
    private let repertoire: PrinterModel.Repertoire

    init(_ repertoire: PrinterModel.Repertoire) { self.repertoire = repertoire }

    /// The character of a code; nil for one that the ROM lacks.
    func character(_ code: [UInt8], in codes: CommandScanner.TwoByteCodes) -> Character? {
        switch codes {
        case .none: return nil
        case .jis: return TextConverter.character(code.map { $0 | 0x80 }, in: "EUC-JP")
        case .shiftJIS: return TextConverter.character(code, in: "CP932")
        case .gb18030, .gb18030WithFourBytes:
            guard isInROM(code), let character = TextConverter.character(code, in: "GB18030")
            else { return nil }
            // Codes for private use: no printer has a shape for them.
            let isPrivate = character.unicodeScalars.contains {
                $0.properties.generalCategory == .privateUse
            }
            return isPrivate ? nil : character
        }
    }

    /// GB2312 fills the codes A1A1 to F7FE, each byte from A1 up; GBK all others.
    private func isInROM(_ code: [UInt8]) -> Bool {
        guard repertoire == .gb2312 else { return true }
        return code.count == 2 && (0xA1...0xF7).contains(code[0]) && code[1] >= 0xA1
            && TextConverter.character(code, in: "GB2312") != nil
    }
}
