import Cryptography
import Testing

@testable import VirtualCard

@Suite struct KeyTests {
    /// Sends ChangeKey through the session and gives the status.
    private func change(
        _ terminal: inout TestTerminal,
        _ number: UInt8,
        to new: CardKey,
        from old: CardKey? = nil
    ) throws -> UInt8 {
        let version = new.type == .aes ? [new.version] : []
        let bytes = old.map { zip($0.bytes, new.bytes).map { $0 ^ $1 } } ?? new.bytes
        let check = old == nil ? [] : CRC32.desfire(new.bytes)
        let head: [UInt8] = [0xC4, number]
        guard var channel = terminal.channel as? TestEV1Channel else {
            return try terminal.secure(
                head.hexadecimal,
                protected: bytes + version + check,
                .full,
                answer: old == nil ? .plain : .mac
            ).status
        }
        let payload = bytes + version
        let cryptogram = channel.encipher(payload + CRC32.desfire(head + payload) + check)
        let answer = terminal.send("", head + cryptogram)
        if answer.status == 0, old != nil {
            #expect(channel.open(answer.data, .mac, 0) == [])
            terminal.channel = channel
        } else {
            #expect(answer.data == [])
            terminal.channel = nil
        }
        return answer.status
    }

    @Test(arguments: [0xAA, 0x71] as [UInt8])
    func `keys of an application are changed, the session's own last`(_ login: UInt8) throws {
        var terminal = TestTerminal(application: 0x0B)
        #expect(terminal.authenticate(login, 0, .zero(.aes)) == 0)
        #expect(try change(&terminal, 1, to: .aes(0x11, version: 5), from: .zero(.aes)) == 0)
        #expect(try change(&terminal, 3, to: .aes(0x33), from: .zero(.aes)) == 0)
        #expect(try terminal.secure("6401") == TestAnswer(status: 0, data: [5]))
        #expect(try change(&terminal, 0, to: .aes(0x99, version: 7)) == 0)
        #expect(terminal.send("6F") == .done, "the session is over, and lists are open")
        #expect(terminal.send("64 00") == TestAnswer(status: 0, data: [7]))
        #expect(terminal.authenticate(login, 0, .zero(.aes)) == 0xAE)
        #expect(terminal.authenticate(login, 0, .aes(0x99)) == 0)
        #expect(terminal.authenticate(login, 1, .aes(0x11)) == 0)
        #expect(terminal.authenticate(login, 3, .aes(0x33)) == 0)
    }

    @Test(arguments: [0xAA, 0x71] as [UInt8])
    func `a wrong old key or check changes nothing`(_ login: UInt8) throws {
        var terminal = TestTerminal(application: 0x0B)
        #expect(terminal.authenticate(login, 0, .zero(.aes)) == 0)
        #expect(try change(&terminal, 1, to: .aes(0x11), from: .aes(0x55)) == 0x1E)
        #expect(terminal.authenticate(login, 1, .zero(.aes)) == 0)
        #expect(terminal.authenticate(login, 0, .zero(.aes)) == 0)
        let short = try terminal.secure("C401", protected: [1, 2, 3], .full)
        #expect(short.status == 0x7E)
    }

    /// Upper half of the settings, the key of the session, the key to change, the status.
    static let changers: [(UInt8, UInt8, UInt8, UInt8)] = [
        (0x0, 0, 1, 0x00), (0x0, 1, 1, 0xAE), (0x0, 1, 2, 0xAE), (0x0, 1, 0, 0xAE),
        (0x2, 2, 1, 0x00), (0x2, 0, 1, 0xAE), (0x2, 1, 1, 0xAE),
        (0x2, 0, 2, 0x00), (0x2, 2, 2, 0xAE), (0x2, 2, 0, 0xAE), (0x2, 0, 0, 0x00),
        (0xE, 1, 1, 0x00), (0xE, 0, 1, 0xAE), (0xE, 2, 1, 0xAE), (0xE, 0, 0, 0x00),
        (0xF, 0, 1, 0x9D), (0xF, 1, 1, 0x9D), (0xF, 0, 0, 0x00),
        (0x0, 0, 4, 0x40), (0x0, 0, 0x81, 0x40),
    ]

    @Test(arguments: changers, [0xAA, 0x71] as [UInt8])
    func `the settings say who may change a key`(
        _ row: (changer: UInt8, session: UInt8, key: UInt8, status: UInt8),
        _ login: UInt8
    ) throws {
        var terminal = TestTerminal(application: row.changer << 4 | 0x0F)
        #expect(terminal.authenticate(login, row.session, .zero(.aes)) == 0)
        let old: CardKey? = row.session == row.key ? nil : .zero(.aes)
        #expect(try change(&terminal, row.key, to: .aes(0x42), from: old) == row.status)
    }

    @Test func `without a session no key is changed`() {
        var terminal = TestTerminal()
        #expect(terminal.send("C4 01", [UInt8](repeating: 0, count: 32)).status == 0xAE)
    }

    @Test func `a frozen master key stays`() throws {
        var terminal = TestTerminal(application: 0x0E)
        #expect(terminal.authenticate(0x71, 0, .zero(.aes)) == 0)
        #expect(try change(&terminal, 0, to: .aes(1)) == 0x9D)
    }

