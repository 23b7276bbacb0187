/// One question and what comes back over the line: perhaps the question's echo, then the answer.
struct CCTalkExchange: Sendable {
    /// What came of it so far.
    enum Outcome: Hashable, Sendable {
        case incomplete
        case answer(CCTalkFrame)
        /// What came is no answer; the rest of it is not worth waiting for.
        case damaged
    }

    private let question: [UInt8]
    private let address: UInt8
    private let checksum: CCTalkChecksum
    private var received: [UInt8] = []

    init(_ question: CCTalkFrame, _ checksum: CCTalkChecksum) {
        self.question = question.bytes(checksum)
        (address, self.checksum) = (question.destination, checksum)
    }

    /// Bytes are missing in the midst of a frame.
    var isInsideFrame: Bool { !received.isEmpty && received != question }

    /// Takes what came. An answer begins with the host's address, an echo with the device's: so a line
    /// that echoes and one that does not are told apart by the first byte.
    mutating func receive(_ bytes: [UInt8]) -> Outcome {
        received += bytes
        let isEcho = received.first == address
        if isEcho {
            guard zip(received, question).allSatisfy(==) else { return .damaged }
            guard received.count > question.count else { return .incomplete }
        }
        let answer = Array(received.dropFirst(isEcho ? question.count : 0))
        guard answer.count >= 2 else { return .incomplete }
        let length = CCTalkFrame.Size.overhead + Int(answer[1])
        guard answer.count >= length else { return .incomplete }
        guard let frame = CCTalkFrame(answer, checksum), frame.destination == CCTalkFrame.host,
            checksum == .crc16 || frame.source == address
        else { return .damaged }
        return .answer(frame)
    }
}
