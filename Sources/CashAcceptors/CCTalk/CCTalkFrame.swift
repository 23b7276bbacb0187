/// ccTalk, as note validators speak it ("ccTalk Serial Communication Protocol, Generic
/// Specification", parts 1 to 4, version 4.7).
///
/// Rules:
/// 1. 9,600 baud, eight bits, no parity, one wire: the host hears its own bytes and drops them. The
///    host has address 1, a note validator 40. One question is open at a time; an answer has header 0,
///    ACK is an answer without data, NAK has header 5. A pause of 50 ms inside a frame ends it, and an
///    answer that is damaged counts as one that did not come.
/// 2. Events come from a buffer (159): a counter and up to five pairs, newest first. The counter runs
///    from 1 to 255 and then to 1 again; 0 is a device that was reset. Events are taken oldest first.
///    More than five new ones, or a counter that went back to 0, are told to staff: credit may be lost.
/// 3. Credit exists when the device says that a note was stacked (A > 0, B = 0), never before: not when
///    it was ordered to stack, and not when that order was acknowledged.
/// 4. A note in escrow (A > 0, B = 1) is decided on only while its event is the newest. The order (154)
///    is never repeated without a fresh look at the buffer, as the next note might lie there by then.
/// 5. What was in the buffer before the first counter was known is nobody's credit: staff gets it.
/// 6. Inhibit bits are **1 = accept**. A validator that is not polled for a second accepts nothing.
/// 7. The value of a note is `CN0100A`: country, four digits, version; times the country's scaling
///    factor (156), with as many decimals as it says.
struct CCTalkFrame: Hashable, Sendable {
    /// Bytes around the data.
    enum Size {
        /// Destination, length, source (or CRC), header.
        static let head = 4
        /// With the checksum.
        static let overhead = 5
    }

    /// The address of the host.
    static let host: UInt8 = 1

    let destination: UInt8
    /// 0 in frames with a CRC, whose place it takes.
    let source: UInt8
    let header: UInt8
    let data: [UInt8]

    init(to destination: UInt8, from source: UInt8 = host, header: UInt8, data: [UInt8] = []) {
        precondition(data.count <= 255, "the length is one byte")
        (self.destination, self.source) = (destination, source)
        (self.header, self.data) = (header, data)
    }

    /// A whole frame; nil when its length or its checksum is wrong.
    init?(_ bytes: [UInt8], _ checksum: CCTalkChecksum) {
        guard bytes.count >= Size.overhead, bytes.count == Size.overhead + Int(bytes[1]) else {
            return nil
        }
        let data = Array(bytes[Size.head..<(bytes.count - 1)])
        switch checksum {
        case .simple:
            self.init(to: bytes[0], from: bytes[2], header: bytes[3], data: data)
        case .crc16:
            self.init(to: bytes[0], from: 0, header: bytes[3], data: data)
        }
        guard self.bytes(checksum) == bytes else { return nil }
    }

    /// As it goes over the line.
    func bytes(_ checksum: CCTalkChecksum) -> [UInt8] {
        let length = UInt8(data.count)
        switch checksum {
        case .simple:
            let body = [destination, length, source, header] + data
            return body + [0 &- body.reduce(0, &+)]
        case .crc16:
            let crc = CRC16.xmodem([destination, length, header] + data)
            return [destination, length, UInt8(truncatingIfNeeded: crc), header] + data
                + [UInt8(truncatingIfNeeded: crc >> 8)]
        }
    }
}

/// How frames are checked; the device's configuration says which.
public enum CCTalkChecksum: String, Sendable, CaseIterable {
    /// All bytes of a frame add up to 0.
    case simple
    /// CRC-16/XMODEM in the place of the source and at the end.
    case crc16
}

/// CRC-16, polynomial 1021.
enum CRC16 {
    /// Begins with 0, not reflected.
    static func xmodem(_ bytes: [UInt8]) -> UInt16 {
        bytes.reduce(0) { crc, byte in
            (0..<8).reduce(crc ^ UInt16(byte) << 8) { crc, _ in
                crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021
            }
        }
    }
}
