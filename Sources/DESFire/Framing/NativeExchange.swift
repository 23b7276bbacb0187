internal import SmartCards

/// How an exchange failed, before anybody asks what the command would have done.
enum ExchangeFailure: Error {
    /// Not one byte of the command left this machine.
    case notSent(CardError)
    /// At least the first frame left, and the end of the exchange did not come back.
    case lost(CardError)
    case malformed(MalformedAnswer)
    case status(DESFireStatus)
}

/// One command and its answer, in as many frames as they need.
///
/// Rules: a request is cut at 54 data bytes and carried on with AF, each part but the last answered
/// by a bare `91 AF`. An answer that ends with `91 AF` is carried on with an empty AF. A chain that
/// was begun is finished, or the exchange has failed.
struct NativeExchange {
    let transport: any CardTransport

    /// More frames than the largest card could fill; only a hostile one goes on.
    static let frameLimit = 1024

    /// Sends the whole request and collects the whole answer, which ended with status 00.
    func run(_ instruction: UInt8, _ payload: [UInt8]) throws(ExchangeFailure) -> [UInt8] {
        var answer = try send(instruction, payload)
        var data = answer.data
        var frameCount = 1
        while answer.status == .additionalFrame {
            guard frameCount < Self.frameLimit else { throw .malformed(.endless) }
            answer = try frame(Instruction.additionalFrame.rawValue, [], isFirst: false)
            data += answer.data
            frameCount += 1
        }
        guard answer.status == .ok else { throw .status(answer.status) }
        return data
    }

    /// Sends one frame whose answer must have the status that the protocol asks for at this step.
    func step(
        _ instruction: Instruction,
        _ data: [UInt8],
        expecting expected: DESFireStatus
    ) throws(ExchangeFailure) -> [UInt8] {
        let answer = try frame(
            instruction.rawValue,
            data,
            isFirst: instruction != .additionalFrame
        )
        if answer.status == expected { return answer.data }
        if answer.status == .ok || answer.status == .additionalFrame {
            throw .malformed(.unexpectedStatus(answer.status))
        }
        throw .status(answer.status)
    }

    /// Sends a request; the answer is that to its last frame.
    private func send(
        _ instruction: UInt8,
        _ payload: [UInt8]
    ) throws(ExchangeFailure) -> WrappedAPDU.Answer {
        var rest = payload[...]
        var next = instruction
        var isFirst = true
        while rest.count > WrappedAPDU.requestLimitByteCount {
            let part = Array(rest.prefix(WrappedAPDU.requestLimitByteCount))
            let answer = try frame(next, part, isFirst: isFirst)
            switch answer.status {
            case .additionalFrame where answer.data.isEmpty: break
            case .additionalFrame: throw .malformed(.dataBeforeRequestEnd)
            case .ok: throw .malformed(.answeredTooEarly)
            default: throw .status(answer.status)
            }
            rest = rest.dropFirst(part.count)
            next = Instruction.additionalFrame.rawValue
            isFirst = false
        }
        return try frame(next, Array(rest), isFirst: isFirst)
    }

    /// Once the first frame was out, "not sent" is no longer true of the command as a whole: a card
    /// may write the beginning of a chain to a standard file at once.
    private func frame(
        _ instruction: UInt8,
        _ data: [UInt8],
        isFirst: Bool
    ) throws(ExchangeFailure) -> WrappedAPDU.Answer {
        switch transport.transmit(WrappedAPDU.wrap(instruction, data)) {
        case .notSent(let error): throw isFirst ? .notSent(error) : .lost(error)
        case .unknown(let error): throw .lost(error)
        case .response(let response):
            do { return try WrappedAPDU.unwrap(response) } catch { throw .malformed(error) }
        }
    }
}