    @Test func `the card's master key becomes AES, then DES, then three-key triple DES`() throws {
        var terminal = TestTerminal(VirtualCard(memory: CardMemory(blank: .ev2)))
        #expect(terminal.send("45") == TestAnswer(status: 0, data: [0x0F, 0x01]))
        #expect(terminal.authenticate(0x1A, 0, .zero(.tripleDES)) == 0)
        #expect(try change(&terminal, 0x80, to: .aes(0xA5, version: 9)) == 0)
        #expect(terminal.send("45") == TestAnswer(status: 0, data: [0x0F, 0x81]))
        #expect(terminal.send("64 00") == TestAnswer(status: 0, data: [9]))
        #expect(terminal.authenticate(0x1A, 0, .zero(.tripleDES)) == 0xAE)
        #expect(terminal.authenticate(0xAA, 0, .aes(0xA5)) == 0)
        let double = CardKey(type: .tripleDES, bytes: Array(0x10..<0x20), version: 0)
        #expect(try change(&terminal, 0x00, to: double) == 0)
        // The lowest bits of 10, 11, … 17.
        #expect(terminal.send("64 00") == TestAnswer(status: 0, data: [0x55]))
        #expect(terminal.authenticate(0x1A, 0, double) == 0)
        let triple = CardKey(type: .threeKeyTripleDES, bytes: Array(0x20..<0x38), version: 0)
        #expect(try change(&terminal, 0x40, to: triple) == 0)
        #expect(terminal.authenticate(0x1A, 0, triple) == 0)
        #expect(try terminal.secure("6E") == TestAnswer(status: 0, data: hex("002000")))
        #expect(try change(&terminal, 0x80, to: .aes(0)) == 0)
        #expect(terminal.authenticate(0x71, 0, .zero(.aes)) == 0)
        #expect(try change(&terminal, 0xC0, to: .aes(1)) == 0x9E)
    }

    @Test func `settings are changed by the master key, while they may be`() throws {
        var terminal = TestTerminal(application: 0x0F)
        #expect(terminal.authenticate(0xAA, 1, .zero(.aes)) == 0)
        #expect(try terminal.secure("54", protected: [0x09], .full).status == 0xAE)
        #expect(terminal.authenticate(0xAA, 0, .zero(.aes)) == 0)
        #expect(try terminal.secure("54", protected: [0x05], .full) == .done)
        #expect(try terminal.secure("45") == TestAnswer(status: 0, data: [0x05, 0x84]))
        #expect(try terminal.secure("54", protected: [0x0F], .full).status == 0x9D)
    }

    /// Settings, whether the session is the master key's, and what lists and creation answer.
    @Test(
        arguments: [
            (0x0F, false, 0x00, 0x00), (0x0B, false, 0x00, 0xAE), (0x0D, false, 0xAE, 0x00),
            (0x09, false, 0xAE, 0xAE), (0x09, true, 0x00, 0x00),
        ] as [(UInt8, Bool, UInt8, UInt8)]
    )
    func `the settings say what needs the master key`(
        _ row: (settings: UInt8, isMaster: Bool, list: UInt8, create: UInt8)
    ) throws {
        var inside = TestTerminal(application: row.settings)
        let login = { (terminal: inout TestTerminal, instruction: UInt8, key: CardKey) in
            if row.isMaster { #expect(terminal.authenticate(instruction, 0, key) == 0) }
        }
        for command in ["6F", "61", "45"] {
            login(&inside, 0x71, .zero(.aes))
            #expect(try inside.secure(command).status == row.list, "\(command)")
        }
        login(&inside, 0x71, .zero(.aes))
        #expect(try inside.secure("CD0000EEEE010000").status == row.create)
        inside.send("CD 00 00 EEEE 010000")
        let exists = row.create == 0
        login(&inside, 0x71, .zero(.aes))
        let settings = try inside.secure("F500").status
        #expect(settings == (row.list != 0 ? row.list : exists ? 0 : 0xF0))
        login(&inside, 0x71, .zero(.aes))
        #expect(try inside.secure("DF00").status == row.create)

        var outside = TestTerminal(VirtualCard(memory: CardMemory(blank: .ev2)))
        outside.card.memory.settings = KeySettings(byte: row.settings)
        for (command, status) in [
            ("6A", row.list), ("6D", row.list), ("45", row.list), ("CA0102030F81", row.create),
        ] {
            login(&outside, 0x1A, .zero(.tripleDES))
            #expect(try outside.secure(command).status == status, "\(command)")
        }
    }

    @Test func `an application is deleted from outside or by its own master key`() throws {
        var terminal = TestTerminal(application: 0x0F)
        #expect(terminal.authenticate(0x71, 1, .zero(.aes)) == 0)
        #expect(try terminal.secure("DA4230F5").status == 0xAE)
        #expect(terminal.authenticate(0x71, 0, .zero(.aes)) == 0)
        #expect(try terminal.secure("DA010203").status == 0x9D)
        #expect(terminal.authenticate(0x71, 0, .zero(.aes)) == 0)
        #expect(try terminal.secure("DA4230F5") == .done)
        #expect(terminal.send("6A") == .done, "back at the level of the card")
        terminal.send("CA 4230F5 0F 81")
        #expect(terminal.authenticate(0x1A, 0, .zero(.tripleDES)) == 0)
        #expect(try terminal.secure("DA4230F5") == .done)
        #expect(try terminal.secure("DA4230F5").status == 0xA0)
    }
}
