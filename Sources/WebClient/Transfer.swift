internal import CCurl

/// What comes back while a request runs.
///
/// Used on the client's thread only.
final class Transfer {
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false
    private let limitBytes: Int
    private let onBytes: ((UnsafeRawBufferPointer) -> Void)?

    /// With `onBytes` the body is handed on as it comes, without limit, and not collected.
    init(limitBytes: Int, onBytes: ((UnsafeRawBufferPointer) -> Void)?) {
        self.limitBytes = limitBytes
        self.onBytes = onBytes
    }

    /// Takes a part of the body; false ends the transfer.
    fileprivate func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let onBytes {
            onBytes(bytes)
            return true
        }
        guard body.count + bytes.count <= limitBytes else {
            isTooLarge = true
            return false
        }
        body += bytes
        return true
    }

    /// Takes a line of the header.
    ///
    /// A status line begins a new one: that of 100 Continue is dropped.
    fileprivate func takeHeader(_ bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            headers = []
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...]
            headers.append((String(line[..<colon]), trim(value)))
        }
    }

    private func trim(_ text: Substring) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}

let onBody: curl_write_callback = { bytes, size, count, transfer in
    guard let transfer else { return 0 }
    let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
    let isWanted = Unmanaged<Transfer>.fromOpaque(transfer).takeUnretainedValue().takeBody(part)
    return isWanted ? part.count : 0
}

let onHeader: curl_write_callback = { bytes, size, count, transfer in
    guard let transfer else { return 0 }
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    Unmanaged<Transfer>.fromOpaque(transfer).takeUnretainedValue().takeHeader(line)
    return line.count
}
