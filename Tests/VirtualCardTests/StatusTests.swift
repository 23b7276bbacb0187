import Cryptography
import Testing

@testable import VirtualCard

/// One row of a table: native commands without a session, each `INS data > ST data`.
struct Script: Sendable, CustomTestStringConvertible {
    var name: String
    var model = CardModel.ev2
    var lines: [String]

    init(_ name: String, _ model: CardModel = .ev2, _ lines: String...) {
        (self.name, self.model, self.lines) = (name, model, lines)
    }

    var testDescription: String { name }

    func play() {
        var terminal = TestTerminal(VirtualCard(memory: CardMemory(blank: model)))
        for line in lines {
            let sides = line.split(separator: ">").map { String($0) }
            let answer = terminal.send(sides[0])
            let expected = sides[1].filter { $0 != " " }
            #expect([answer.status].hexadecimal + answer.data.hexadecimal == expected, "\(line)")
        }
    }
}

@Suite struct StatusTests {
    private static let application = "CA 4230F5 0F 82 > 00"
    private static let selection = "5A 4230F5 > 00"
    private static let standardFile = "CD 00 00 EEEE 200000 > 00"
    private static let backupFile = "CB 01 00 EEEE 200000 > 00"
    private static let valueFile = "CC 02 00 EEEE 00000000 E8030000 64000000 00 > 00"
    private static let linearFile = "C1 03 00 EEEE 040000 020000 > 00"
    private static let cyclicFile = "C0 04 00 EEEE 040000 030000 > 00"

