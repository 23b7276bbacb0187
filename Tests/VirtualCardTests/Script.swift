import Cryptography
import Testing

@testable import VirtualCard

/// Native commands without a session, each `INS data > ST data`.
struct Script: Sendable, CustomTestStringConvertible {
    var name: String
    var model: CardModel
    var lines: [String]

    /// Reads scripts from their table.
    static func parsed(_ table: String) -> [Script] {
        var scripts: [Script] = []
        for line in table.split(separator: "\n") {
            if line.first == " " {
                scripts[scripts.count - 1].lines.append(String(line))
            } else {
                let model: CardModel = line.hasSuffix("(EV1)") ? .ev1 : .ev2
                scripts.append(Script(name: String(line), model: model, lines: []))
            }
        }
        return scripts
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
