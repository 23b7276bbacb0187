/// A connection to the card in one reader, through PC/SC, held by this program alone.
///
/// Calls block, and `transmit` blocks for as long as the card is silent: SCardTransmit has no
/// timeout and cannot be cancelled. So a link is made and used on one thread, that of an actor on a
/// `DeviceThread` or the main thread of a program that runs one command. A conversation with the
/// card then costs no hop between threads.
///
/// The rules of an exchange:
///
/// 1. It ends answered, not sent, or unknown (`TransmitOutcome`); an answer of fewer than two bytes
///    is unknown, as pcscd reports a card that died during a command as success with no bytes.
/// 2. It is never repeated, and the link never reconnects by itself.
/// 3. After an unknown outcome, a removal or a reset the generation has ended: every command is
///    `.notSent(.notConnected)` until `reconnect` succeeds.
public final class CardLink: CardTransport {
    /// The longest command of ISO/IEC 7816-4: header, extended Lc, 65 535 bytes, extended Le.
    public static let commandLimitBytes = 4 + 3 + 65_535 + 2

    /// What pcscd holds at most, `MAX_BUFFER_SIZE_EXTENDED`: a macro that Swift cannot see.
    private static let answerLimitBytes = 4 + 3 + 65_536 + 3 + 2

    /// How often `reconnect` tries: pcscd looks for cards every 400 ms.
    private static let retryMilliseconds = 200

    /// The reader's name.
    public let reader: String

    /// Grows when the card may have forgotten its session: by a lost answer, a removal, a reset, a
    /// loss of pcscd, a reconnection, and the end of the connection.
    public private(set) var generation: UInt64 = 1

    /// The card's answer to reset (ISO/IEC 7816-3), of a contactless card the one that PC/SC part 3
    /// builds from its ATS.
    public private(set) var answerToReset: [UInt8]

    private var connection: CardConnection?
    /// The generation ended and no new one was begun.
    private var isVoid = false
    private let answer: UnsafeMutableBufferPointer<UInt8>

    /// Connects to the card in the reader; takes half a second to say that there is none.
    ///
    /// Throws `.serviceUnavailable`, `.accessRefused`, `.noReader`, `.noCard`, `.cardInUse`,
    /// `.cardUnresponsive`, `.cardUnsupported` or `.unexpected`.
    public init(reader: String) throws(CardError) {
        do throws(CallFailure) {
            let connection = try CardConnection.open(reader: reader)
            answerToReset = try connection.answerToReset()
            self.connection = connection
        } catch {
            throw error.cardError(reader: reader)
        }
        self.reader = reader
        answer = .allocate(capacity: Self.answerLimitBytes)
    }

    deinit { answer.deallocate() }

    /// Sends one command and waits for its answer, however long the card takes.
    public func transmit(_ command: [UInt8]) -> TransmitOutcome {
        guard let connection, !isVoid else { return .notSent(.notConnected) }
        guard (4...Self.commandLimitBytes).contains(command.count) else {
            return .notSent(.commandLengthImpossible(byteCount: command.count))
        }
        do throws(CallFailure) {
            let byteCount = try connection.transmit(command, answer: answer)
            guard byteCount >= 2 else {
                endGeneration()
                return .unknown(.answerTooShort(byteCount: byteCount))
            }
            return .response(Array(answer[..<byteCount]))
        } catch {
            if error.endsGeneration { endGeneration() }
            return error.outcome(reader: reader)
        }
    }

    /// Asks the reader for the identifier of a contactless card (PC/SC part 3, GET DATA).
    ///
    /// Throws the error of the exchange, or `.noIdentifier`. It changes nothing on the card.
    public func identifier() throws(CardError) -> [UInt8] {
        switch transmit([0xFF, 0xCA, 0x00, 0x00, 0x00]) {
        case .response(let answer):
            guard answer.suffix(2) == [0x90, 0x00], answer.count > 2 else {
                throw .noIdentifier(
                    statusWord: answer.suffix(2).reduce(0) { $0 << 8 | UInt16($1) }
                )
            }
            return answer.dropLast(2)
        case .notSent(let error), .unknown(let error):
            throw error
        }
    }

    /// Runs `body` while no other program can reach the card.
    ///
    /// When `body` returns, the card is left as it is. When it throws, the card is reset, so that no
    /// half-done session stays open, and wants a `reconnect`. What `body` throws is thrown on;
    /// besides it may throw the `CardError` of beginning.
    public func withTransaction<Result>(_ body: () throws -> Result) throws -> Result {
        let connection = try beginTransaction()
        do {
            let result = try body()
            endTransaction(of: connection, .leave)
            return result
        } catch {
            endTransaction(of: connection, .reset)
            throw error
        }
    }

    private func beginTransaction() throws(CardError) -> CardConnection {
        guard let connection, !isVoid else { throw .notConnected }
        do throws(CallFailure) {
            try connection.beginTransaction()
        } catch {
            if error.endsGeneration { endGeneration() }
            throw error.cardError(reader: reader)
        }
        return connection
    }

    private func endTransaction(of connection: CardConnection, _ disposition: CardDisposition) {
        // The body may have reconnected in a way that took the handle, and the transaction with it.
        guard connection === self.connection else { return }
        // Resetting after a lost answer can leave the reader blind to the card.
        let disposition = isVoid ? .leave : disposition
        if disposition != .leave { endGeneration() }
        do throws(CallFailure) {
            try connection.endTransaction(disposition)
        } catch {
            // The exchanges of the body are over and have their outcomes. What the failure tells is
            // that the card is gone or reset, and the generation carries that.
            endGeneration()
        }
    }

    /// Resets the card and begins a new generation, also after a removal or a restart of pcscd.
    ///
    /// Tries until it succeeds or the time is over; zero tries once. A try takes up to half a second
    /// while there is no card. It may be another card: compare identifiers. Throws as `init` does.
    public func reconnect(timeoutMilliseconds: Int = 0) throws(CardError) {
        endGeneration()
        let deadline = Deadline(milliseconds: timeoutMilliseconds)
        while true {
            do throws(CallFailure) {
                return try reconnectOnce()
            } catch {
                if deadline.isOver { throw error.cardError(reader: reader) }
            }
            deadline.pause(milliseconds: Self.retryMilliseconds)
        }
    }

    private func reconnectOnce() throws(CallFailure) {
        let connection =
            if let revived = try revivedConnection() { revived } else {
                try CardConnection.open(reader: reader)
            }
        answerToReset = try connection.answerToReset()
        self.connection = connection
        isVoid = false
    }

    private func revivedConnection() throws(CallFailure) -> CardConnection? {
        guard let connection else { return nil }
        do throws(CallFailure) {
            try connection.reconnect()
            return connection
        } catch let error where error.isCardAbsent {
            // The handle is good, and keeps other programs away until the card is back.
            throw error
        } catch {
            // The handle or pcscd is gone, or the reader was unplugged: make all anew.
            self.connection = nil
            return nil
        }
    }

    /// Ends the connection.
    ///
    /// After a lost answer the card is left as it is whatever is asked for, as anything else can
    /// leave the reader blind to the card.
    public func disconnect(_ disposition: CardDisposition = .leave) {
        connection?.dispositionAtEnd = isVoid ? .leave : disposition
        endGeneration()
        connection = nil
    }

    private func endGeneration() {
        generation += 1
        isVoid = true
    }
}
