/// Why a channel cannot go on.
///
/// The session is over with any of them.
public enum SecureChannelError: Error, Sendable, Equatable {
    /// A MAC, checksum or padding is wrong: the answer is not the card's, or was changed.
    case integrity
    /// The answer cannot be cut into data and code, or has another length than expected.
    case wrongLength(byteCount: Int)
    /// EV2 counts to FFFF and no further.
    case counterExhausted
}

/// What a key holder needs of a session to encipher a new key for it.
public enum SessionEncipherment: Sendable, Hashable, SecretBearing {
    /// CBC under the session key from the running vector.
    case ev1(type: KeyType, sessionKey: [UInt8], iv: [UInt8])
    /// CBC under SesAuthENC from the request's vector.
    case ev2(encipherment: [UInt8], iv: [UInt8])
}

/// The protected side of a session, as a value: `protect` a request, then `open` its answer.
///
/// An implementation keeps what both sides count or chain. A copy taken before `protect` is the
/// state to return to when nothing was sent. After an error the value is of no more use.
public protocol SecureChannel: Sendable {
    /// The modes in which request and answer of a command travel.
    func modes(
        of protection: CommandProtection
    ) -> (request: CommunicationMode, answer: CommunicationMode)

    /// All that follows the instruction byte of a request: the clear part, the data as the mode
    /// wants it, and the code if the mode has one.
    mutating func protect(
        _ instruction: UInt8,
        header: [UInt8],
        data: [UInt8],
        mode: CommunicationMode
    ) throws(SecureChannelError) -> [UInt8]

    /// The same for data that somebody else enciphered with `encipherment`.
    mutating func protect(
        _ instruction: UInt8,
        header: [UInt8],
        cryptogram: [UInt8]
    ) throws(SecureChannelError) -> [UInt8]

    /// The data of a complete answer with status 00, checked.
    mutating func open(
        _ answer: [UInt8],
        mode: CommunicationMode,
        length: AnswerLength
    ) throws(SecureChannelError) -> [UInt8]

    /// Key and vector for the next request.
    var encipherment: SessionEncipherment { get }
}
