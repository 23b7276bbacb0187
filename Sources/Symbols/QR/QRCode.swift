/// How much of a symbol may be covered and still be read.
public enum QRCorrection: Int, Sendable, Hashable, CaseIterable {
    /// About 7 %.
    case low = 0
    /// About 15 %.
    case medium = 1
    /// About 25 %.
    case quartile = 2
    /// About 30 %.
    case high = 3
}

/// A QR code of model 2 (ISO/IEC 18004) in byte mode, the smallest that holds its data.
///
/// The mask is the first of those with the lowest score. The score differs from the standard's in
/// small things, so that symbols equal those of the ReceiptLine reference program module by module.
public struct QRCode: Sendable, Hashable {
    /// What it says.
    public let data: [UInt8]
    /// How much of it may be covered.
    public let correction: QRCorrection
    /// 1 to 40.
    public let version: Int

    /// Chooses the version; nil when there is no data or more than 2,953 bytes or what the correction
    /// leaves of them.
    public init?(_ data: [UInt8], correction: QRCorrection = .low) {
        guard !data.isEmpty else { return nil }
        let version = (1...40).first { version in
            let header = 4 + QRLayout.lengthBits(version: version)
            let capacity = QRLayout.dataCodewords(version: version, correction: correction) * 8
            return header + data.count * 8 <= capacity
        }
        guard let version else { return nil }
        self.data = data
        self.correction = correction
        self.version = version
    }

    /// Modules of a side, without a quiet zone.
    public var side: Int { QRLayout.side(version: version) }

    /// Draws the symbol.
    public func modules() -> ModuleGrid {
        let codewords = QRCodewords.interleaved(for: self)
        return side <= UInt64.bitWidth
            ? UInt64.patterns.pattern(for: self).modules(codewords)
            : WideQRRow.patterns.pattern(for: self).modules(codewords)
    }
}

/// A square of dark and light modules.
public struct ModuleGrid: Sendable, Equatable {
    /// Modules of a side.
    public let side: Int
    private(set) var dark: [Bool]

    init(side: Int) {
        self.side = side
        dark = [Bool](repeating: false, count: side * side)
    }

    init<Row: QRRow>(side: Int, rows: [Row]) {
        self.init(side: side)
        for (y, row) in rows.enumerated() {
            for x in 0..<side { dark[y * side + x] = row & .bit(x) != .zero }
        }
    }

    /// Whether the module in column `x` of row `y` is dark.
    public subscript(x: Int, y: Int) -> Bool {
        get { dark[y * side + x] }
        set { dark[y * side + x] = newValue }
    }
}
