internal import CPCSC

/// A PC/SC call that did not succeed, and all that follows from its code.
///
/// This file alone knows what the codes of `pcsclite.h` mean. On 64-bit Linux a code is a positive
/// `Int` (C `long`); some other systems and many listings show the same bits as a negative number.
struct CallFailure: Error, Equatable {
    let code: UInt32
    /// The C function that failed.
    let call: String

    init(_ result: Int, _ call: String) {
        self.code = UInt32(truncatingIfNeeded: result)
        self.call = call
    }

    /// Throws unless the result of the C function `call` is success.
    static func check(_ result: Int, _ call: String) throws(CallFailure) {
        guard result == SCARD_S_SUCCESS else { throw CallFailure(result, call) }
    }

    func isAny(of results: Int...) -> Bool { results.contains(Int(code)) }

    /// The wait was ended by `SCardCancel`.
    var isCancelled: Bool { isAny(of: SCARD_E_CANCELLED) }

    /// The wait ended because its time was over.
    var isTimeout: Bool { isAny(of: SCARD_E_TIMEOUT) }

    /// A name in the list belongs to no reader any more.
    var isUnknownReader: Bool { isAny(of: SCARD_E_UNKNOWN_READER) }

    /// Nothing lies in the reader, or what lies there has no power: both may pass by waiting.
    var isCardAbsent: Bool {
        isAny(
            of: SCARD_E_NO_SMARTCARD,
            SCARD_W_REMOVED_CARD,
            SCARD_W_UNPOWERED_CARD,
            SCARD_W_UNRESPONSIVE_CARD
        )
    }

    /// The card may have forgotten its session: all but the codes that are about the call itself.
    var endsGeneration: Bool {
        !isAny(of: SCARD_E_INVALID_PARAMETER, SCARD_E_SHARING_VIOLATION)
    }

    /// The fault for the caller.
    ///
    /// `reader` is the reader that the call was about.
    func cardError(reader: String?) -> CardError {
        switch Int(code) {
        case SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED, SCARD_E_INVALID_HANDLE, SCARD_P_SHUTDOWN:
            .serviceUnavailable
        case SCARD_E_NO_READERS_AVAILABLE, SCARD_E_UNKNOWN_READER: .noReader(name: reader)
        case SCARD_E_READER_UNAVAILABLE: .readerGone(name: reader ?? "")
        case SCARD_E_NO_SMARTCARD: .noCard
        case SCARD_W_REMOVED_CARD: .cardRemoved
        case SCARD_W_RESET_CARD: .cardReset
        case SCARD_W_UNRESPONSIVE_CARD, SCARD_W_UNPOWERED_CARD: .cardUnresponsive
        case SCARD_E_PROTO_MISMATCH, SCARD_W_UNSUPPORTED_CARD, SCARD_E_CARD_UNSUPPORTED:
            .cardUnsupported
        case SCARD_E_SHARING_VIOLATION: .cardInUse
        case SCARD_W_SECURITY_VIOLATION: isAtTheDoor ? .accessRefused : .serviceUnavailable
        case SCARD_F_COMM_ERROR, SCARD_E_COMM_DATA_LOST, SCARD_E_NOT_TRANSACTED:
            .exchangeFailed(code: code)
        default: .unexpected(code: code, call: call)
        }
    }

    /// The calls at which pcscd asks polkit about this user.
    ///
    /// pcscd refuses by closing the connection. When it ends it closes the connection too, and the
    /// library (1.9.9) then gives W_SECURITY_VIOLATION at any call.
    private var isAtTheDoor: Bool {
        call == "SCardEstablishContext" || call == "SCardConnect"
    }

    /// The fault when the call was about pcscd, not about one reader: there a broken
    /// communication is that with pcscd.
    var serviceError: CardError {
        isAny(of: SCARD_F_COMM_ERROR) ? .serviceUnavailable : cardError(reader: nil)
    }

    /// How an exchange ended whose `SCardTransmit` failed with this code.
    ///
    /// pcscd gives the codes named here before it hands the command to the reader's driver. Every
    /// other code may come after, so it proves nothing.
    func outcome(reader: String) -> TransmitOutcome {
        switch Int(code) {
        case SCARD_E_PROTO_MISMATCH:
            // The connection had a protocol. pcscd forgets it when it resets a card that it has
            // just noticed, and tells nobody.
            .notSent(.cardReset)
        case SCARD_E_INVALID_HANDLE, SCARD_E_INVALID_PARAMETER, SCARD_E_SHARING_VIOLATION:
            .notSent(cardError(reader: reader))
        default:
            .unknown(cardError(reader: reader))
        }
    }
}
