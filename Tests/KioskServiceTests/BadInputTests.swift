import DESFire
import Journal
import Prepayment
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard

@testable import KioskService

/// Cards and amounts that do not fit: a sentence, a hint, and nothing changed.
@Suite(.timeLimit(.minutes(1))) struct BadInputTests {
    /// What lies in the reader.
    enum Content: String, CaseIterable, CustomTestStringConvertible {
        case nothing = "no card"
        case blank = "a blank card"
        case foreign = "a card of another system"
        case otherEstate = "a card of another estate"
        case otherUtility = "a card for what is not sold"
        case otherMode = "a card that counts otherwise"
        case creditCard = "a card that is not DESFire"
        case phone = "a card that gives random numbers"

        var testDescription: String { rawValue }

        var texts: (sentence: String, hint: String) {
            switch self {
            case .nothing:
                (CardError.noCard.sentence, CardError.noCard.hint)
            case .blank:
                ("This card is blank.", "Have it issued at the office (kiosk card issue).")
            case .foreign:
                (
                    "This card belongs to another system.",
                    "Use the card that belongs to your meter here. Nothing was changed."
                )
            case .otherEstate:
                (
                    "This card was issued by another estate: its keys are not ours.",
                    "Use the card that belongs to your meter here. Nothing was changed."
                )
            case .otherUtility:
                (
                    "This kiosk sells no gas.",
                    "Use a kiosk of the company that supplies it, or set terms for it."
                )
            case .otherMode:
                (
                    "The card counts in a unit that this kiosk does not sell.",
                    "Take the card to the office."
                )
            case .creditCard:
                ("This is not a DESFire card.", "Use a card that this office issued.")
            case .phone:
                (
                    "This card gives a random number instead of its own.",
                    "Use a card that this office issued."
                )
            }
        }
    }

    private func put(_ content: Content, in bench: TestKiosk) throws -> TestCard? {
        let card = TestCard()
        let keys = try bench.place.keys
        switch content {
        case .nothing: bench.card.takeAway()
        case .blank: break
        case .foreign: try card.addForeignApplication(keys)
        case .otherEstate: try card.issue(Sample.terms(), keys: KioskPlace().keys)
        case .otherUtility:
            try card.issue(Sample.terms(utility: .gas, creditMode: .units), keys: keys)
        case .otherMode: try card.issue(Sample.terms(creditMode: .units), keys: keys)
        case .creditCard:
            bench.readers.put { command in
                command[0] == 0xFF ? [4, 1, 2, 3, 4, 5, 6, 0x90, 0x00] : [0x6D, 0x00]
            }
            return nil
        case .phone:
            bench.readers.put { _ in [0x08, 1, 2, 3, 0x90, 0x00] }
            return nil
        }
        if content != .nothing { bench.readers.put(card) }
        return card
    }

    @Test(arguments: Content.allCases)
    func `what lies in the reader is named, and nothing is sold`(content: Content) async throws {
        let bench = try await TestKiosk()
        let card = try put(content, in: bench)
        let memory = card?.memory
        let error = await #expect(throws: SaleError.self) { try await bench.sell() }
        #expect(error?.sentence == content.texts.sentence)
        #expect(error?.hint == content.texts.hint)
        #expect(card?.memory == memory)
        #expect(try await bench.records().isEmpty)
        #expect(try bench.place.receipts().isEmpty)
        #expect(await bench.kiosk.sales.outOfServiceReason == nil)
        await bench.close()
    }

    struct Amount: Sendable, CustomTestStringConvertible {
        let fen: Int64
        var utility = Utility.electricity
        let refusal: SaleRefusal
        var testDescription: String { "\(Money(fen: fen)) for \(utility.name)" }
    }

    static let amounts = [
        Amount(fen: 0, refusal: .amountNotPositive),
        Amount(fen: -100, refusal: .amountNotPositive),
        Amount(fen: 99, refusal: .amountTooSmall(smallest: Money(fen: 100))),
        Amount(fen: 150_001, refusal: .amountTooLarge(largest: Money(fen: 150_000))),
        Amount(fen: 150_000, utility: .water, refusal: .overCardCeiling(ceiling: "300.000 m³")),
        Amount(
            fen: 140_001,
            refusal: .overHoardingLimit(limit: "¥5000.00", remaining: "¥3600.00")
        ),
    ]

    @Test(arguments: amounts)
    func `an amount that does not fit is refused before the money`(_ amount: Amount) async throws {
        let bench = try await TestKiosk()
        try bench.card.issue(bench.kiosk.configuration.terms(for: .water), keys: bench.place.keys)
        let reading = Sample.reading(accepted: 0, remaining: 360_000, result: .nothingNew)
        try bench.card.insertIntoMeter(bench.place.keys, reading)
        try await bench.tap()
        let (memory, records) = (bench.card.memory, try await bench.records())
        await #expect(throws: SaleError.refused(amount.refusal)) {
            try await bench.sell(amount.fen, utility: amount.utility)
        }
        #expect(bench.card.memory == memory)
        #expect(try await bench.records() == records)
        await bench.close()
    }

    @Test func `an account that the card does not have is named`() async throws {
        let bench = try await TestKiosk()
        let error = await #expect(throws: SaleError.self) { try await bench.sell(utility: .water) }
        #expect(error?.sentence == "This card has no water account.")
        #expect(try await bench.records().isEmpty)
        await bench.close()
    }

    @Test func `a key file that others may read is refused`() async throws {
        let place = try KioskPlace()
        try place.makeReadable("keys.json5")
        let error = await #expect(throws: KioskError.self) {
            _ = try await Kiosk(place.configuration())
        }
        guard case .keys = error else { throw error ?? .token(reason: "") }
        #expect(
            error?.sentence
                == "\(place.file("keys.json5")) holds a secret and has mode 0644: others may use it."
        )
    }

    @Test func `a journal of another kiosk is refused`() async throws {
        let bench = try await TestKiosk()
        await bench.close()
        let error = await #expect(throws: KioskError.self) {
            _ = try await Kiosk(bench.place.configuration(kiosk: 8))
        }
        guard case .journal(.foreignKiosk) = error else { throw error ?? .token(reason: "") }
    }

    @Test func `two programs do not share one journal`() async throws {
        let bench = try await TestKiosk()
        let error = await #expect(throws: KioskError.self) {
            _ = try await Kiosk(bench.place.configuration())
        }
        #expect(error?.sentence == "Another program is using \(bench.place.journalPath).")
        await bench.close()
    }
}
