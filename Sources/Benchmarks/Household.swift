import Configuration
import DESFire
import KioskService
import Prepayment
import PrepaymentCards
import SmartCards
import TestSupport
import VirtualCard
import VirtualDevices

/// A kiosk's configuration and keys in a folder, and the household that buys there.
///
/// The printer is `/dev/null`: it takes all bytes at once and proves nothing, so that its time is
/// none of the kiosk's.
struct Household: Sendable {
    let configuration: KioskConfiguration
    let configurationPath: String
    let keys: SoftwareKeyProvider
    let terms: UtilityTerms

    /// `sections` go into the configuration beside its own.
    init(in folder: WorkFolder, sections: String = "") throws {
        configurationPath = folder.file("kiosk.json5")
        let keyPath = folder.file("keys.json5")
        try KeyFile.create(keyPath, systemIdentifier: "benchmark-estate")
        try PrivateFile.write(
            Array(Self.text(in: folder, keyPath, sections).utf8),
            to: configurationPath
        )
        configuration = try ConfigurationFile.load(
            KioskConfiguration.self,
            from: configurationPath
        )
        keys = try KeyFile.load(keyPath)
        terms = try configuration.terms(for: .electricity)
    }

    private static func text(
        in folder: WorkFolder,
        _ keyPath: String,
        _ sections: String
    ) -> String {
        """
        {
            kiosk: \(Sample.kiosk.number),
            estate: { name: "Estate", place: "Lobby", phone: "400 000 0000" },
            journal: "\(folder.file("journal.sqlite"))",
            keys: "\(keyPath)",
            signingKey: "\(folder.file("signing.key"))",
            http: { port: 0, operatorToken: "\(folder.file("operator.token"))" },
            printer: { sink: "device:/dev/null", language: "zh", templates: "Receipts" },
            \(sections)
            utilities: {
                electricity: {
                    creditMode: "money",
                    unitPrice: "0.5283",
                    tariffVersion: 5,
                    inForceFrom: "2026-01-01",
                    smallestPurchase: "1.00",
                    largestPurchase: "2000.00",
                    cardCeiling: "2000.00",
                    parametersVersion: 3,
                    alarmLevel1: "20.00",
                    alarmLevel2: "5.00",
                    hoardingLimit: "5000.00",
                    overdraftLimit: "10.00",
                },
            },
        }
        """
    }

    /// Personalises a new card of this model, which lies in no reader but this process.
    func issuedCard(_ model: CardModel = .ev2) throws -> InProcessTransport {
        let card = InProcessTransport(
            card: VirtualCard(memory: CardMemory(blank: model, masterKey: .des))
        )
        try issue(through: card)
        return card
    }

    /// Personalises the blank card behind a transport.
    func issue(through transport: any CardTransport) throws {
        let issue = CardIssue(
            holder: Sample.holder(),
            parameters: terms.parameters,
            ceiling: terms.cardCeiling
        )
        _ = try CardIssuer(transport, keys: keys).issue(issue)
    }

    /// One conversation of a top-up, from SelectApplication to the read-back, on a card whose number
    /// the reader has told.
    func topUp(_ card: PrepaymentCard, number: UInt32) throws {
        let snapshot = try card.read()
        let quote = try snapshot.quote(Money(fen: 10_000), under: terms)
        var sale = Sale(quote: quote, on: snapshot, requestKey: "benchmark-\(number)")
        let effects = sale.handle(.paid(.counter, at: Sample.noon))
        guard case .recordIntent(let intent) = effects.first else {
            preconditionFailure("a paid sale begins with its intent")
        }
        let identifier = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: number)
        let outcome = card.load(intent.order(sale: identifier, parameters: terms.parameters))
        let readBack = card.readBack()
        guard case .committed = outcome, case .read(_, let load) = readBack,
            load.sale == identifier
        else { throw BenchmarkFailure.notLoaded(outcome, readBack) }
    }

    /// The meter takes what waits on the card, so that the next purchase is allowed.
    func meterTakes(through transport: any CardTransport) throws {
        let card = try PrepaymentCard(transport, keys: keys, role: .meter)
        let snapshot = try card.read()
        try card.take(
            snapshot.waiting,
            returning: Sample.reading(accepted: snapshot.lastLoad.purchaseNumber),
            months: [UInt32](repeating: 0, count: 12),
            history: nil
        )
    }
}
