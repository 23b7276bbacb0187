public import Prepayment

/// What a case keeps of its finding, in canonical bytes:
///
///     1 · since (8)                                          silent kiosk
///     2 · epoch (2) · day (4) · first (4) · last (4)         missing tail
///     3 · seconds (8)                                        clock off
///     4 · seconds (8)                                        clock set
extension WatchFinding {
    private enum Layout: UInt8 {
        case silentKiosk = 1
        case missingTail = 2
        case clockOff = 3
        case clockSet = 4
    }

    /// The canonical bytes.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .silentKiosk(let since):
            writer.write(Layout.silentKiosk.rawValue)
            writer.write(since.secondsSince1970)
        case .missingTail(let tail):
            writer.write(Layout.missingTail.rawValue)
            writer.write(tail.epoch)
            writer.write(tail.day.yearMonthDay)
            writer.write(tail.first)
            writer.write(tail.last)
        case .clockSkew(.off(let seconds)):
            writer.write(Layout.clockOff.rawValue)
            writer.write(seconds)
        case .clockSkew(.set(let seconds)):
            writer.write(Layout.clockSet.rawValue)
            writer.write(seconds)
        }
        return writer.bytes
    }

    /// Reads canonical bytes.
    public init(bytes: [UInt8]) throws(LayoutError) {
        var reader = ByteReader(bytes)
        switch try reader.choice("kind of finding", as: Layout.self) {
        case .silentKiosk:
            self = .silentKiosk(since: WallTime(secondsSince1970: try reader.read("since")))
        case .missingTail:
            self = .missingTail(try MissingTail(from: &reader))
        case .clockOff: self = .clockSkew(.off(bySeconds: try reader.read("seconds")))
        case .clockSet: self = .clockSkew(.set(bySeconds: try reader.read("seconds")))
        }
        try reader.finish()
    }
}

extension MissingTail {
    fileprivate init(from reader: inout ByteReader) throws(LayoutError) {
        let epoch: UInt16 = try reader.read("epoch")
        let number: UInt32 = try reader.read("day")
        guard let day = BusinessDay(yearMonthDay: number) else {
            throw .unknownValue(field: "day", value: UInt64(number))
        }
        self.init(
            epoch: epoch,
            day: day,
            first: try reader.read("first"),
            last: try reader.read("last")
        )
    }
}
