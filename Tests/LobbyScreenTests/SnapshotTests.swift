import FoundationEssentials
import LobbySamples
import LobbyScreen
import Prepayment
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SnapshotTests {
    private static func json(_ visitor: Visitor) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let snapshot = visitor.session.snapshot(revision: 7, at: visitor.moment)
        return String(decoding: try encoder.encode(snapshot), as: UTF8.self)
    }

    @Test func `a snapshot comes back from JSON as it was`() throws {
        for (name, visitor) in EveryScreen.all {
            let snapshot = visitor.session.snapshot(revision: 7, at: visitor.moment)
            let data = Data(try Self.json(visitor).utf8)
            #expect(
                try JSONDecoder().decode(ScreenSnapshot.self, from: data) == snapshot,
                "\(name)"
            )
        }
    }

    @Test func `no snapshot names a customer in full`() throws {
        for (name, visitor) in EveryScreen.all {
            #expect(try !Self.json(visitor).contains("880000417325"), "\(name)")
        }
    }

    @Test func `the last loads are told only on the screen that shows them`() {
        for (name, visitor) in EveryScreen.all {
            let snapshot = visitor.session.snapshot(revision: 7, at: visitor.moment)
            #expect((snapshot.history != nil) == (snapshot.screen == .history), "\(name)")
        }
    }

    @Test func `the lines of a quote add up to what is paid`() throws {
        var visitor = Visitor()
        visitor.putOn()
        visitor.touch(.topUp(account: 1), .amount(Money(fen: 5_000)))
        let snapshot = visitor.session.snapshot(revision: 7, at: visitor.moment)
        let quote = try #require(snapshot.quote)
        #expect(quote.lines.map(\.fen).reduce(0, +) == quote.fen)
        #expect(quote.credit == 14_493)
    }

    @Test func `a word that is no touch is told so`() {
        var visitor = Visitor()
        for action in ["", "sell", "amount", "topUp"] {
            let request = ScreenRequest(
                key: "k",
                run: "test",
                step: visitor.session.step,
                action: action
            )
            #expect(visitor.session.handle(request, at: visitor.moment).0 == .unknown)
        }
    }
}
