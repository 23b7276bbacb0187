import Testing

@testable import ReceiptPrinters

/// The mixed stream, sorted.
struct PrinterAnswersTests {
    @Test(
        arguments: [
            ([0x12], [.realTime(0x12)]), ([0x7E], [.realTime(0x7E)]),
            ([0x10, 0, 0x03, 0], [.automatic([0x10, 0, 0x03, 0])]),
            ([0x00], [.inTurn(0x00)]), ([0x0F], [.inTurn(0x0F)]),
            (
                [0x37, 0x22, 0x30, 0x30, 0x30, 0x31, 0],
                [.block(identifier: 0x37, text: [0x22, 0x30, 0x30, 0x30, 0x31])]
            ),
            ([0x37, 0x25, 0], [.block(identifier: 0x37, text: [0x25])]),
            // Flow control, also within a block and within an automatic status.
            ([0x13, 0x11, 0x1E], [.realTime(0x1E)]),
            ([0x5F, 0x45, 0x13, 0x50, 0x11, 0], [.block(identifier: 0x5F, text: [0x45, 0x50])]),
            ([0x18, 0x11, 0, 0x0F, 0x13, 0], [.automatic([0x18, 0, 0x0F, 0])]),
            // A block that holds what looks like answers.
            (
                [0x37, 0x22, 0x12, 0x12, 0x00, 0x7E],
                [.block(identifier: 0x37, text: [0x22, 0x12, 0x12]), .realTime(0x7E)]
            ),
            // An automatic status that was broken off.
            ([0x10, 0x00, 0x12], [.realTime(0x12)]),
            ([0x10, 0x10, 0, 0, 0], [.automatic([0x10, 0, 0, 0])]),
            // Noise.
            ([0x80, 0x99, 0xFF, 0x12], [.realTime(0x12)]),
            // What a presenter says looks like an automatic status to whoever did not ask.
            ([0x10, 0x0F, 0x20, 0x00], [.automatic([0x10, 0x0F, 0x20, 0])]),
        ] as [([UInt8], [PrinterAnswer])]
    )
    func `answers are told by their first byte, in any pieces`(
        bytes: [UInt8],
        expected: [PrinterAnswer]
    ) {
        var whole = PrinterAnswers()
        #expect(whole.receive(bytes) == expected)
        var torn = PrinterAnswers()
        #expect(bytes.flatMap { torn.receive([$0]) } == expected)
    }

    @Test func `a presenter's six bytes are taken while they are expected`() {
        var answers = PrinterAnswers()
        answers.isFullStatusExpected = true
        // The last two are flow control elsewhere.
        let full: [UInt8] = [0x10, 0x0F, 0x21, 0x00, 0x11, 0x13]
        #expect(answers.receive(full) == [.full(full)])
        #expect(answers.receive([0x10, 0x00, 0x00, 0x00]) == [.automatic([0x10, 0, 0, 0])])
    }

    @Test func `a block without end is noise`() {
        var answers = PrinterAnswers()
        #expect(answers.receive([UInt8](repeating: 0x37, count: 129)).isEmpty)
        #expect(answers.receive([0x12]) == [.realTime(0x12)])
    }

    @Test(
        arguments: [
            ([0x10, 0, 0, 0], nil), ([0x10, 0, 0x03, 0], nil), ([0x18, 0, 0x0F, 0], .paperOut),
            ([0x38, 0, 0, 0], .coverOpen), ([0x18, 0, 0, 0], .offline),
            ([0x18, 0x08, 0, 0], .cutter),
            ([0x18, 0x20, 0, 0], .unrecoverable), ([0x18, 0x04, 0, 0], .error),
            ([0x10, 0x40, 0, 0], .hot), ([0x14, 0, 0, 0], nil),
        ] as [([UInt8], PrinterFault?)]
    )
    func `an automatic status names the fault`(bytes: [UInt8], fault: PrinterFault?) {
        var status = PrinterStatus()
        status.apply(automatic: bytes)
        #expect(status.fault == fault)
    }

    @Test(
        arguments: [
            ([0x10, 0x0F, 0, 0, 0, 0], nil), ([0x10, 0x0F, 0x01, 0, 0, 0], .paperOut),
            ([0x10, 0x0F, 0x24, 0, 0, 0], nil), ([0x10, 0x0F, 0, 0x02, 0, 0], .coverOpen),
            ([0x10, 0x0F, 0, 0, 0x01, 0], .hot), ([0x10, 0x0F, 0, 0, 0x40, 0], .error),
            ([0x10, 0x0F, 0, 0, 0, 0x01], .unrecoverable),
        ] as [([UInt8], PrinterFault?)]
    )
    func `a presenter's status names the fault`(bytes: [UInt8], fault: PrinterFault?) {
        var status = PrinterStatus()
        status.apply(full: bytes)
        #expect(status.fault == fault)
        #expect(status.isTicketWaiting == (bytes[2] & 0x20 != 0))
    }
}
