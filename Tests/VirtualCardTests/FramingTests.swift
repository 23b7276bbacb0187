import Cryptography
import Testing

@testable import VirtualCard

@Suite struct FramingTests {
    /// Whole APDUs and whole answers.
    @Test(arguments: [
        ("", "6700"), ("90", "6700"), ("9060", "6700"), ("90600000", "6700"), ("80", "6E00"),
        ("8060000000", "6E00"), ("9060010000", "6A86"), ("9060000100", "6A86"),
        ("906000000000", "6700"), ("9064000001", "6700"), ("90640000010000", "00 9100"),
        ("906400000100", "6700"), ("90640000020000", "6700"), ("9064000001000000", "6700"),
        ("9060000001", "6700"), ("90640000010001", "6700"), ("00B0000000", "6D00"),
        ("00A4040007D276000085010000", "9000"), ("00A4040007D2760000850100", "9000"),
        ("00A4000007D276000085010000", "6A86"), ("00A4040007D276000085010100", "6A82"),
        ("00A4040007D27600008501", "6700"), ("00A4040000", "6700"),
        ("FFCA000000", "04112233445566 9000"), ("FFCA010000", "80 9000"), ("FFCA020000", "6A86"),
        ("FF00000000", "6D00"),
    ])
    func `the layers below the commands have answers of their own`(
        _ command: String,
        _ answer: String
    ) {
        let uid = hex("04112233445566")
        var card = VirtualCard(memory: CardMemory(blank: .ev2, uid: uid))
        #expect(card.process(hex(command)) == hex(answer))
    }

    @Test func `EV1 takes APDUs of 60 bytes, EV2 longer ones`() {
        for (model, expected) in [(CardModel.ev1, "6700"), (.ev2, "9100")] {
            var terminal = TestTerminal(application: 0x0F, model: model)
            terminal.send("CD 00 00 EEEE 800000")
            let data = hex("00 000000 300000") + [UInt8](repeating: 1, count: 48)
            #expect(
                terminal.card.process([0x90, 0x3D, 0, 0, 55] + data + [0]).hexadecimal == expected
            )
        }
    }

    @Test func `answers come in frames of 59 bytes`() {
        var terminal = TestTerminal(application: 0x0F)
        terminal.send("CD 00 00 EEEE 800000")
        let read = hex("90BD000007 00000000000000 00")
        #expect(terminal.card.process(read).count == 59 + 2)
        #expect(terminal.card.process(hex("90AF000000")).suffix(2) == [0x91, 0xAF])
        let last = terminal.card.process(hex("90AF000000"))
        #expect(last.count == 128 - 2 * 59 + 2)
        #expect(last.suffix(2) == [0x91, 0x00])
    }

    @Test func `commands that leave splitting to the layer below answer in one piece`() {
        var terminal = TestTerminal(application: 0x0F)
        terminal.send("CD 00 00 EEEE 010100")
        #expect(terminal.card.process(hex("90AD0000070000000000010000")).count == 256 + 2)
        #expect(terminal.send("AD 00 000000 010100").status == 0x7E)
        let data = hex("00 000000 C80000") + [UInt8](repeating: 3, count: 200)
        let written = terminal.card.process([0x90, 0x8D, 0, 0, 207] + data + [0])
        #expect(written == hex("9100"))
        #expect(terminal.send("8D 00 000000 C80000 00").status == 0x7E)
    }

    @Test func `a chain that is begun must be finished`() {
        for begin in ["3D 00 000000 040000 01", "BD 00 000000 000000", "60", "AA 00"] {
            for other in ["60", "5A 4230F5", "BD 00 000000 010000"] {
                var terminal = TestTerminal(application: 0x0F)
                terminal.send("CD 00 00 EEEE 800000")
                let bytes = hex(begin)
                let body = bytes.count > 1 ? [UInt8(bytes.count - 1)] + bytes.dropFirst() : []
                #expect(
                    terminal.card.process([0x90, bytes[0], 0, 0] + body + [0]).last == 0xAF
                )
                #expect(terminal.send(other).status == 0xCA)
                #expect(terminal.send("AF").status == 0x1C, "the chain is gone")
            }
        }
    }

    @Test func `a chain of the wrong length is a length error and writes nothing`() {
        var terminal = TestTerminal(application: 0x0F)
        terminal.send("CD 00 00 EEEE 040000")
        #expect(terminal.card.process(hex("903D0000080000000004000001 00")) == hex("91AF"))
        #expect(terminal.card.process(hex("90AF000004 02030405 00")) == hex("917E"))
        #expect(terminal.send("BD 00 000000 000000").data == [0, 0, 0, 0])
        #expect(terminal.card.process(hex("903D0000080000000004000001 00")) == hex("91AF"))
        #expect(terminal.card.process(hex("90AF000000")) == hex("917E"))
    }

    @Test func `a wrong range is refused at the first frame`() {
        var terminal = TestTerminal(application: 0x0F)
        terminal.send("CD 00 00 EEEE 040000")
        #expect(terminal.card.process(hex("903D0000080000000005000001 00")) == hex("91BE"))
    }

    @Test func `the answers of the reader leave a chain alone`() {
        var terminal = TestTerminal(application: 0x0F)
        #expect(terminal.card.process(hex("9060000000")).suffix(2) == [0x91, 0xAF])
        #expect(terminal.card.process(hex("FFCA000000")).count == 9)
        #expect(terminal.card.process(hex("90AF000000")).suffix(2) == [0x91, 0xAF])
    }

    @Test(arguments: [(CardModel.ev1, UInt8(0x01)), (.ev2, 0x12)])
    func `the version tells the generation, the size and the UID`(
        _ row: (model: CardModel, major: UInt8)
    ) {
        let memory = CardMemory(blank: row.model)
        var terminal = TestTerminal(VirtualCard(memory: memory))
        let version = terminal.send("60").data
        #expect(version.count == 28)
        #expect(version[0..<2] == [0x04, 0x01])
        #expect(version[3] == row.major)
        #expect(version[5] == 0x1A)
        #expect(Array(version[14..<21]) == memory.uid)
        #expect(memory.uid.count == 7 && memory.uid[0] == 0x04)
    }

    @Test func `names of applications come in a frame each`() {
        var terminal = TestTerminal(VirtualCard(memory: CardMemory(blank: .ev2)))
        terminal.send("CA 010203 0F A1 01E1 4142")
        terminal.send("CA 040506 0F 81")
        terminal.send("CA 070809 0F A1 02E1 43")
        #expect(terminal.send("6A").data == hex("010203040506070809"))
        #expect(terminal.card.process(hex("906D000000")) == hex("010203 01E1 4142 91AF"))
        #expect(terminal.card.process(hex("90AF000000")) == hex("070809 02E1 43 9100"))
        terminal.send("5A 010203")
        #expect(terminal.send("45").data == [0x0F, 0xA1])
        terminal.send("CD 05 10E1 00 EEEE 010000")
        #expect(terminal.send("61").data == hex("10E1"))
        #expect(terminal.send("6F").data == [5])
    }
}