    static let scripts: [Script] = [
        Script("0C: nothing to commit", .ev2, "C7 > 0C"),
        Script("0C: nothing to abort", .ev2, "A7 > 0C"),
        Script(
            "0E: a file beyond the memory",
            .ev2,
            application,
            selection,
            "CD 00 00 EEEE 002000 > 0E"
        ),
        Script(
            "0E: the shadow of a backup file counts",
            .ev2,
            application,
            selection,
            "CB 01 00 EEEE 001000 > 0E",
            "CD 01 00 EEEE 001000 > 00"
        ),
        Script("1C: legacy authentication", .ev2, "0A 00 > 1C"),
        Script(
            "1C: configuration, key sets, transaction MAC, reader identity",
            .ev2,
            "5C 0000 > 1C",
            "C6 0000 > 1C",
            "CE 0F00F02F02 > 1C",
            "C8 00 > 1C"
        ),
        Script("1C: no such command", .ev2, "FF > 1C"),
        Script("1C: a frame that continues nothing", .ev2, "AF > 1C"),
        Script(
            "1C: EV2 commands on EV1",
            .ev1,
            "71 0000 > 1C",
            "77 00 > 1C",
            "AD 00000000000000 > 1C",
            "8D 0000000001000000 > 1C",
            "AB 00000000000000 > 1C",
            "8B 0000000001000000 > 1C",
            "DB 00 > 1C",
            "BA 00 > 1C"
        ),
        Script("40: no such key at the card's level", .ev2, "64 01 > 40", "1A 01 > 40"),
        Script(
            "40: no such key in an application",
            .ev2,
            application,
            selection,
            "64 02 > 40",
            "AA 02 > 40",
            "71 0200 > 40",
            "64 01 > 00 00"
        ),
        Script(
            "7E: too short and too long",
            .ev2,
            "5A 00 > 7E",
            "60 00 > 7E",
            "1A > 7E",
            "71 00 > 7E",
            "71 0007 00000000000000 > 7E",
            "CA 4230F5 > 7E",
            "64 > 7E",
            application,
            selection,
            "CD 00 > 7E",
            "BD > 7E",
            "3D 00 > 7E",
            "6C > 7E",
            valueFile,
            "0C 02 01 > 7E",
            "C7 0000 > 7E"
        ),
        Script("7E: EV1 knows no option of commit", .ev1, "C7 01 > 7E"),
        Script(
            "9D: files at the level of the card",
            .ev2,
            "6F > 9D",
            "CD 00 00 EEEE 200000 > 9D",
            "BD 00 000000 000000 > 9D",
            "F5 00 > 9D"
        ),
        Script(
            "9D: applications inside an application",
            .ev2,
            application,
            selection,
            "6A > 9D",
            "6D > 9D",
            "CA 010203 0F 82 > 9D",
            "FC > 9D"
        ),
        Script(
            "9D: a right that nobody has",
            .ev2,
            application,
            selection,
            "CD 00 00 FFEF 200000 > 00",
            "3D 00 000000 010000 00 > 9D",
            "CD 01 00 EFFF 200000 > 00",
            "5F 01 00 EEEE > 9D"
        ),
        Script(
            "9D: limited credit where it is switched off",
            .ev2,
            application,
            selection,
            valueFile,
            "1C 02 00000000 > 9D"
        ),
        Script(
            "9D: a record after clearing",
            .ev2,
            application,
            selection,
            linearFile,
            "EB 03 > 00",
            "3B 03 000000 010000 AA > 9D"
        ),
        Script(
            "9E: file numbers, modes, rights, sizes",
            .ev2,
            application,
            selection,
            "CD 20 00 EEEE 200000 > 9E",
            "CD 00 04 EEEE 200000 > 9E",
            "CD 00 80 EEEE 200000 > 9E",
            "CD 00 00 EE2E 200000 > 9E",
            "CD 00 00 EEEE 000000 > 9E",
            "C1 00 00 EEEE 000000 010000 > 9E",
            "C1 00 00 EEEE 010000 000000 > 9E",
            "C0 00 00 EEEE 010000 010000 > 9E"
        ),
        Script(
            "9E: value limits",
            .ev2,
            application,
            selection,
            "CC 02 00 EEEE 01000000 00000000 00000000 00 > 9E",
            "CC 02 00 EEEE 00000000 0A000000 0B000000 00 > 9E",
            "CC 02 00 EEEE 00000000 0A000000 00000000 04 > 9E"
        ),
        Script(
            "9E: applications that cannot be",
            .ev2,
            "CA 000000 0F 81 > 9E",
            "CA 010203 0F 8F > 9E",
            "CA 010203 0F C1 > 9E",
            "CA 010203 0F 91 > 9E"
        ),
        Script(
            "9E: a negative amount, an empty write, no transaction MAC",
            .ev2,
            application,
            selection,
            valueFile,
            standardFile,
            "0C 02 FFFFFFFF > 9E",
            "3D 00 000000 000000 > 9E",
            "C7 01 > 9E"
        ),
        Script(
            "9E: a command for another kind of file",
            .ev2,
            application,
            selection,
            standardFile,
            valueFile,
            "6C 00 > 9E",
            "BD 02 000000 000000 > 9E",
            "BB 02 000000 000000 > 9E",
            "EB 00 > 9E",
            "3D 02 000000 010000 00 > 9E",
            "3B 00 000000 010000 00 > 9E",
            "0C 00 01000000 > 9E"
        ),
        Script("A0: no such application", .ev2, "5A 4230F5 > A0"),
        Script(
            "AE: who may not",
            .ev2,
            application,
            "DA 4230F5 > AE",
            "FC > AE",
            "54 0F > AE",
            "51 > AE",
            "C4 00 > AE",
            "AA 00 > AE",
            "71 0000 > AE",
            "77 00 > AE",
            selection,
            "1A 00 > AE",
            "CD 00 00 E0EE 200000 > 00",
            "5F 00 00EEEE > AE"
        ),
        Script(
            "BE: beyond data, records and values",
            .ev2,
            application,
            selection,
            backupFile,
            valueFile,
            linearFile,
            "BD 01 000000 210000 > BE",
            "BD 01 200000 000000 > BE",
            "3D 01 1F0000 020000 0000 > BE",
            "BB 03 000000 000000 > BE",
            "3B 03 020000 030000 000000 > BE",
            "DC 02 65000000 > BE",
            "0C 02 85030000 > BE",
            "DB 03 000000 000000 010000 00 > BE"
        ),
        Script(
            "DE: the same again",
            .ev2,
            application,
            "CA 4230F5 0F 82 > DE",
            selection,
            standardFile,
            "CD 00 00 EEEE 200000 > DE"
        ),
        Script(
            "DE: the same ISO identifier or name",
            .ev2,
            "CA 010203 0F A1 01E1 41 > 00",
            "CA 010204 0F A1 01E1 42 > DE",
            "CA 010204 0F A1 02E1 41 > DE",
            "5A 010203 > 00",
            "CD 00 02E1 00 EEEE 200000 > 00",
            "CD 01 02E1 00 EEEE 200000 > DE"
        ),
        Script(
            "F0: no such file",
            .ev2,
            application,
            selection,
            "F5 00 > F0",
            "DF 00 > F0",
            "BD 00 000000 000000 > F0",
            "3D 00 000000 010000 00 > F0",
            "6C 00 > F0",
            "BB 00 000000 000000 > F0",
            "EB 00 > F0",
            "5F 00 00EEEE > F0"
        ),
    ]

    @Test(arguments: scripts)
    func `each status has its causes`(_ script: Script) { script.play() }

    @Test func `EV1 holds 28 applications, EV2 more`() {
        for (model, last) in [(CardModel.ev1, UInt8(0xCE)), (.ev2, 0x00)] {
            var terminal = TestTerminal(VirtualCard(memory: CardMemory(blank: model)))
            for number in 1...28 {
                #expect(terminal.send("CA", [UInt8(number), 0, 0, 0x0F, 0x81]) == .done)
            }
            #expect(terminal.send("CA FF0000 0F 81") == .status(last))
        }
    }
}
