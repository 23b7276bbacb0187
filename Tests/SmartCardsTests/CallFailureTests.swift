import Testing

@testable import SmartCards

struct CallFailureTests {
    @Test(arguments: [
        (0x8010_0003, CardError.serviceUnavailable),
        (0x8010_0009, .noReader(name: "R")),
        (0x8010_000B, .cardInUse),
        (0x8010_000C, .noCard),
        (0x8010_000F, .cardUnsupported),
        (0x8010_0013, .exchangeFailed(code: 0x8010_0013)),
        (0x8010_0016, .exchangeFailed(code: 0x8010_0016)),
        (0x8010_0017, .readerGone(name: "R")),
        (0x8010_001D, .serviceUnavailable),
        (0x8010_001E, .serviceUnavailable),
        (0x8010_002E, .noReader(name: "R")),
        (0x8010_002F, .exchangeFailed(code: 0x8010_002F)),
        (0x8010_0066, .cardUnresponsive),
        (0x8010_0067, .cardUnresponsive),
        (0x8010_0068, .cardReset),
        (0x8010_0069, .cardRemoved),
        (0x8010_006A, .serviceUnavailable),
        (0x8010_0006, .unexpected(code: 0x8010_0006, call: "SCardTransmit")),
    ])
    func `a code is an error`(code: Int, error: CardError) {
        #expect(CallFailure(code, "SCardTransmit").cardError(reader: "R") == error)
    }

    /// Only what pcscd says before it hands the command on proves that nothing was sent.
    private static let notSentCodes = [0x8010_0003, 0x8010_0004, 0x8010_000B, 0x8010_000F]
    private static let allCodes =
        Array(0x8010_0001...0x8010_0031) + Array(0x8010_0065...0x8010_006F)

    @Test(arguments: [
        (0x8010_0003, CardError.serviceUnavailable, true),
        (0x8010_0004, .unexpected(code: 0x8010_0004, call: "SCardTransmit"), false),
        (0x8010_000B, .cardInUse, false),
        (0x8010_000F, .cardReset, true),
    ])
    func `four codes say not sent`(code: Int, error: CardError, endsGeneration: Bool) {
        let failure = CallFailure(code, "SCardTransmit")
        #expect(failure.outcome(reader: "R") == .notSent(error))
        #expect(failure.endsGeneration == endsGeneration)
    }

    @Test(arguments: allCodes.filter { !notSentCodes.contains($0) })
    func `every other code is unknown and ends the generation`(code: Int) {
        let failure = CallFailure(code, "SCardTransmit")
        #expect(failure.outcome(reader: "R") == .unknown(failure.cardError(reader: "R")))
        #expect(failure.endsGeneration)
    }

    @Test(arguments: ["SCardEstablishContext", "SCardConnect"])
    func `access is refused at the door`(call: String) {
        #expect(CallFailure(0x8010_006A, call).cardError(reader: "R") == .accessRefused)
    }

    @Test func `a code printed as a negative number is the same code`() {
        #expect(CallFailure(-0x7FEF_FF97, "").code == 0x8010_0069)
    }

    @Test func `a broken line to pcscd is a lost service`() {
        #expect(CallFailure(0x8010_0013, "").serviceError == .serviceUnavailable)
    }
}
