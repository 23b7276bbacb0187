/// The way to one card: a command goes in, and one of three outcomes comes back.
///
/// Calls block. A transport that talks to a device belongs to an actor on a `DeviceThread`, or to a
/// program that has nothing else to do. A transport never repeats a command and never reconnects by
/// itself: only the caller knows which commands change the card.
public protocol CardTransport: AnyObject {
    /// Changes with every reset, removal or lost answer. A session made in one generation is void in
    /// the next, for the card has forgotten it.
    var generation: UInt64 { get }

    /// Sends one command APDU (ISO/IEC 7816-4) and waits for its answer.
    func transmit(_ command: [UInt8]) -> TransmitOutcome
}

/// How an exchange with a card ended.
///
/// There is no fourth way.
public enum TransmitOutcome: Sendable, Equatable {
    /// The card answered: at least the two status bytes.
    case response([UInt8])
    /// The command did not leave this machine; the card is as it was.
    case notSent(CardError)
    /// The command may have been executed, or not. Only the card itself can tell, later.
    case unknown(CardError)
}
