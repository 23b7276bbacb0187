import Testing

@testable import SmartCards

struct CardErrorTests {
    private static let all: [CardError] = [
        .serviceUnavailable, .noReader(name: nil), .readerGone(name: "R"), .noCard,
        .severalCards(readers: ["A", "B"]), .cardRemoved, .cardReset, .cardUnresponsive,
        .cardUnsupported, .cardInUse, .accessRefused, .exchangeFailed(code: 0x8010_0016),
        .answerTooShort(byteCount: 1), .commandLengthImpossible(byteCount: 3),
        .noIdentifier(statusWord: 0x6A81), .notConnected,
        .unexpected(code: 0x8010_0006, call: "SCardConnect"),
    ]

    @Test func `numbers are stable and name one fault each`() {
        #expect(Self.all.map(\.number) == Array(101...117))
    }

    @Test(arguments: all)
    func `every fault has a sentence and a hint`(error: CardError) {
        for text in [error.sentence, error.hint] {
            #expect(text.hasSuffix("."))
            #expect(text.first?.isUppercase == true)
        }
    }

    @Test func `what is known is said`() {
        #expect(CardError.noReader(name: "R").sentence.contains("“R”"))
        #expect(CardError.exchangeFailed(code: 0x8010_0016).sentence.contains("80100016"))
        #expect(CardError.noIdentifier(statusWord: 0x6A81).sentence.contains("6A81"))
        #expect(CardError.severalCards(readers: ["A", "B"]).sentence.contains("A, B"))
    }
}
