import Prepayment

/// A kiosk before which the browser stands: the real one with its devices, or a desk that a test leads.
///
/// Calls return when the thing was done, not when the screen shows it.
protocol LobbyUnderTest: Sendable {
    /// Where the page is, with the screen's token behind `#`.
    var address: String { get async }

    /// Lays a card with two accounts on the reader, electricity first.
    func insertCard() async throws
    /// Takes it off.
    func removeCard() async throws
    /// Puts a note or coins into the acceptor.
    func putIn(_ amount: Money) async throws
    /// Pays with a telephone what the code on the screen asks for.
    func payCode(_ amount: Money) async throws
    /// The printer has paper, or none.
    func setPaper(isThere: Bool) async throws
    /// Ends the program and starts it again at the same address.
    func restart() async throws
}
