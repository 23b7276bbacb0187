import Foundation
import TestSupport
import Testing

@testable import ReceiptPrinters

/// Every state of the machine meets every event; what comes of it stands in `Golden/machine.txt`.
struct MachineTableTests {
    private static let states: [(name: String, reach: @Sendable (inout MachineBench) -> Void)] = [
        ("closed", { _ in }),
        ("closed with a job", { $0.print() }),
        ("opening", { $0.tell(.timePassed) }),
        (
            "probing",
            { bench in
                bench.tell(.timePassed)
                bench.tell(.opened)
            }
        ),
        (
            "probing the parser",
            { bench in
                bench.tell(.timePassed)
                bench.tell(.opened)
                bench.answerRound()
                bench.hear(MachineBench.cleared)
                bench.answerRound()
            }
        ),
        ("ready", { $0.makeReady() }),
        (
            "composing",
            { bench in
                bench.makeReady()
                bench.print()
                bench.hear(MachineBench.coverOpen)
                bench.hear(MachineBench.cleared)
                bench.answerRound()
                bench.hear(MachineBench.good)
            }
        ),
        (
            "sending",
            { bench in
                bench.makeReady()
                bench.print()
            }
        ),
        (
            "proving",
            { bench in
                bench.makeReady()
                bench.print()
                bench.sendAll()
            }
        ),
        (
            "fault",
            { bench in
                bench.makeReady()
                bench.hear(MachineBench.paperOut)
            }
        ),
        (
            "fault with a job",
            { bench in
                bench.makeReady()
                bench.print()
                bench.hear(MachineBench.paperOut)
                bench.hear(MachineBench.cleared)
                bench.answerRound(cause: 0x32, paper: 0x7E)
            }
        ),
        (
            "clearing",
            { bench in
                bench.makeReady()
                bench.print()
                bench.sendAll()
                bench.hear(MachineBench.paperOut)
            }
        ),
        (
            "flushing",
            { bench in
                bench.makeReady()
                bench.print()
                bench.sendAll()
                bench.hear(MachineBench.paperOut)
                bench.tell(.timePassed, after: .seconds(2))
            }
        ),
        ("stopped", { $0.tell(.stop) }),
    ]

    private static let events: [(name: String, event: PrinterMachine.Event, after: Duration)] = [
        ("opened", .opened, .zero),
        ("link failed", .linkFailed(.disconnected("lp0")), .zero),
        ("all good", .received(MachineBench.good), .zero),
        ("paper out", .received(MachineBench.paperOut), .zero),
        ("head hot", .received(MachineBench.hot), .zero),
        ("broken", .received(MachineBench.broken), .zero),
        ("status answer", .received([0x12]), .zero),
        ("answer in turn", .received([0x00]), .zero),
        ("identifier 0008", .received(MachineBench.identifier(8)), .zero),
        ("identifier 0007", .received(MachineBench.identifier(7)), .zero),
        ("cleared", .received(MachineBench.cleared), .zero),
        ("noise", .received([0x80, 0xFF, 0x99]), .zero),
        ("sent", .sent, .zero),
        ("2 s pass", .timePassed, .seconds(2)),
        ("20 s pass", .timePassed, .seconds(20)),
        ("300 s pass", .timePassed, .seconds(300)),
        (
            "print", .print(PrintJob(number: 2, page: MachineBench.page, patience: .seconds(60))),
            .zero
        ),
        ("copied", .copied(job: 1, MachineBench.copy), .zero),
        ("check", .check, .zero),
        ("stop", .stop, .zero),
    ]

    @Test func `every state meets every event`() throws {
        var lines: [String] = []
        for state in Self.states {
            lines.append("\(state.name):")
            for (name, event, pause) in Self.events {
                var bench = MachineBench()
                state.reach(&bench)
                // The owner gives one job at a time.
                if case .print = event, bench.machine.job != nil { continue }
                let effects = bench.tell(event, after: pause)
                let after = Self.name(of: bench.machine.state)
                lines.append(
                    "    \(name): \(after)\(effects.map { "; \(Self.text(of: $0))" }.joined())"
                )
            }
        }
        try expectGolden(lines.joined(separator: "\n") + "\n", "machine.txt")
    }

    private static func name(of state: PrinterMachine.State) -> String {
        switch state {
        case .closed: "closed"
        case .opening: "opening"
        case .probing(.status): "probing"
        case .probing(.maker), .probing(.model): "probing who it is"
        case .probing(.parser), .probing(.quiet): "probing the parser"
        case .ready: "ready"
        case .composing: "composing"
        case .sending(let sending): "sending from \(sending.offset)"
        case .proving: "proving"
        case .fault(let fault, _): "fault \(fault)"
        case .resynchronising(let step): "\(step.step)"
        case .stopped: "stopped"
        }
    }

    private static func text(of effect: PrinterMachine.Effect) -> String {
        switch effect {
        case .open: "open"
        case .abort: "abort"
        case .finish: "finish"
        case .send(PrinterCommand.clearBuffers): "send clear"
        case .send(let bytes) where bytes.count > 8_192: "send flush"
        case .send(let bytes):
            "send "
                + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        case .discardUnsent: "discard"
        case .composeCopy: "compose copy"
        case .ended(let number, let outcome):
            "job \(number) \(outcome)".replacing("ReceiptPrinters.", with: "")
                .replacing("PrinterFault.", with: "").replacing("PrintProof.", with: "")
        case .checked: "checked"
        }
    }

    private func expectGolden(_ actual: String, _ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Golden/\(name)"
        )
        guard let golden = try? String(contentsOf: file, encoding: .utf8) else {
            try Data(actual.utf8).write(to: file)
            Issue.record("recorded \(name): look at it, then run again")
            return
        }
        let differences = actual.split(separator: "\n").difference(
            from: golden.split(separator: "\n")
        )
        #expect(differences.isEmpty, "\(differences.map { "\($0)" }.joined(separator: "\n"))")
    }
}
