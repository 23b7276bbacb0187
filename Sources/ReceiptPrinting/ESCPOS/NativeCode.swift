internal import Symbols

/// The commands that make the printer draw a code itself.
struct NativeCode {
    private(set) var bytes: [UInt8] = []

    /// Nil where the profile, or the data, asks for dots instead.
    init?(_ code: ReceiptCode, for profile: PrinterProfile) {
        switch code {
        case .qr(let symbol, let cellDots):
            guard profile.qrCodes == .native, Self.isHarmless(symbol.data) else { return nil }
            bytes = Command.qrCode(
                symbol.data,
                cellDots: UInt8(cellDots),
                correction: UInt8(symbol.correction.rawValue)
            )
        case .bars(let barcode, let moduleDots, let heightDots, let showsText):
            let data = Self.data(of: barcode)
            guard profile.barcodes == .native, data.count <= 255, Self.isHarmless(data) else {
                return nil
            }
            bytes = Command.barcode(
                Self.number(of: barcode.kind),
                data: data,
                moduleDots: UInt8(moduleDots),
                heightDots: UInt8(heightDots),
                showsText: showsText
            )
        }
    }

    /// Without a byte that could begin a real-time command.
    private static func isHarmless(_ data: [UInt8]) -> Bool { !data.contains(0x10) }

    private static func number(of kind: BarcodeKind) -> UInt8 {
        switch kind {
        case .upcA: 65
        case .upcE: 66
        case .ean13: 67
        case .ean8: 68
        case .code39: 69
        case .itf: 70
        case .codabar: 71
        case .code93: 72
        case .code128: 73
        }
    }

    private static func data(of barcode: Barcode) -> [UInt8] {
        switch barcode.kind {
        case .code128: code128(barcode)
        // The printer adds the stars.
        case .code39: Array(barcode.data.utf8.dropFirst().dropLast())
        case .codabar: Array(barcode.data.uppercased().utf8)
        default: Array(barcode.data.utf8)
        }
    }

    /// The sets as `{A`, `{B` and `{C`, a shift as `{S`, an opening brace as two.
    private static func code128(_ barcode: Barcode) -> [UInt8] {
        let letters: [Code128Set: UInt8] = [.a: 0x41, .b: 0x42, .c: 0x43]
        let brace = UInt8(ascii: "{")
        var data: [UInt8] = []
        var set = Code128Set.b
        var isShifted = false
        for symbol in barcode.code128 {
            switch symbol {
            case .start(let new), .change(let new):
                set = new
                data += [brace, letters[new] ?? 0x42]
            case .shift:
                isShifted = true
                data += [brace, 0x53]
            case .value(let value):
                let current = isShifted ? (set == .a ? Code128Set.b : .a) : set
                isShifted = false
                let byte = character(value, of: current)
                if current != .c, byte == brace { data.append(brace) }
                data.append(byte)
            case .check, .stop: break
            }
        }
        return data
    }

    private static func character(_ value: Int, of set: Code128Set) -> UInt8 {
        switch set {
        case .c: UInt8(value)
        case .a where value >= 64: UInt8(value - 64)
        case .a, .b: UInt8(value + 32)
        }
    }
}
