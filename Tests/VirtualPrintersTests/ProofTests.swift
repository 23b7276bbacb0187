import Testing
import VirtualPrinters

/// Process identifiers, cleared buffers, and real-time commands in the wrong place.
@Suite struct ProofTests {
    @Test func `of identifiers that pile up only the newest is answered`() {
        var printer = VirtualPrinter()
        let output = printer.receive(
            Job.text("a") + Job.identifier("0001") + Job.text("b") + Job.identifier("0002")
        )
        #expect(output.answers == Job.proof(of: "0002"))
        #expect(printer.receive(Job.identifier("0003")).answers == Job.proof(of: "0003"))
    }

    @Test func `cleared identifiers are never answered`() {
        var printer = VirtualPrinter()
        _ = printer.set(.paperOut)
        _ = printer.receive(Job.receipt("gone") + Job.identifier("0001"))
        #expect(printer.receive(Job.clearBuffers).answers == Job.bufferIsClear)
        #expect(printer.clear(.paperOut) == VirtualPrinter.Output())
        let next = printer.receive(Job.receipt("next") + Job.identifier("0002"))
        #expect(next.receipts.map(\.text) == ["next\n"])
        #expect(next.answers == Job.proof(of: "0002"))
    }

    @Test func `a printer in the middle of an image takes commands for dots`() {
        var printer = VirtualPrinter()
        let image = Job.image(rows: 100)
        _ = printer.receive(Array(image.dropLast(50)))
        #expect(printer.receive(Job.clearBuffers + Job.askRealTime(1)).answers.isEmpty)
        // NULs fill the image up, whatever was missing, and print nothing.
        _ = printer.receive([UInt8](repeating: 0, count: 8192))
        #expect(printer.receive(Job.initialise + Job.watchAll).answers == [0x10, 0, 0, 0])
        #expect(printer.unknownCommands.isEmpty)
    }

    @Test func `an old printer obeys commands inside an image`() {
        var model = PrinterModel()
        model.realTimeInsideData = true
        var printer = VirtualPrinter(model)
        #expect(printer.receive(Job.image(rows: 2, containing: [0x10, 0x04, 1])).answers == [0x12])
        let image = Job.image(rows: 100)
        _ = printer.receive(Array(image.dropLast(50)))
        #expect(printer.receive(Job.clearBuffers).answers == Job.bufferIsClear)
        #expect(printer.receive(Job.receipt("sound")).receipts.map(\.text) == ["sound\n"])
    }

    @Test func `a new printer takes them for dots`() {
        var printer = VirtualPrinter()
        #expect(printer.receive(Job.image(rows: 2, containing: [0x10, 0x04, 1])).answers.isEmpty)
    }

    @Test func `a silent printer prints and answers nothing`() {
        var printer = VirtualPrinter()
        _ = printer.set(.silent)
        let output = printer.receive(
            Job.receipt("quiet") + Job.identifier("0001") + Job.askRealTime(1) + Job.watchAll
        )
        #expect(output.answers.isEmpty)
        #expect(output.receipts.map(\.text) == ["quiet\n"])
    }

    @Test func `lost answers are those in turn`() {
        var printer = VirtualPrinter()
        _ = printer.set(.losesAnswers)
        let output = printer.receive(
            Job.receipt("kept") + Job.identifier("0001") + Job.askPaperInTurn + Job.askRealTime(1)
        )
        #expect(output.answers == [0x12])
        #expect(output.receipts.map(\.text) == ["kept\n"])
        _ = printer.clear(.losesAnswers)
        #expect(printer.receive(Job.identifier("0002")).answers == Job.proof(of: "0002"))
    }

    @Test func `garbage is no answer, and the same each time`() {
        var first = VirtualPrinter()
        var second = VirtualPrinter()
        _ = first.set(.garbage)
        _ = second.set(.garbage)
        let question = Job.identifier("0001") + Job.askRealTime(1)
        let answer = first.receive(question).answers
        #expect(answer.count == 8 && answer != Job.proof(of: "0001") + [0x12])
        #expect(second.receive(question).answers == answer)
    }

    @Test func `a printer that dies forgets all and tears off what it printed`() {
        var printer = VirtualPrinter()
        let job = Job.initialise + Job.text("half") + Job.text("rest") + Job.cut
        _ = printer.set(.diesAfter(bytes: 9))
        let output = printer.receive(job)
        #expect(output.hasDied)
        #expect(output.receipts.map(\.text) == ["half\nre\n"])
        #expect(output.receipts.map(\.isTorn) == [true])
        #expect(printer.faults.isEmpty, "the power is back")
        #expect(printer.receive(Job.receipt("new")).receipts.map(\.text) == ["new\n"])
    }

    @Test func `a slow printer needs time, and proves what is done`() {
        var printer = VirtualPrinter()
        _ = printer.set(.slow)
        // Two lines of 30 dots at 80 dots a second.
        #expect(
            printer.receive(Job.text("a") + Job.text("b") + Job.identifier("0001")).answers.isEmpty
        )
        #expect(printer.advance(milliseconds: 400).answers.isEmpty)
        #expect(printer.isMoving)
        #expect(printer.advance(milliseconds: 400).answers == Job.proof(of: "0001"))
        #expect(!printer.isMoving)
    }

    @Test func `the buffer is finite`() {
        var model = PrinterModel()
        model.receiveBufferBytes = 100
        var printer = VirtualPrinter(model)
        _ = printer.set(.offline)
        _ = printer.receive(Array("twenty bytes of text".utf8))
        #expect(printer.freeBytes == 80)
        _ = printer.clear(.offline)
        #expect(printer.freeBytes == 100)
    }
}
