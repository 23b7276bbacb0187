import Cryptography
import DESFire
import Prepayment
import PrepaymentCards
import SmartCards
import TestSupport
import VirtualCard
import VirtualDevices

/// An estate with its keys, on real code from `PrepaymentCard` down to the memory of the card.
struct Estate: Sendable {
    let keys: SoftwareKeyProvider

    /// Estates of other seeds have other keys.
    init(seed: UInt8 = 1, roles: [KeyRole] = KeyRole.allCases) throws {
        let masters = roles.map { ($0, SHA256.digest([seed] + Array($0.rawValue.utf8))) }
        keys = try SoftwareKeyProvider(
            masters: Dictionary(
                uniqueKeysWithValues: masters.map { ($0, Array($1.prefix(16))) }
            ),
            systemIdentifier: "sunshine-gardens"
        )
    }

    @discardableResult func issue(
        _ issue: CardIssue = .sample(),
        on transport: any CardTransport
    ) throws(PrepaymentCardError) -> CardIdentifier {
        try CardIssuer(transport, keys: keys).issue(issue).card
    }

    func open(
        _ transport: any CardTransport,
        _ role: PrepaymentCard.Role = .kiosk
    ) throws(PrepaymentCardError) -> PrepaymentCard {
        try PrepaymentCard(transport, keys: keys, role: role)
    }

    func read(
        _ transport: any CardTransport,
        _ utility: Utility? = nil
    ) throws(PrepaymentCardError) -> CardSnapshot {
        try open(transport).read(utility)
    }

    /// Sells and writes as a kiosk does.
    func topUp(
        _ transport: any CardTransport,
        _ utility: Utility? = nil,
        fen: Int64 = 10_000,
        sale: UInt32 = 1
    ) throws {
        let card = try open(transport)
        let purchase = try Purchase(fen: fen, sale: sale, on: try card.read(utility))
        guard card.load(purchase.order) == .committed else {
            throw TestFailure("the load was not committed")
        }
    }
}

/// A paid purchase and how it is to be written.
struct Purchase {
    let sale: SaleIdentifier
    let intent: SaleIntent
    let order: LoadOrder

    init(
        fen: Int64 = 10_000,
        sale: UInt32 = 1,
        on snapshot: CardSnapshot,
        parameters: MeterParameters = Sample.parameters()
    ) throws {
        let terms = Sample.terms(
            utility: snapshot.holder.utility,
            creditMode: snapshot.holder.creditMode
        )
        self.sale = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: sale)
        intent = SaleIntent(
            try snapshot.quote(Money(fen: fen), under: terms),
            on: snapshot,
            tender: .counter,
            at: Sample.noon,
            requestKey: "request-\(sale)"
        )
        order = intent.order(sale: self.sale, parameters: parameters)
    }
}

/// Why a test cannot go on.
struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension CardIssue {
    /// The household's card.
    static func sample(
        _ utility: Utility = .electricity,
        creditMode: CreditMode = .money,
        meter: MeterNumber = Sample.meter
    ) -> CardIssue {
        CardIssue(
            holder: Sample.holder(utility: utility, creditMode: creditMode, meter: meter),
            parameters: Sample.parameters(),
            ceiling: Credit(count: 200_000)
        )
    }
}

/// The chips that an estate may buy.
enum Chip: CaseIterable, Sendable {
    case ev1WithDESKey, ev1WithAESKey, ev2WithDESKey, ev2WithAESKey

    /// One of each generation, where the key of the factory makes no difference.
    static let generations = [Chip.ev1WithDESKey, .ev2WithDESKey]

    /// As it leaves the factory.
    var blank: CardMemory {
        switch self {
        case .ev1WithDESKey: blank(.ev1, .des)
        case .ev1WithAESKey: blank(.ev1, .aes)
        case .ev2WithDESKey: blank(.ev2, .des)
        case .ev2WithAESKey: blank(.ev2, .aes)
        }
    }

    private func blank(_ model: CardModel, _ key: CardMemory.MasterKey) -> CardMemory {
        CardMemory(blank: model, masterKey: key, uid: Sample.card.bytes)
    }

    /// Issued by an estate.
    func issued(by estate: Estate, _ issue: CardIssue = .sample()) throws -> CardMemory {
        let reader = InProcessTransport(blank)
        try estate.issue(issue, on: reader)
        return reader.memory
    }
}

extension InProcessTransport {
    /// A card with this memory, just put onto the reader.
    convenience init(_ memory: CardMemory, faults: @escaping CardFaults = { _, _ in .none }) {
        self.init(card: VirtualCard(memory: memory), faults: faults)
    }
}

/// The card's error, nil where the body ended well.
func failure(
    _ body: () throws -> Void
) throws -> PrepaymentCardError? {
    do {
        try body()
        return nil
    } catch let error as PrepaymentCardError {
        return error
    }
}
