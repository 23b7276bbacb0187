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
    /// Another program holds the card.
    case cardInUse
    /// The system refuses this user.
    case accessRefused
    /// The exchange broke off.
    case exchangeFailed(code: UInt32)
    /// The answer had fewer than the two status bytes.
    case answerTooShort(byteCount: Int)
    /// The link was not connected, or its generation ended.
    case notConnected
    /// PC/SC gave a code that has no meaning here.
    case unexpected(code: UInt32, call: String)
}
