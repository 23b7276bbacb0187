import Testing
import VirtualPrinters

/// What the printer answers in each state, byte for byte.
@Suite struct StatusTests {
    struct State: Sendable, CustomTestStringConvertible {
        let faults: [PrinterFault]
        let realTime: [UInt8]
        let automatic: [UInt8]
        /// Nil when it is held until the fault is gone.
        let paperInTurn: UInt8?
        var testDescription: String { faults.map(\.text).joined(separator: " and ") }
    }

    static let states = [
        State(
            faults: [],
            realTime: [0x12, 0x12, 0x12, 0x12],
            automatic: [0x10, 0, 0, 0],
            paperInTurn: 0x00
        ),
        State(
            faults: [.nearEnd],
            realTime: [0x12, 0x12, 0x12, 0x1E],
            automatic: [0x10, 0, 0x03, 0],
            paperInTurn: 0x03
        ),
        State(
            faults: [.paperOut],
            realTime: [0x1A, 0x32, 0x12, 0x7E],
            automatic: [0x18, 0, 0x0F, 0],
            paperInTurn: nil
        ),
        State(
            faults: [.cover],
            realTime: [0x1A, 0x16, 0x12, 0x12],
            automatic: [0x38, 0, 0, 0],
            paperInTurn: nil
        ),
        State(
            faults: [.offline],
            realTime: [0x1A, 0x12, 0x12, 0x12],
            automatic: [0x18, 0, 0, 0],
            paperInTurn: nil
        ),
        State(
            faults: [.hot],
            realTime: [0x1A, 0x52, 0x52, 0x12],
            automatic: [0x18, 0x40, 0, 0],
            paperInTurn: nil
        ),
        State(
            faults: [.cover, .paperOut],
            realTime: [0x1A, 0x36, 0x12, 0x7E],
            automatic: [0x38, 0, 0x0F, 0],
            paperInTurn: nil
        ),
    ]

    @Test(arguments: states)
    func `each state is told truthfully`(state: State) {
        var printer = VirtualPrinter()
        _ = printer.receive(Job.watchAll)
        var automatic: [UInt8] = []
        for fault in state.faults { automatic += printer.set(fault).answers }
        #expect(automatic.suffix(4) == (state.faults.isEmpty ? [] : state.automatic[...]))
        for (number, answer) in zip(UInt8(1)..., state.realTime) {
            #expect(printer.receive(Job.askRealTime(number)).answers == [answer], "EOT \(number)")
        }
        #expect(
            printer.receive(Job.askPaperInTurn).answers == (state.paperInTurn.map { [$0] } ?? [])
        )
    }

    @Test(arguments: [.paperOut, .cover, .offline, .hot] as [PrinterFault])
    func `a stopped printer holds the job and its answer, and goes on`(fault: PrinterFault) {
        var printer = VirtualPrinter()
        #expect(printer.set(fault).answers.isEmpty)
        let held = printer.receive(Job.receipt("held") + Job.askPaperInTurn)
        #expect(held == VirtualPrinter.Output())
        let goneOn = printer.clear(fault)
        #expect(goneOn.receipts.map(\.text) == ["held\n"])
        #expect(goneOn.answers == [0x00])
    }

    @Test func `a jammed cutter stops at the cut until it is told to go on`() {
        var printer = VirtualPrinter()
        _ = printer.receive(Job.watchAll)
        #expect(printer.set(.cutter).answers.isEmpty, "nothing moves yet")
        let jammed = printer.receive(Job.receipt("jam") + Job.identifier("0001"))
        #expect(jammed.answers == [0x18, 0x09, 0, 0])
        #expect(jammed.receipts.isEmpty)
        let realTime = (UInt8(1)...4).flatMap { printer.receive(Job.askRealTime($0)).answers }
        #expect(realTime == [0x3A, 0x52, 0x1A, 0x12])
        // It jams anew while the jam is there.
        #expect(printer.receive(Job.resume).answers == [0x10, 0, 0, 0, 0x18, 0x09, 0, 0])
        // The jam is removed: the error stays.
        #expect(printer.clear(.cutter) == VirtualPrinter.Output())
        let goneOn = printer.receive(Job.resume)
        #expect(goneOn.receipts.map(\.text) == ["jam\n"])
        #expect(goneOn.answers == [0x10, 0, 0, 0] + Job.proof(of: "0001"))
    }

    @Test func `an error can be left by throwing the rest of the job away`() {
        var printer = VirtualPrinter()
        _ = printer.set(.cutter)
        _ = printer.receive(Job.receipt("lost") + Job.identifier("0001"))
        _ = printer.clear(.cutter)
        #expect(printer.receive(Job.recoverAndClear) == VirtualPrinter.Output())
        #expect(printer.receive(Job.askRealTime(1)).answers == [0x12])
        #expect(printer.receive(Job.cut).receipts.map(\.text) == ["lost\n"])
    }

    @Test func `the near-end sensor stops the printer where it is told to`() {
        var printer = VirtualPrinter()
        _ = printer.receive([0x1B, 0x63, 0x34, 0x03])
        _ = printer.set(.nearEnd)
        #expect(printer.receive(Job.receipt("rest")).receipts.isEmpty)
        #expect(printer.receive(Job.askRealTime(2)).answers == [0x32])
        #expect(printer.clear(.nearEnd).receipts.map(\.text) == ["rest\n"])
    }

    @Test func `a drawer is kicked open and told`() {
        var printer = VirtualPrinter()
        _ = printer.receive(Job.watchAll)
        let kicked = printer.receive([0x1B, 0x70, 0, 0x19, 0xFA])
        #expect(kicked.drawerKicks == 1)
        #expect(kicked.answers == [0x14, 0, 0, 0])
        #expect(printer.receive([0x1D, 0x72, 2]).answers == [0x01])
        #expect(printer.closeDrawer().answers == [0x10, 0, 0, 0])
    }

    @Test func `going offline is told with its cause to whom asked`() {
        var printer = VirtualPrinter()
        _ = printer.receive([0x1D, 0x28, 0x48, 3, 0, 0x31, 0x30, 2])
        let answer = printer.set(.cover).answers
        #expect(answer.starts(with: [0x37, 0x23]) && answer.last == 0 && answer.count == 4)
        #expect((0x40...0x7F).contains(answer[2]))
    }

    @Test(
        arguments: [
            (0x42, "BENCH"), (0x43, "VP-80"), (0x41, "1.00"), (0x44, "V0000001"),
            (0x45, "CHINA GBK"),
        ] as [(UInt8, String)]
    )
    func `it says who it is`(number: UInt8, text: String) {
        var printer = VirtualPrinter()
        #expect(
            printer.receive([0x1D, 0x49, number]).answers == [0x5F] + Array(text.utf8) + [0x00]
        )
    }
}
