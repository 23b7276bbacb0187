import SmartCards
import Testing

@testable import DESFire

@Suite struct `Framing` {
    @Test(arguments: [
        ("9100", "", DESFireStatus.ok), ("AABB91AF", "AABB", .additionalFrame),
        ("919D", "", .permissionDenied), ("91009100", "9100", .ok),
    ])
    func `an answer is data and a status`(
        _ response: String,
        _ data: String,
        _ status: DESFireStatus
    ) throws {
        let answer = try WrappedAPDU.unwrap(hex(response))
        #expect(answer.data == hex(data))
        #expect(answer.status == status)
    }

    @Test(arguments: [
        ("", MalformedAnswer.tooShort(byteCount: 0)), ("91", .tooShort(byteCount: 1)),
        ("9000", .foreignStatusWord(0x9000)), ("6D00", .foreignStatusWord(0x6D00)),
        ("AABB6700", .foreignStatusWord(0x6700)), ("9155", .unlistedStatus(0x55)),
    ])
    func `anything else is malformed`(_ response: String, _ reason: MalformedAnswer) {
        #expect(throws: reason) { try WrappedAPDU.unwrap(hex(response)) }
    }

    @Test(arguments: [
        (0, [0]), (1, [1]), (54, [54]), (55, [54, 1]), (108, [54, 54]), (150, [54, 54, 42]),
    ])
    func `a request is cut at 54 bytes`(_ byteCount: Int, _ parts: [Int]) throws {
        let more = [TransmitOutcome](repeating: .response([0x91, 0xAF]), count: parts.count - 1)
        let transport = ScriptedTransport(more + [.response([0x91, 0x00])])
        let payload = (0..<byteCount).map { UInt8($0) }
        _ = try NativeExchange(transport: transport).run(0x3D, payload)
        let instructions = [0x3D] + [UInt8](repeating: 0xAF, count: parts.count - 1)
        #expect(transport.commands.map { $0[1] } == instructions)
        let data = transport.commands.map { $0.count == 5 ? [] : Array($0.dropFirst(5).dropLast()) }
        #expect(data.map(\.count) == parts)
        #expect(data.flatMap { $0 } == payload)
    }

    @Test func `GetVersion comes in three frames`() throws {
        let transport = ScriptedTransport(
            answers: [
                "04010112001A0591AF", "04010102011A0591AF", "04782E21801D80BA0011223312269100",
            ])
        let version = try DESFireCard(transport, keys: KnownSession()).getVersion()
        #expect(version.generation == .ev2)
        #expect(version.uid == hex("04782E21801D80"))
        #expect(version.hardware.storageByteCount == 8192)
        #expect((version.productionWeek, version.productionYear) == (0x12, 0x26))
        #expect(transport.commands.dropFirst().allSatisfy { $0 == hex("90 AF 00 00 00") })
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["91AF", "0091AF"])
    func `a card that never ends is left`(_ frame: String) {
        let transport = ScriptedTransport([], afterwards: .response(hex(frame)))
        let card = DESFireCard(transport, keys: KnownSession())
        #expect(throws: DESFireError.malformedAnswer(.endless, command: .getApplicationIDs)) {
            try card.getApplicationIDs()
        }
        #expect(transport.commands.count == NativeExchange.frameLimit)
    }

    @Test func `a commit that never ends is unknown`() throws {
        let (card, _) = try authenticatedCard(then: [], afterwards: .response([0x91, 0xAF]))
        #expect(throws: DESFireError.unknown(.malformed(.endless), command: .commitTransaction)) {
            try card.commitTransaction()
        }
    }

    @Test(arguments: [
        ("9100", MalformedAnswer.answeredTooEarly), ("0191AF", .dataBeforeRequestEnd),
        ("AA9100", .answeredTooEarly),
    ])
    func `a card that does not hear the request out is malformed`(
        _ answer: String,
        _ reason: MalformedAnswer
    ) throws {
        let (card, _) = try authenticatedCard(then: [.response(hex(answer))])
        #expect(throws: DESFireError.malformedAnswer(reason, command: .writeData)) {
            try card.writeData(
                2,
                [UInt8](repeating: 0, count: 100),
                mode: .full,
                kind: .backup
            )
        }
    }

    @Test(arguments: [
        ("04782E21801D809000", "04782E21801D80"), ("080102039000", "08010203"),
        ("040102030405060708099000", "04010203040506070809"),
    ])
    func `the reader's number of the card is taken`(_ answer: String, _ uid: String) throws {
        let transport = ScriptedTransport(answers: [answer])
        let card = DESFireCard(transport, keys: KnownSession())
        #expect(try card.readReaderUID() == hex(uid))
        #expect(transport.commands == [hex("FF CA 00 00 00")])
    }

    @Test(arguments: ["", "90", "9000", "01029000", "6A81", "04782E21801D806300"])
    func `anything else is not a number of a card`(_ answer: String) {
        let card = DESFireCard(ScriptedTransport(answers: [answer]), keys: KnownSession())
        let error = #expect(throws: DESFireError.self) { try card.readReaderUID() }
        guard case .malformedAnswer = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
