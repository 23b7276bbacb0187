/// What goes wrong between this program and a card, in terms a person can act on.
public enum CardError: Error, Sendable, Equatable {
    /// pcscd does not run, or ended.
    case serviceUnavailable
    /// No reader is attached, or none has the name asked for.
    case noReader(name: String?)
    /// The reader was unplugged while in use.
    case readerGone(name: String)
    /// No card lies in the reader.
    case noCard
    /// More than one reader holds a card, and nothing says which is meant.
    case severalCards(readers: [String])
    /// The card was taken away.
    case cardRemoved
    /// Somebody reset the card; its session is gone.
    case cardReset
    /// The card does not answer, or lies badly.
    case cardUnresponsive
    /// The card speaks neither T=0 nor T=1.
    case cardUnsupported
    /// Another program holds the card.
    case cardInUse
    /// The system refuses this user.
    case accessRefused
    /// The exchange broke off.
    case exchangeFailed(code: UInt32)
    /// The answer had fewer than the two status bytes.
    case answerTooShort(byteCount: Int)
    /// No command APDU has this length.
    case commandLengthImpossible(byteCount: Int)
    /// The reader gives no identifier for this card.
    case noIdentifier(statusWord: UInt16)
    /// The link was not connected, or its generation ended.
    case notConnected
    /// PC/SC gave a code that has no meaning here.
    case unexpected(code: UInt32, call: String)
}
