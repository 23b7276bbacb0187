/// How frames are checked.
public enum VirtualChecksum: String, Sendable, Hashable, CaseIterable {
    /// The sum of all bytes is 0.
    case simple
    /// CRC-16 of the polynomial 1021, from 0.
    case crc16
}

/// Finds the host's frames to one device among the bytes of the line.
struct HostFrames {
    /// A pause of so long inside a frame ends it.
    private static let pauseMilliseconds = 50

    private let address: UInt8
    private let checksum: VirtualChecksum
    private var bytes: [UInt8] = []
    private var lastByteAt = 0

    init(to address: UInt8, _ checksum: VirtualChecksum) {
        (self.address, self.checksum) = (address, checksum)
    }

    /// Takes bytes; gives header and data of each sound frame to this device.
    mutating func receive(
        _ more: [UInt8],
        atMilliseconds now: Int
    ) -> [(header: UInt8, data: [UInt8])] {
        if now - lastByteAt > Self.pauseMilliseconds { bytes = [] }
        lastByteAt = now
        bytes += more
        var frames: [(header: UInt8, data: [UInt8])] = []
        while bytes.count >= 5, bytes.count >= 5 + Int(bytes[1]) {
            let frame = Array(bytes.prefix(5 + Int(bytes[1])))
            bytes.removeFirst(frame.count)
            guard frame[0] == address, isSound(frame) else { continue }
            frames.append((frame[3], Array(frame[4..<(frame.count - 1)])))
        }
        return frames
    }

    /// An answer to the host, address 1.
    func answer(_ header: UInt8, _ data: [UInt8]) -> [UInt8] {
        let length = UInt8(data.count)
        switch checksum {
        case .simple:
            var frame = [1, length, address, header] + data
            frame.append(UInt8((256 - frame.reduce(0) { $0 + Int($1) } % 256) % 256))
            return frame
        case .crc16:
            let check = Self.remainder([1, length, header] + data)
            return [1, length, UInt8(check & 0xFF), header] + data + [UInt8(check >> 8)]
        }
    }

    private func isSound(_ frame: [UInt8]) -> Bool {
        switch checksum {
        case .simple: return frame.reduce(0) { $0 + Int($1) } % 256 == 0
        case .crc16:
            let check = Self.remainder(Array(frame[..<2]) + Array(frame[3..<(frame.count - 1)]))
            return Int(frame[2]) | Int(frame[frame.count - 1]) << 8 == check
        }
    }

    /// The remainder of the bytes by x¹⁶ + x¹² + x⁵ + 1, bit by bit.
    private static func remainder(_ bytes: [UInt8]) -> Int {
        var value = 0
        for byte in bytes {
            for bit in stride(from: 7, through: 0, by: -1) {
                let isOdd = (value >> 15 ^ Int(byte) >> bit) & 1 == 1
                value = value << 1 & 0xFFFF
                if isOdd { value ^= 0x1021 }
            }
        }
        return value
    }
}
