/// Hears real-time commands wherever they stand, even inside the data of an image.
struct RealTimeListener {
    /// `DLE DC4 8`, whose parameters are fixed so that data hardly has them.
    static let clearBuffers: [UInt8] = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8]

    /// The last bytes, as many as the longest command has.
    private var recent: [UInt8] = []

    /// Takes a byte; gives the command that ends with it.
    mutating func take(_ byte: UInt8) -> PrinterCommand? {
        recent.append(byte)
        if recent.count > Self.clearBuffers.count { recent.removeFirst() }
        if recent == Self.clearBuffers { return .clearBuffers }
        let last = Array(recent.suffix(3))
        guard last.count == 3, last[0] == 0x10, last[1] == 0x04 || last[1] == 0x05 else {
            return nil
        }
        let command = CommandDecoding.command(last)
        return command.isRealTime ? command : nil
    }
}
