import Cryptography
import Testing

@testable import VirtualCard

@Suite struct StatusTests {
    @Test(arguments: Script.ofEveryStatus)
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
