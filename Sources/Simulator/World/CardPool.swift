import Cryptography
import DESFire
import KioskService
import Prepayment
import PrepaymentCards
import TestSupport
import VirtualCard
import VirtualDevices

/// The estate's cards, issued once for all days: a day begins with copies of them.
struct CardPool: Sendable {
    let keys: SoftwareKeyProvider
    let cards: [(holder: Holder, memory: CardMemory)]

    static let systemIdentifier = "simulated-estate"

    /// The keys of nobody, for a configuration that opens no card.
    static func emptyKeys() throws -> SoftwareKeyProvider {
        try SoftwareKeyProvider(masters: [:], systemIdentifier: systemIdentifier)
    }

    /// Issues every card with all that issuing is: keys, files, contents.
    init(_ terms: UtilityTerms, cardCount: Int) throws {
        let random = SharedDice(Dice(seed: 1))
        keys = try SoftwareKeyProvider(
            masters: Dictionary(
                uniqueKeysWithValues: KeyRole.allCases.map { role in
                    (role, Array(SHA256.digest(Array(role.rawValue.utf8)).prefix(16)))
                }
            ),
            systemIdentifier: Self.systemIdentifier,
            random: random.bytes
        )
        var cards: [(Holder, CardMemory)] = []
        for number in 0..<cardCount {
            let holder = Self.holder(number)
            let uid: [UInt8] = [0x04, 0, 0, 0, 1, UInt8(number >> 8), UInt8(number & 0xFF)]
            let blank = CardMemory(blank: .ev2, masterKey: .aes, uid: uid)
            let reader = InProcessTransport(card: VirtualCard(memory: blank, random: random.bytes))
            let issued = try CardIssuer(reader, keys: keys).issue(
                CardIssue(
                    holder: holder,
                    parameters: terms.parameters,
                    ceiling: terms.cardCeiling
                )
            )
            cards.append((issued.holder, reader.memory))
        }
        self.cards = cards
    }

    private static func holder(_ number: Int) -> Holder {
        Sample.holder(
            customer: Sample.digits("100\(100_000 + number)"),
            meter: Sample.digits("2026\(10_000_000 + number)")
        )
    }
}
