/// Commands by the printers' tables, in the test's own spelling.
enum Job {
    static let initialise: [UInt8] = [0x1B, 0x40]
    static let cut: [UInt8] = [0x1D, 0x56, 0x42, 0x00]
    static let line: [UInt8] = [0x0A]
    static let askPaperInTurn: [UInt8] = [0x1D, 0x72, 0x01]
    static let clearBuffers: [UInt8] = [0x10, 0x14, 0x08, 1, 3, 20, 1, 6, 2, 8]
    static let resume: [UInt8] = [0x10, 0x05, 0x01]
    static let recoverAndClear: [UInt8] = [0x10, 0x05, 0x02]
    static let watchAll: [UInt8] = [0x1D, 0x61, 0xFF]
    static let bufferIsClear: [UInt8] = [0x37, 0x25, 0x00]

    static func askRealTime(_ number: UInt8) -> [UInt8] { [0x10, 0x04, number] }
    static func text(_ text: String) -> [UInt8] { Array(text.utf8) + line }

    /// A process identifier of four digits.
    static func identifier(_ digits: String) -> [UInt8] {
        [0x1D, 0x28, 0x48, 6, 0, 0x30, 0x30] + Array(digits.utf8)
    }
    static func proof(of digits: String) -> [UInt8] { [0x37, 0x22] + Array(digits.utf8) + [0x00] }

    /// White rows of 48 bytes, with `data` somewhere in the first.
    static func image(rows: Int, containing data: [UInt8] = []) -> [UInt8] {
        var dots = [UInt8](repeating: 0, count: 48 * rows)
        dots.replaceSubrange(8..<8 + data.count, with: data)
        return [0x1D, 0x76, 0x30, 0, 48, 0, UInt8(rows), 0] + dots
    }

    /// One receipt of one line.
    static func receipt(_ text: String) -> [UInt8] { initialise + Job.text(text) + cut }
}
