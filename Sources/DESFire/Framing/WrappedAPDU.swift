/// Native DESFire commands in the clothes of ISO/IEC 7816-4.
///
/// Rules: a request is `90 INS 00 00 [Lc data] 00`, with Lc left out where there is no data. An
/// answer is data followed by `91 ST`.
public enum WrappedAPDU {
    /// Data bytes in one request frame.
    ///
    /// EV1 takes 60 bytes in all, and later cards take that too.
    public static let requestLimitByteCount = 54
    /// Data bytes in one answer frame: what Le = 00 allows.
    public static let answerLimitByteCount = 256

    /// One frame of an answer.
    public struct Answer: Sendable, Equatable {
        /// The bytes before the status word.
        public let data: [UInt8]
        /// The second byte of the status word.
        public let status: DESFireStatus
    }

    /// Wraps one frame of at most 255 data bytes.
    public static func wrap(_ instruction: UInt8, _ data: [UInt8] = []) -> [UInt8] {
        precondition(data.count <= 255, "\(data.count) bytes do not fit one frame")
        let body = data.isEmpty ? [] : [UInt8(data.count)] + data
        return [0x90, instruction, 0x00, 0x00] + body + [0x00]
    }

    /// Takes one frame of an answer apart and believes nothing about it.
    public static func unwrap(_ response: [UInt8]) throws(MalformedAnswer) -> Answer {
        guard response.count >= 2 else { throw .tooShort(byteCount: response.count) }
        guard response.count <= answerLimitByteCount + 2 else {
            throw .frameTooLong(byteCount: response.count)
        }
        let (first, second) = (response[response.count - 2], response[response.count - 1])
        guard first == 0x91 else { throw .foreignStatusWord(UInt16(first) << 8 | UInt16(second)) }
        guard let status = DESFireStatus(rawValue: second) else { throw .unlistedStatus(second) }
        return Answer(data: Array(response.dropLast(2)), status: status)
    }
}
