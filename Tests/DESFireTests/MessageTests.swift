import DESFire
import SmartCards
import Testing

@Suite struct `Messages` {
    static let malformed: [MalformedAnswer] = [
        .tooShort(byteCount: 1), .frameTooLong(byteCount: 300), .foreignStatusWord(0x6D00),
        .unlistedStatus(0x55), .answeredTooEarly, .dataBeforeRequestEnd, .unexpectedStatus(.ok),
        .endless, .wrongLength(byteCount: 3), .meaninglessField("file type"),
    ]
    static let keyErrors: [KeyProviderError] = [
        .noKey(.load), .keyLength(.meter, byteCount: 3), .diversificationLength(byteCount: 3),
        .schemeMismatch(.aes, .des), .challengeLength(byteCount: 3), .cardNotGenuine,
        .keysDoNotCombine, .unavailable,
    ]
    static let errors: [DESFireError] =
        [
            .notSent(.noCard), .interrupted(.cardRemoved, command: .credit),
            .integrity(command: .getValue), .generationEnded, .sessionEnded, .nothingSelected,
            .notAuthenticated(command: .changeKey), .counterExhausted,
            .unknown(.lost(.cardRemoved), command: .commitTransaction),
            .unknown(.integrity, command: .commitTransaction),
            .unknown(.malformed(.endless), command: .commitTransaction),
            .unknown(.refused(.noChanges), command: .commitTransaction),
        ] + DESFireStatus.allCases.map { .status($0, command: .credit) }
        + malformed.map { .malformedAnswer($0, command: .getVersion) } + keyErrors.map { .keys($0) }

    @Test(arguments: errors) func `every error has a sentence and a hint`(_ error: DESFireError) {
        #expect(error.sentence.count > 15)
        #expect(error.sentence.hasSuffix(".") || error.sentence.hasSuffix(".)"))
        #expect(error.hint.count > 10)
        #expect(error.hint.hasSuffix("."))
    }

    @Test func `a status word of another card is named`() {
        let error = DESFireError.malformedAnswer(.foreignStatusWord(0x6D00), command: .getVersion)
        #expect(error.sentence.contains("6D00"))
        #expect(error.hint.contains("DESFire"))
    }

    @Test func `no two statuses say the same`() {
        let sentences = Set(DESFireStatus.allCases.map(\.sentence))
        #expect(sentences.count == DESFireStatus.allCases.count)
    }
}
