import Testing

@testable import VirtualCard

/// Shadows: what becomes of them at commit, abort, loss of power and error, for each kind of file.
@Suite struct TransactionTests {
    /// A kind of file: how it is created, changed, read, and what it reads before and after.
    struct Kind: Sendable, CustomTestStringConvertible {
        var name: String
        var create: String
        var change: String
        var read: String
        var before: String
        var after: String
        /// A first change that is committed, so that the file has something to read.
        var prepare: String?
        var testDescription: String { name }
    }

    static let kinds = [
        Kind(
            name: "backup",
            create: "CB 01 00 EEEE 040000",
            change: "3D 01 010000 020000 AABB",
            read: "BD 01 000000 000000",
            before: "00000000",
            after: "00AABB00"
        ),
        Kind(
            name: "value, credited",
            create: "CC 01 00 EEEE 00000000 64000000 05000000 00",
            change: "0C 01 03000000",
            read: "6C 01",
            before: "05000000",
            after: "08000000"
        ),
        Kind(
            name: "value, debited",
            create: "CC 01 00 EEEE 00000000 64000000 05000000 00",
            change: "DC 01 05000000",
            read: "6C 01",
            before: "05000000",
            after: "00000000"
        ),
        Kind(
            name: "linear, written",
            create: "C1 01 00 EEEE 020000 030000",
            change: "3B 01 010000 010000 22",
            read: "BB 01 000000 000000",
            before: "1100",
            after: "11000022",
            prepare: "3B 01 000000 010000 11"
        ),
        Kind(
            name: "cyclic, written",
            create: "C0 01 00 EEEE 020000 030000",
            change: "3B 01 010000 010000 22",
            read: "BB 01 000000 010000",
            before: "1100",
            after: "0022",
            prepare: "3B 01 000000 010000 11"
        ),
        Kind(
            name: "linear, updated",
            create: "C1 01 00 EEEE 020000 030000",
            change: "DB 01 000000 010000 010000 33",
            read: "BB 01 000000 000000",
            before: "1100",
            after: "1133",
            prepare: "3B 01 000000 010000 11"
        ),
    ]

    /// What ends the transaction, and whether the change is valid then.
    enum Ending: CaseIterable, Sendable {
        case commit, abort, powerLoss, selection, selectionByName, error, badLayer, authentication
        var isValid: Bool { self == .commit || self == .badLayer || self == .authentication }
    }

    @Test(arguments: kinds, Ending.allCases)
    func `a change is valid after commit and only then`(_ kind: Kind, _ ending: Ending) {
        var terminal = TestTerminal()
        #expect(terminal.send(kind.create) == .done)
        if let prepare = kind.prepare {
            #expect(terminal.send(prepare) == .done)
            #expect(terminal.send("C7") == .done)
        }
        #expect(terminal.send(kind.change) == .done)
        let before = TestAnswer(status: 0, data: hex(kind.before))
        #expect(terminal.send(kind.read) == before, "reads show the committed state")
        switch ending {
        case .commit: #expect(terminal.send("C7") == .done)
        case .abort: #expect(terminal.send("A7") == .done)
        case .powerLoss: terminal.card.powerOff()
        case .selection: terminal.send("5A 4230F5")
        case .selectionByName:
            #expect(terminal.card.process(hex("00A4040007D276000085010000")) == hex("9000"))
        case .error: #expect(terminal.send("F5 1F").status == 0xF0)
        case .badLayer: #expect(terminal.card.process(hex("80600000 00")) == hex("6E00"))
        case .authentication: #expect(terminal.authenticate(0xAA, 1, .zero(.aes)) == 0)
        }
        if ending == .badLayer || ending == .authentication {
            #expect((try? terminal.secure("C7")) == .done, "the transaction is still open")
        }
        terminal.send("5A 4230F5")
        terminal.channel = nil
        #expect(terminal.send("C7") == .status(0x0C), "nothing is pending")
        let after = TestAnswer(status: 0, data: hex(kind.after))
        #expect(terminal.send(kind.read) == (ending.isValid ? after : before))
    }

    @Test(arguments: [(0x71, 0x0C), (0xAA, 0x00)] as [(UInt8, UInt8)])
    func `a first EV2 authentication discards a transaction, another keeps it`(
        _ row: (login: UInt8, commit: UInt8)
    ) throws {
        var terminal = TestTerminal()
        terminal.send(Self.kinds[1].create)
        terminal.send(Self.kinds[1].change)
        #expect(terminal.authenticate(row.login, 1, .zero(.aes)) == 0)
        #expect(try terminal.secure("C7").status == row.commit)
    }

    @Test func `an authentication that fails discards a transaction`() {
        var terminal = TestTerminal()
        terminal.send(Self.kinds[1].create)
        terminal.send(Self.kinds[1].change)
        #expect(terminal.authenticate(0xAA, 1, .aes(9)) == 0xAE)
        #expect(terminal.send("C7").status == 0x0C)
    }

    @Test func `files of all kinds become valid together`() {
        var terminal = TestTerminal()
        for (number, kind) in [(1, Self.kinds[0]), (2, Self.kinds[1]), (3, Self.kinds[4])] {
            for step in [kind.create, kind.change] {
                #expect(
                    terminal.send(String(step.prefix(2)) + "0\(number)" + step.dropFirst(5))
                        == .done
                )
            }
        }
        let before = terminal.card.memory
        #expect(terminal.send("C7") == .done)
        #expect(terminal.card.memory != before)
        #expect(terminal.send("BD 01 000000 000000").data == hex("00AABB00"))
        #expect(terminal.send("6C 02").data == hex("08000000"))
        #expect(terminal.send("BB 03 000000 000000").data == hex("0022"))
    }

    @Test func `a standard file is written at once`() {
        var terminal = TestTerminal()
        terminal.send("CD 01 00 EEEE 040000")
        terminal.send("3D 01 000000 020000 AABB")
        terminal.card.powerOff()
        terminal.send("5A 4230F5")
        #expect(terminal.send("BD 01 000000 000000").data == hex("AABB0000"))
    }

    @Test func `a deleted file takes its shadow along`() {
        var terminal = TestTerminal()
        terminal.send(Self.kinds[1].create)
        terminal.send(Self.kinds[1].change)
        #expect(terminal.send("DF 01") == .done)
        terminal.send(Self.kinds[0].create)
        #expect(terminal.send("C7").status == 0x0C)
    }

    @Test func `format discards everything and ends the session`() throws {
        var terminal = TestTerminal()
        terminal.send("5A 000000")
        #expect(terminal.authenticate(0x1A, 0, .zero(.tripleDES)) == 0)
        #expect(try terminal.secure("FC") == .done)
        #expect(terminal.send("6A") == .done)
        #expect(terminal.send("FC").status == 0xAE)
    }
}
