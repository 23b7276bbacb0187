import Cryptography
import DESFire
import Prepayment
import PrepaymentCards
import TestSupport
import VirtualCard
import VirtualDevices

/// An estate with keys and an issued card, made once.
struct FuzzEstate: Sendable {
    let keys: SoftwareKeyProvider
    let issued: CardMemory

    static let shared: FuzzEstate = {
        do { return try FuzzEstate() } catch { fatalError("no card can be issued: \(error)") }
    }()

    private init() throws {
        let masters = KeyRole.allCases.map { role in
            (role, Array(SHA256.digest(Array(role.rawValue.utf8)).prefix(16)))
        }
        keys = try SoftwareKeyProvider(
            masters: Dictionary(uniqueKeysWithValues: masters),
            systemIdentifier: "sunshine-gardens"
        )
        let reader = InProcessTransport(
            card: VirtualCard(memory: CardMemory(blank: .ev2, uid: Sample.card.bytes))
        )
        _ = try CardIssuer(reader, keys: keys).issue(
            CardIssue(
                holder: Sample.holder(),
                parameters: Sample.parameters(),
                ceiling: Credit(count: 200_000)
            )
        )
        issued = reader.memory
    }

    /// A purchase of 100 yuan on what a card said of itself; nil where that allows none.
    func order(on snapshot: CardSnapshot) -> LoadOrder? {
        let terms = Sample.terms(
            utility: snapshot.holder.utility,
            creditMode: snapshot.holder.creditMode
        )
        guard let quote = try? snapshot.quote(Money(fen: 10_000), under: terms) else { return nil }
        let intent = SaleIntent(
            quote,
            on: snapshot,
            tender: .counter,
            at: Sample.noon,
            requestKey: "fuzz"
        )
        return intent.order(
            sale: SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 1),
            parameters: Sample.parameters()
        )
    }
}
