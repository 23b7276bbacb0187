import Cryptography
import SmartCards
import Testing

@testable import DESFire

@Suite struct `A session` {
    @Test func `belongs to one generation of the transport`() throws {
        let (card, transport) = try authenticatedCard(then: [.response([0x91, 0x00])])
        let count = transport.commands.count
        transport.generation += 1
        #expect(!card.isAuthenticated)
        #expect(throws: DESFireError.generationEnded) { try card.commitTransaction() }
        #expect(throws: DESFireError.generationEnded) {
            try card.authenticate(keyNumber: 1, with: .shared(.load), scheme: .ev2First)
        }
        #expect(throws: DESFireError.generationEnded) {
            try card.changeKey(1, from: .shared(.load), to: .shared(.load), version: 1)
        }
        #expect(transport.commands.count == count, "nothing was sent to a card that forgot")
        try card.select(.picc)
        #expect(transport.commands.count == count + 1)
    }

    @Test func `of no kind sends nothing that should be protected`() throws {
        let transport = ScriptedTransport(answers: ["9100", "AABBCCDD9100"])
        let card = DESFireCard(transport, keys: KnownSession())
        try card.select(1)
        for (command, _) in commandEffects where !command.protection.allowsPlain {
            #expect(throws: DESFireError.notAuthenticated(command: command.instruction)) {
                try card.run(command)
            }
        }
        #expect(throws: DESFireError.notAuthenticated(command: .changeKey)) {
            try card.changeKey(0, from: .factory(.aes), to: .shared(.load), version: 0)
        }
        #expect(transport.commands.count == 1)
        #expect(try card.readData(0, length: 4, mode: .plain) == hex("AABBCCDD"))
    }

    @Test func `ends with the change of its own key and goes on with another's`() throws {
        let (own, _) = try authenticatedCard(then: [.response([0x91, 0x00])])
        try own.changeKey(1, from: .shared(.load), to: .shared(.load), version: 1)
        #expect(throws: DESFireError.sessionEnded) { try own.commitTransaction() }

        let (other, _) = try authenticatedCard(
            then: [ev2Answer(counter: 1), ev2Answer(counter: 2)])
        try other.changeKey(2, from: .factory(.aes), to: .shared(.meter), version: 1)
        try other.commitTransaction()
    }

    @Test func `continues counter and transaction through 77 under new keys`() throws {
        let second = KnownSession.secondMAC
        let (card, transport) = try authenticatedCard(
            then: [ev2Answer(counter: 1)] + authenticationAnswers
                + [ev2Answer(counter: 2, mac: second)]
        )
        try card.commitTransaction()
        try card.authenticate(keyNumber: 2, with: .shared(.meter), scheme: .ev2NonFirst)
        try card.commitTransaction()
        #expect(transport.commands[4] == hex("90 77 00 00 01 02 00"))
        let code = CMAC(BlockCipher(.aes128, key: second))
            .code(hex("C7 0100") + KnownSession.identifier).oddBytes
        #expect(transport.commands[6] == hex("90 C7 00 00 08") + code + [0])
    }

    @Test(arguments: [AuthenticationScheme.aes, .iso])
    func `of EV1 cannot be carried on with 77`(_ scheme: AuthenticationScheme) throws {
        let (card, transport) = try authenticatedCard(scheme, then: [])
        let count = transport.commands.count
        #expect(throws: DESFireError.notAuthenticated(command: .authenticateEV2NonFirst)) {
            try card.authenticate(keyNumber: 2, with: .shared(.meter), scheme: .ev2NonFirst)
        }
        #expect(transport.commands.count == count)
    }

    @Test func `of EV2 refuses to count beyond FFFF`() throws {
        var channel = EV2Channel(
            encipherment: KnownSession.encipherment,
            mac: KnownSession.mac,
            transactionIdentifier: KnownSession.identifier,
            counter: 0xFFFE
        )
        _ = try channel.protect(0xBD, header: [], data: [], mode: .plain)
        #expect(try channel.open([1], mode: .plain, length: .exactly(1)) == [1])
        for mode in CommunicationMode.allCases {
            #expect(throws: SecureChannelError.counterExhausted) {
                try channel.protect(0xBD, header: [], data: [1], mode: mode)
            }
        }
        #expect(throws: SecureChannelError.counterExhausted) {
            try channel.protect(0xC4, header: [], cryptogram: [UInt8](repeating: 0, count: 32))
        }
    }

    /// The code is right, so the card itself, or its key's holder, said something else.
    @Test func `refuses a proved answer of a wrong length`() throws {
        let (reading, _) = try authenticatedCard(then: [ev2Answer([], counter: 1)])
        #expect(
            throws: DESFireError.malformedAnswer(
                .wrongLength(byteCount: 8),
                command: .getKeyVersion
            )
        ) { try reading.getKeyVersion(0) }

        let (committing, _) = try authenticatedCard(then: [ev2Answer([1], counter: 1)])
        let malformed = UnknownCause.malformed(.wrongLength(byteCount: 9))
        #expect(throws: DESFireError.unknown(malformed, command: .commitTransaction)) {
            try committing.commitTransaction()
        }

        let code = CMAC(BlockCipher(.aes128, key: KnownSession.mac)).code([1, 0])
        var channel = EV1Channel(type: .aes, sessionKey: KnownSession.mac)
        #expect(throws: SecureChannelError.wrongLength(byteCount: 9)) {
            try channel.open([1] + code.prefix(8), mode: .mac, length: .exactly(0))
        }
    }

    @Test func `counts plain exchanges too`() throws {
        let (card, _) = try authenticatedCard(
            then: [.response([9, 0x91, 0x00]), ev2Answer(counter: 2)])
        #expect(try card.readData(0, length: 1, mode: .plain) == [9])
        try card.commitTransaction()
    }

    @Test(arguments: [
        (CommandProtection.session, CommunicationMode.plain, CommunicationMode.mac),
        (.writing(.plain), .plain, .mac), (.writing(.mac), .mac, .mac),
        (.writing(.full), .full, .mac), (.reading(.plain), .plain, .mac),
        (.reading(.mac), .plain, .mac), (.reading(.full), .plain, .full),
        (.enciphered, .full, .mac), (.answerEnciphered, .plain, .full),
    ])
    func `of EV1 protects as its table says`(
        _ protection: CommandProtection,
        _ request: CommunicationMode,
        _ answer: CommunicationMode
    ) {
        let channel = EV1Channel(type: .aes, sessionKey: KnownSession.mac)
        #expect(channel.modes(of: protection) == (request, answer))
    }

    @Test(arguments: [
        (CommandProtection.session, CommunicationMode.mac, CommunicationMode.mac),
        (.writing(.plain), .plain, .plain), (.writing(.mac), .mac, .mac),
        (.writing(.full), .full, .mac), (.reading(.plain), .plain, .plain),
        (.reading(.mac), .mac, .mac), (.reading(.full), .mac, .full),
        (.enciphered, .full, .mac), (.answerEnciphered, .mac, .full),
    ])
    func `of EV2 protects as its table says`(
        _ protection: CommandProtection,
        _ request: CommunicationMode,
        _ answer: CommunicationMode
    ) {
        let channel = EV2Channel(
            encipherment: KnownSession.encipherment,
            mac: KnownSession.mac,
            transactionIdentifier: KnownSession.identifier
        )
        #expect(channel.modes(of: protection) == (request, answer))
    }
}
