internal import CPCSC

/// What becomes of the card when a connection or a transaction ends.
public enum CardDisposition: Sendable {
    /// Nothing: the card stays powered and remembers its session.
    case leave
    /// The card forgets its session.
    case reset
    /// The card loses power; some memory cards lock themselves by it.
    case unpower

    var code: UInt {
        switch self {
        case .leave: UInt(SCARD_LEAVE_CARD)
        case .reset: UInt(SCARD_RESET_CARD)
        case .unpower: UInt(SCARD_UNPOWER_CARD)
        }
    }
}

/// An exclusive handle to the card in one reader, with a context of its own.
///
/// Wraps `SCardConnect` and `SCardDisconnect`.
///
/// Exclusive, for a shared connection waits without limit behind another program's transaction, and
/// an exclusive one fails at once; and nobody can reset the card between two commands.
final class CardConnection {
    private static let protocols = UInt(SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1)

    private let reader: String
    private let context: PCSCContext
    private let handle: SCARDHANDLE
    private var activeProtocol: UInt
    /// What becomes of the card when this object goes.
    var dispositionAtEnd = CardDisposition.leave

    /// Connects to the card, also to one that the reader does not report.
    ///
    /// Never before pcscd has noticed the card by itself: when it notices a card it resets it, and
    /// a session begun before that would be lost without a word.
    static func open(reader: String) throws(CallFailure) -> CardConnection {
        let context = try PCSCContext()
        if try context.noticesCard(in: reader) {
            return try CardConnection(
                reader: reader,
                shareMode: SCARD_SHARE_EXCLUSIVE,
                protocols: protocols,
                context: context
            )
        }
        // After an answer was lost and the card's handle was ended by a reset, a card that came
        // back quickly stays unnoticed for as long as it lies there. Connecting to the reader
        // alone and then resetting what is in it brings pcscd's picture in order.
        let connection = try CardConnection(
            reader: reader,
            shareMode: SCARD_SHARE_DIRECT,
            protocols: 0,
            context: context
        )
        do throws(CallFailure) {
            try connection.reset()
        } catch let error where error.isCardAbsent {
            throw CallFailure(SCARD_E_NO_SMARTCARD, error.call)
        }
        return connection
    }

    private init(
        reader: String,
        shareMode: Int32,
        protocols: UInt,
        context: PCSCContext
    ) throws(CallFailure) {
        var handle = SCARDHANDLE()
        var activeProtocol: UInt = 0
        try CallFailure.check(
            SCardConnect(
                context.handle,
                reader,
                UInt(shareMode),
                protocols,
                &handle,
                &activeProtocol
            ),
            "SCardConnect"
        )
        (self.reader, self.context) = (reader, context)
        (self.handle, self.activeProtocol) = (handle, activeProtocol)
    }

    // Whatever pcscd answers, the handle is gone.
    deinit { _ = SCardDisconnect(handle, dispositionAtEnd.code) }

    /// Makes this handle good again after a removal or a reset, when pcscd has noticed the card.
    func reconnect() throws(CallFailure) {
        _ = try context.noticesCard(in: reader)
        try reset()
    }

    /// Resets the card.
    ///
    /// Wraps `SCardReconnect`, always with RESET_CARD: with LEAVE_CARD it reports success for a card
    /// that is gone.
    private func reset() throws(CallFailure) {
        try CallFailure.check(
            SCardReconnect(
                handle,
                UInt(SCARD_SHARE_EXCLUSIVE),
                Self.protocols,
                UInt(SCARD_RESET_CARD),
                &activeProtocol
            ),
            "SCardReconnect"
        )
    }

    /// Wraps `SCardStatus`.
    func answerToReset() throws(CallFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(MAX_ATR_SIZE))
        var byteCount = UInt(bytes.count)
        try CallFailure.check(
            SCardStatus(handle, nil, nil, nil, nil, &bytes, &byteCount),
            "SCardStatus"
        )
        return Array(bytes.prefix(Int(byteCount)))
    }

    /// Wraps `SCardBeginTransaction`.
    func beginTransaction() throws(CallFailure) {
        try CallFailure.check(SCardBeginTransaction(handle), "SCardBeginTransaction")
    }

    /// Wraps `SCardEndTransaction`.
    func endTransaction(_ disposition: CardDisposition) throws(CallFailure) {
        try CallFailure.check(
            SCardEndTransaction(handle, disposition.code),
            "SCardEndTransaction"
        )
    }

    /// Wraps `SCardTransmit`; returns the number of bytes that came into `answer`.
    func transmit(
        _ command: [UInt8],
        answer: UnsafeMutableBufferPointer<UInt8>
    ) throws(CallFailure) -> Int {
        var byteCount = UInt(answer.count)
        // The header must name the protocol that the connection has, not the one asked for.
        var header = activeProtocol == UInt(SCARD_PROTOCOL_T0) ? g_rgSCardT0Pci : g_rgSCardT1Pci
        try CallFailure.check(
            SCardTransmit(
                handle,
                &header,
                command,
                UInt(command.count),
                nil,
                answer.baseAddress,
                &byteCount
            ),
            "SCardTransmit"
        )
        return Int(byteCount)
    }
}
