/// The target of a request: `/path/segments?name=value`, percent encoding taken out.
///
/// The path is cut at its slashes before it is decoded, so that an encoded slash stays part of its
/// segment. Whatever is not UTF-8, not well encoded or holds a zero byte is nonsense.
struct RequestTarget: Sendable, Equatable {
    struct QueryItem: Sendable, Equatable {
        let name: String
        let value: String
    }

    /// The path as it was written.
    let path: String
    let segments: [String]
    let query: [QueryItem]

    /// Nil for nonsense.
    init?(_ target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].hasPrefix("/") else { return nil }
        path = String(parts[0])
        var segments: [String] = []
        for segment in parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        {
            guard let decoded = decodePercents(segment, plusIsSpace: false) else { return nil }
            segments.append(decoded)
        }
        self.segments = segments
        var query: [QueryItem] = []
        for item in parts.dropFirst().joined().split(separator: "&") {
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decodePercents(sides[0], plusIsSpace: true),
                let value = decodePercents(sides.count == 2 ? sides[1] : "", plusIsSpace: true)
            else { return nil }
            query.append(QueryItem(name: name, value: value))
        }
        self.query = query
    }
}

private func decodePercents(_ text: Substring, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "%"):
            guard let high = hexadecimalValue(rest.popFirst()),
                let low = hexadecimalValue(rest.popFirst())
            else { return nil }
            bytes.append(high << 4 | low)
        case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
        default: bytes.append(byte)
        }
    }
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
}

private func hexadecimalValue(_ digit: UInt8?) -> UInt8? {
    switch digit {
    case .some(let digit) where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit):
        digit - UInt8(ascii: "0")
    case .some(let digit) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit | 0x20):
        (digit | 0x20) - UInt8(ascii: "a") + 10
    default: nil
    }
}
