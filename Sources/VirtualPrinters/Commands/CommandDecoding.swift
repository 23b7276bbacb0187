internal import Drawing

/// What a whole command says.
enum CommandDecoding {
    /// Reads a command that begins with DLE, ESC, FS or GS and is as long as it must be.
    static func command(_ bytes: [UInt8]) -> PrinterCommand {
        let parameter = bytes.count > 2 ? bytes[2] : 0
        switch (bytes[0], bytes[1]) {
        case (0x10, _): return realTime(bytes)
        case (0x1B, 0x2A): return columns(bytes)
        case (0x1B, _): return escape(bytes[1], parameter, bytes)
        case (0x1C, _): return chinese(bytes[1], parameter, bytes)
        case (0x1D, 0x28), (0x1D, 0x38): return counted(bytes)
        case (0x1D, 0x76): return raster(bytes)
        default: return group(bytes[1], parameter, bytes)
        }
    }

    private static func realTime(_ bytes: [UInt8]) -> PrinterCommand {
        switch (bytes[1], bytes[2]) {
        case (0x04, 1...4): .realTimeStatus(bytes[2])
        case (0x05, 1): .recover(clearing: false)
        case (0x05, 2): .recover(clearing: true)
        case (0x14, 0x08) where bytes == RealTimeListener.clearBuffers: .clearBuffers
        case (0x14, 0x01): .drawer
        default: .unknown
        }
    }

    private static func escape(
        _ letter: UInt8,
        _ parameter: UInt8,
        _ bytes: [UInt8]
    ) -> PrinterCommand {
        switch letter {
        case 0x20: return .characterSpacing(dots: Int(parameter))
        case 0x21: return .printMode(parameter)
        case 0x24: return .absolutePosition(dots: CommandLength.number(bytes, at: 2))
        case 0x2D: return digit(parameter, to: 2).map { .underline(dots: $0) } ?? .unknown
        case 0x32: return .lineSpacing(dots: PrintModes.standardLineSpacing)
        case 0x33: return .lineSpacing(dots: Int(parameter))
        case 0x40: return .initialise
        case 0x44: return .tabStops(bytes[2...].dropLast().map(Int.init))
        case 0x45, 0x47: return .emphasis(parameter & 1 != 0)
        case 0x4A: return .feed(dots: Int(parameter))
        case 0x4D: return font(parameter).map { .font($0) } ?? .unknown
        case 0x52: return .internationalSet(parameter)
        case 0x5C:
            let dots = CommandLength.number(bytes, at: 2)
            return .relativePosition(dots: dots < 0x8000 ? dots : dots - 0x10000)
        case 0x61:
            return digit(parameter, to: 2).flatMap(PrinterCommand.Alignment.init)
                .map { .alignment($0) } ?? .unknown
        case 0x63 where parameter == 0x34: return .sensorsThatStop(bytes[3])
        case 0x63 where [0x30, 0x31, 0x33, 0x35].contains(parameter): return .accepted
        case 0x64: return .feedLines(Int(parameter))
        case 0x70: return digit(parameter, to: 1).map { _ in .drawer } ?? .unknown
        case 0x74: return .codePage(parameter)
        case 0x7B: return .upsideDown(parameter & 1 != 0)
        case 0x3D, 0x55, 0x72: return .accepted
        default: return .unknown
        }
    }

    private static func chinese(
        _ letter: UInt8,
        _ parameter: UInt8,
        _ bytes: [UInt8]
    ) -> PrinterCommand {
        switch letter {
        case 0x21: .twoByteStyle(parameter)
        case 0x26: .twoByteMode(true)
        case 0x28: bytes[2] == 0x41 && bytes.count == 7 ? .accepted : .unknown
        case 0x2D: digit(parameter, to: 2).map { .twoByteUnderline(dots: $0) } ?? .unknown
        case 0x2E: .twoByteMode(false)
        case 0x43: digit(parameter, to: 1).map { .codeSystem(UInt8($0)) } ?? .unknown
        case 0x53: .twoByteSpacing(left: Int(bytes[2]), right: Int(bytes[3]))
        case 0x57: .twoByteSize(parameter & 1 == 0 ? 1 : 2)
        default: .unknown
        }
    }

    private static func group(
        _ letter: UInt8,
        _ parameter: UInt8,
        _ bytes: [UInt8]
    ) -> PrinterCommand {
        switch letter {
        case 0x21: .size(width: Int(parameter >> 4 & 7) + 1, height: Int(parameter & 7) + 1)
        case 0x42: .reverse(parameter & 1 != 0)
        case 0x48:
            digit(parameter, to: 3)
                .map { .barcodeText(above: $0 & 1 != 0, below: $0 & 2 != 0) } ?? .unknown
        case 0x49: .askIdentity(parameter)
        case 0x4C: .leftMargin(dots: CommandLength.number(bytes, at: 2))
        case 0x50, 0x62: .accepted
        case 0x56 where bytes.count == 4: .cut(feed: Int(bytes[3]))
        case 0x56: digit(parameter, to: 1).map { _ in .cut(feed: nil) } ?? .unknown
        case 0x57: .areaWidth(dots: CommandLength.number(bytes, at: 2))
        case 0x61: .automaticStatus(parameter)
        case 0x66: font(parameter).map { .barcodeTextFont($0) } ?? .unknown
        case 0x68 where parameter > 0: .barcodeHeight(dots: Int(parameter))
        case 0x6B: .barcode(parameter, Array(parameter > 6 ? bytes[4...] : bytes[3...].dropLast()))
        case 0x72: digit(parameter, to: 2).map { .askSensor(UInt8($0)) } ?? .unknown
        case 0x77 where 2...6 ~= parameter: .barcodeModule(dots: Int(parameter))
        default: .unknown
        }
    }

