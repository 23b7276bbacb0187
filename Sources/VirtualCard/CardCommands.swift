/// Commands about the card as a whole.
extension VirtualCard {
    /// `51`: the true UID, only inside a session and always enciphered.
    mutating func getCardUID(_ command: Command) throws(Status) -> Answer {
        guard session != nil else { throw .authenticationError }
        _ = try openClear(command, byteCount: 0)
        return Answer(data: memory.uid, mode: .full)
    }

    /// `6E`: free bytes, three of them.
    mutating func getFreeMemory(_ command: Command) throws(Status) -> Answer {
        _ = try openClear(command, byteCount: 0)
        return Answer(data: memory.freeBytes.littleEndianBytes(3))
    }

    /// `60`: hardware, software and production, a frame each.
    mutating func getVersion(_ command: Command) throws(Status) -> Answer {
        _ = try openClear(command, byteCount: 0)
        let maker: UInt8 = 0x04
        let desfire: UInt8 = 0x01
        let eightKilobytes: UInt8 = 0x1A
        let isoProtocol: UInt8 = 0x05
        let hardwareMajor: UInt8 = memory.model == .ev1 ? 0x01 : 0x12
        let (softwareMajor, softwareMinor): (UInt8, UInt8) =
            memory.model == .ev1 ? (0x01, 0x04) : (0x02, 0x01)
        let hardware = [maker, desfire, 0x01, hardwareMajor, 0x00, eightKilobytes, isoProtocol]
        let software = [
            maker, desfire, 0x01, softwareMajor, softwareMinor, eightKilobytes, isoProtocol,
        ]
        let batch: [UInt8] = [0x00, 0x00, 0x00, 0x00, 0x01]
        let weekAndYear: [UInt8] = [0x01, 0x26]
        return Answer(
            data: hardware + software + memory.uid + batch + weekAndYear,
            leadingFrames: [hardware.count, software.count]
        )
    }

    /// `FC`: removes all applications.
    ///
    /// Only the card's master key may.
    mutating func formatCard(_ command: Command) throws(Status) -> Answer {
        _ = try openClear(command, byteCount: 0)
        guard selected == .card else { throw .permissionDenied }
        guard hasMasterSession else { throw .authenticationError }
        memory.format()
        transaction = Transaction()
        return Answer(endsSession: true)
    }
}
