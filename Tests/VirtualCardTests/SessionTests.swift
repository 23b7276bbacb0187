import Cryptography
import Testing

@testable import VirtualCard

@Suite struct SessionTests {
    private static let ofEveryKind: [(UInt8, KeyType)] = [
        (0x1A, .tripleDES), (0x1A, .threeKeyTripleDES), (0xAA, .aes), (0x71, .aes),
    ]

    @Test(arguments: ofEveryKind)
    func `a session protects commands of every kind`(
        _ row: (login: UInt8, type: KeyType)
    ) throws {
        var terminal = TestTerminal(application: 0x0F, keyType: row.type.rawValue)
        #expect(terminal.authenticate(row.login, 1, .zero(row.type)) == 0)
        for (number, mode) in [(1, TestMode.plain), (2, .mac), (3, .full)] {
            let modeByte = ["00", "01", "03"][number - 1]
            try #require(try terminal.secure("CB0\(number)\(modeByte)1FFF640000") == .done)
            let data = [UInt8](0..<100)
            let answer = mode == .full ? TestMode.mac : mode
            #expect(
                try terminal.secure(
                    "3D0\(number)000000640000",
                    protected: data,
                    mode,
                    answer: answer
                ) == .done
            )
            #expect(try terminal.secure("C7") == .done)
            #expect(
                try terminal.secure(
                    "BD0\(number)0A0000500000",
                    mode,
                    answer: mode,
                    answerBytes: 80
                ).data
                    == Array(data[10..<90])
            )
            // Without a length the padding marks the end.
            #expect(
                try terminal.secure(
                    "BD0\(number)000000000000",
                    mode,
                    answer: mode,
                    answerBytes: 100
                ).data == data
            )
        }
        #expect(
            try terminal.secure("51", answer: .full, answerBytes: 7).data
                == terminal.card.memory.uid
        )
        let version = try terminal.secure("60")
        #expect(version.data.count == 28)
        #expect(Array(version.data[14..<21]) == terminal.card.memory.uid)
    }

    @Test func `AuthenticateEV2NonFirst carries identifier and counter on`() throws {
        var terminal = TestTerminal(application: 0x0F)
        #expect(terminal.authenticate(0x71, 0, .zero(.aes)) == 0)
        #expect(try terminal.secure("6E").status == 0)
        #expect(terminal.authenticate(0x77, 2, .zero(.aes)) == 0)
        #expect(try terminal.secure("6E").status == 0)
        #expect((terminal.channel as? TestEV2Channel)?.counter == 2)
    }

    @Test func `AuthenticateEV2NonFirst needs an EV2 session`() {
        var terminal = TestTerminal()
        #expect(terminal.authenticate(0x77, 0, .zero(.aes)) == 0xAE)
        #expect(terminal.authenticate(0xAA, 0, .zero(.aes)) == 0)
        #expect(terminal.authenticate(0x77, 0, .zero(.aes)) == 0xAE)
    }

    @Test(arguments: [0x1A, 0xAA, 0x71] as [UInt8])
    func `a wrong key is an authentication error`(_ login: UInt8) {
        let type: KeyType = login == 0x1A ? .tripleDES : .aes
        var terminal = TestTerminal(application: 0x0F, keyType: type.rawValue)
        let wrong = CardKey(type: type, bytes: [UInt8](repeating: 0x5A, count: 16), version: 0)
        #expect(terminal.authenticate(login, 0, wrong) == 0xAE)
        #expect(terminal.authenticate(login, 0, .zero(type)) == 0)
    }

    @Test func `the command of authentication must fit the key`() {
        var aes = TestTerminal()
        #expect(aes.send("1A 00").status == 0xAE)
        var des = TestTerminal(application: 0x0F, keyType: 0)
        #expect(des.send("AA 00").status == 0xAE)
        #expect(des.send("71 0000").status == 0xAE)
    }

    @Test func `a proof of the wrong length is a length error`() {
        var terminal = TestTerminal()
        #expect(terminal.card.process(hex("90AA0000010000")).suffix(1) == [0xAF])
        #expect(terminal.card.process(hex("90AF0000010000")) == hex("917E"))
    }

    enum Tampering: CaseIterable { case mac, data, replay, missing }

    @Test(arguments: Tampering.allCases)
    func `an EV2 command that was tampered with ends the session`(_ tampering: Tampering) throws {
        var terminal = TestTerminal(application: 0x0F)
        terminal.send("CC 02 01 1FFF 00000000 E8030000 64000000 00")
        #expect(terminal.authenticate(0x71, 1, .zero(.aes)) == 0)
        var channel = try #require(terminal.channel)
        var message = channel.protect(hex("0C02"), hex("0A000000"), .mac)
        switch tampering {
        case .mac: message[message.count - 1] ^= 1
        case .data: message[2] ^= 1
        case .replay: #expect(terminal.send("", message).status == 0)
        case .missing: message = hex("0C020A000000")
        }
        #expect(terminal.send("", message).status == (tampering == .missing ? 0x7E : 0x1E))
        #expect(try terminal.secure("C7").status == 0x7E, "no session, so 8 bytes too many")
        #expect(terminal.send("C7").status == 0x0C, "nothing is pending any more")
    }

    @Test func `an EV1 command that was tampered with ends the session`() throws {
        for mode in [TestMode.mac, .full] {
            var terminal = TestTerminal(application: 0x0F)
            terminal.send(
                "CC 02",
                [mode == .mac ? 1 : 3] + hex("1FFF 00000000 E8030000 64000000 00")
            )
            #expect(terminal.authenticate(0xAA, 1, .zero(.aes)) == 0)
            var channel = try #require(terminal.channel)
            var message = channel.protect(hex("0C02"), hex("0A000000"), mode)
            message[4] ^= 1
            #expect(terminal.send("", message).status == 0x1E)
            #expect(terminal.send("51").status == 0xAE)
        }
    }

    @Test func `commit without a code is refused in an EV2 session`() throws {
        var terminal = TestTerminal(application: 0x0F)
        #expect(terminal.authenticate(0x71, 0, .zero(.aes)) == 0)
        #expect(terminal.send("C7").status == 0x7E)
        #expect(terminal.authenticate(0x71, 0, .zero(.aes)) == 0)
        #expect(terminal.send("C7 01").status == 0x7E)
    }

    @Test func `commit with its option is refused, for there is no transaction MAC`() throws {
        var terminal = TestTerminal(application: 0x0F)
        #expect(terminal.authenticate(0x71, 0, .zero(.aes)) == 0)
        #expect(try terminal.secure("C701").status == 0x9E)
    }

    @Test(arguments: ["5A 4230F5", "5A 000000", "F5 1F", "AA 00"])
    func `selection, errors and a new authentication end a session`(_ command: String) {
        var terminal = TestTerminal(application: 0x0F, model: .ev1)
        #expect(terminal.authenticate(0xAA, 0, .zero(.aes)) == 0)
        terminal.send(command)
        if terminal.send("51").status == 0xCA { #expect(command == "AA 00") }
        #expect(terminal.send("51").status == 0xAE)
    }

    @Test func `the counter of an EV2 session does not run over`() throws {
        let key = [UInt8](repeating: 0, count: 16)
        var channel = EV2Channel(
            keys: EV2SessionKeys(encryption: key, authentication: key),
            transactionIdentifier: [1, 2, 3, 4],
            counter: .max - 1
        )
        let command = Command(instruction: .getValue, data: [1])
        let layout = CommandLayout(clear: 1, mode: .plain)
        _ = try channel.open(command, layout)
        #expect(throws: Status.integrityError) { try channel.open(command, layout) }
    }
}
