/// Code 128 as `GS k` takes it: the data chooses its code sets with `{A`, `{B` and `{C`.
enum Code128 {
    private enum CodeSet: Int {
        case a = 103
        case b, c

        init?(_ letter: UInt8) {
            switch letter {
            case 0x41: self = .a
            case 0x42: self = .b
            case 0x43: self = .c
            default: return nil
            }
        }

        /// The value that changes to this set, from any other.
        var change: Int {
            switch self {
            case .a: 101
            case .b: 100
            case .c: 99
            }
        }
    }

    /// Nil when the data does not begin with a code set or has what the set lacks.
    static func barcode(_ data: [UInt8]) -> Barcode? {
        guard data.count > 2, data[0] == 0x7B, var set = CodeSet(data[1]) else { return nil }
        var values = [set.rawValue]
        var text = ""
        var isShifted = false
        var rest = data[2...]
        while let byte = rest.popFirst() {
            if byte == 0x7B, let special = rest.first, special != 0x7B {
                rest.removeFirst()
                if let new = CodeSet(special) {
                    set = new
                    values.append(new.change)
                } else if special == 0x53, set != .c {
                    values.append(98)
                    isShifted = true
                } else if let function = function(special, in: set) {
                    values.append(function)
                    text += " "
                } else {
                    return nil
                }
                continue
            }
            if byte == 0x7B { _ = rest.popFirst() }
            let used: CodeSet = isShifted ? (set == .a ? .b : .a) : set
            isShifted = false
            guard let value = value(of: byte, in: used) else { return nil }
            values.append(value)
            text += printed(byte, in: used)
        }
        let check = values.enumerated().reduce(0) { $0 + max(1, $1.offset) * $1.element } % 103
        let elements = (values + [check, 106]).flatMap { BarcodePatterns.code128[$0] }
        return Barcode(elements: .modules(elements), text: text)
    }

    private static func function(_ digit: UInt8, in set: CodeSet) -> Int? {
        switch digit {
        case 0x31: 102
        case 0x32 where set != .c: 97
        case 0x33 where set != .c: 96
        case 0x34 where set != .c: set == .a ? 101 : 100
        default: nil
        }
    }

    private static func value(of byte: UInt8, in set: CodeSet) -> Int? {
        switch (set, byte) {
        case (.a, 0x00...0x1F): Int(byte) + 64
        case (.a, 0x20...0x5F), (.b, 0x20...0x7F): Int(byte) - 32
        case (.c, 0...99): Int(byte)
        default: nil
        }
    }

    private static func printed(_ byte: UInt8, in set: CodeSet) -> String {
        if set == .c { return byte < 10 ? "0\(byte)" : "\(byte)" }
        return (0x21...0x7E).contains(byte) ? String(Unicode.Scalar(byte)) : " "
    }
}
