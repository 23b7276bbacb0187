/// What the sensors of a printer see, and the status bytes that tell it.
///
/// Bits by Epson's tables for `DLE EOT`, `GS a` and `GS r`.
struct PrinterCondition: Equatable {
    var isPaperOut = false
    var isNearEnd = false
    var isCoverOpen = false
    var isSwitchedOffline = false
    var isHot = false
    /// The cutter has jammed and waits for `DLE ENQ`.
    var isCutterJammed = false
    var isDrawerOpen = false
    /// `ESC c 4` has the near-end sensor stop the printer.
    var stopsNearEnd = false

    /// The end of the paper lies behind the near-end sensor too.
    private var seesNearEnd: Bool { isNearEnd || isPaperOut }
    private var isStoppedByPaper: Bool { isPaperOut || stopsNearEnd && isNearEnd }

    /// Nothing is printed.
    var isOffline: Bool {
        isStoppedByPaper || isCoverOpen || isSwitchedOffline || isHot || isCutterJammed
    }

    /// The answer to `DLE EOT n`; nil where there is none for that number.
    func realTimeStatus(_ number: UInt8) -> UInt8? {
        switch number {
        case 1: 0x12 | bits((isDrawerOpen, 0x04), (isOffline, 0x08), (isCutterJammed, 0x20))
        case 2:
            0x12
                | bits(
                    (isCoverOpen, 0x04),
                    (isStoppedByPaper, 0x20),
                    (isHot || isCutterJammed, 0x40)
                )
        case 3: 0x12 | bits((isCutterJammed, 0x08), (isHot, 0x40))
        case 4: 0x12 | bits((seesNearEnd, 0x0C), (isPaperOut, 0x60))
        default: nil
        }
    }

    /// The four bytes of the automatic status.
    var automaticStatus: [UInt8] {
        [
            0x10 | bits((isDrawerOpen, 0x04), (isOffline, 0x08), (isCoverOpen, 0x20)),
            bits((isCutterJammed, 0x09), (isHot, 0x40)),
            paperStatus,
            0x00,
        ]
    }

    /// The answer to `GS r 1`.
    var paperStatus: UInt8 { bits((seesNearEnd, 0x03), (isPaperOut, 0x0C)) }
    /// The answer to `GS r 2`.
    var drawerStatus: UInt8 { bits((isDrawerOpen, 0x01)) }

    /// The causes of `GS ( H` function 49, one byte from 40 to 7F for each.
    var offlineCauses: [UInt8] {
        let causes: [(Bool, UInt8)] = [
            (isCoverOpen, 0x41), (isStoppedByPaper, 0x42), (isCutterJammed, 0x43), (isHot, 0x44),
            (isSwitchedOffline, 0x45),
        ]
        return causes.filter(\.0).map(\.1)
    }

    /// The bits of the automatic status that `GS a n` watches.
    static func watchedBits(_ selection: UInt8) -> [UInt8] {
        var mask: [UInt8] = [0, 0, 0, 0]
        if selection & 0x01 != 0 { mask[0] |= 0x04 }
        if selection & 0x02 != 0 {
            mask[0] |= 0x28
            mask[1] |= 0x01
        }
        if selection & 0x04 != 0 { mask[1] |= 0x6C }
        if selection & 0x08 != 0 { mask[2] |= 0x0F }
        return mask
    }

    private func bits(_ conditions: (Bool, UInt8)...) -> UInt8 {
        conditions.reduce(0) { $1.0 ? $0 | $1.1 : $0 }
    }
}