    /// `GS (` and `GS 8`: a letter, a length, a function.
    private static func counted(_ bytes: [UInt8]) -> PrinterCommand {
        let data = Array(bytes.dropFirst(bytes[1] == 0x28 ? 5 : 7))
        switch bytes[2] {
        case 0x48: return response(data)
        case 0x4C: return graphics(data)
        case 0x6B where bytes[1] == 0x28: return qr(data)
        default: return .unknown
        }
    }

    private static func response(_ data: [UInt8]) -> PrinterCommand {
        guard data.count >= 3 else { return .unknown }
        if data.starts(with: [0x30, 0x30]), data.count == 6,
            data[2...].allSatisfy({ (0x20...0x7E).contains($0) })
        {
            return .processIdentifier(Array(data[2...]))
        }
        if data.starts(with: [0x31, 0x30]), let choice = digit(data[2], to: 2) {
            return .offlineResponse(UInt8(choice))
        }
        return .unknown
    }

    private static func qr(_ data: [UInt8]) -> PrinterCommand {
        guard data.count >= 3, data[0] == 0x31 else { return .unknown }
        switch data[1] {
        case 0x41: return .accepted
        case 0x43 where 1...16 ~= data[2]: return .qrModule(dots: Int(data[2]))
        case 0x45: return digit(data[2], to: 3).map { .qrLevel($0) } ?? .unknown
        case 0x50 where data[2] == 0x30: return .qrData(Array(data[3...]))
        case 0x51 where data[2] == 0x30: return .printQR
        default: return .unknown
        }
    }

    private static func graphics(_ data: [UInt8]) -> PrinterCommand {
        guard data.count >= 2, data[0] == 0x30 else { return .unknown }
        if data.count == 2, data[1] == 0x32 || data[1] == 0x02 { return .printGraphics }
        guard data[1] == 0x70, data.count >= 10, data[2] == 0x30, data[5] == 0x31,
            1...2 ~= data[3], 1...2 ~= data[4]
        else { return .unknown }
        let width = CommandLength.number(data, at: 6)
        let height = CommandLength.number(data, at: 8)
        let rows = Array(data[10...])
        guard width > 0, height > 0, rows.count == (width + 7) / 8 * height else { return .unknown }
        let bitmap = Bitmap(width: width, height: height, rows: rows)
        return .storeGraphics(bitmap.enlarged(width: Int(data[3]), height: Int(data[4])))
    }

    private static func raster(_ bytes: [UInt8]) -> PrinterCommand {
        guard bytes[2] == 0x30, let mode = digit(bytes[3], to: 3) else { return .unknown }
        let bitmap = Bitmap(
            width: CommandLength.number(bytes, at: 4) * 8,
            height: CommandLength.number(bytes, at: 6),
            rows: Array(bytes[8...])
        )
        return .raster(bitmap.enlarged(width: 1 + mode & 1, height: 1 + mode >> 1))
    }

    /// `ESC *`: columns from left to right, the most significant bit on top.
    private static func columns(_ bytes: [UInt8]) -> PrinterCommand {
        guard [0, 1, 32, 33].contains(bytes[2]) else { return .unknown }
        let bytesPerColumn = bytes[2] >= 32 ? 3 : 1
        let count = CommandLength.number(bytes, at: 3)
        var bitmap = Bitmap(width: count, height: 8 * bytesPerColumn)
        for x in 0..<count {
            for y in 0..<bitmap.height {
                let byte = bytes[5 + x * bytesPerColumn + y / 8]
                bitmap[x, y] = byte & 0x80 >> UInt8(y % 8) != 0
            }
        }
        let dotsPerColumn = bytes[2] & 1 == 0 ? 2 : 1
        return .columns(
            bitmap.enlarged(width: dotsPerColumn, height: bytesPerColumn == 1 ? 3 : 1)
        )
    }

    private static func font(_ parameter: UInt8) -> PrinterCommand.Font? {
        digit(parameter, to: 1).map { $0 == 0 ? .a : .b }
    }

    /// Many parameters may be given as a number or as its ASCII digit.
    private static func digit(_ parameter: UInt8, to last: Int) -> Int? {
        let value = Int(parameter >= 0x30 ? parameter - 0x30 : parameter)
        return value <= last ? value : nil
    }
}
