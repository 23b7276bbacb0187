import SmartCards
import Testing
import VirtualDevices

@testable import VirtualCard

@Suite struct InProcessTransportTests {
    private static let select = hex("905A0000034230F500")
    private static let credit = hex("900C0000050205000000 00")
    private static let commit = hex("90C7000000")
    private static let value = hex("906C0000010200")

    private func transport(_ faults: @escaping CardFaults) -> InProcessTransport {
        var terminal = TestTerminal(application: 0x0F)
        terminal.send("CC 02 00 EEEE 00000000 64000000 07000000 00")
        terminal.card.powerOff()
        return InProcessTransport(card: terminal.card, faults: faults)
    }

    @Test func `commands are answered while the card lies on the reader`() {
        let transport = transport { _, _ in .none }
        #expect(transport.transmit(Self.select) == .response(hex("9100")))
        let generation = transport.generation
        transport.remove()
        #expect(transport.generation > generation)
        #expect(transport.transmit(Self.select) == .notSent(.cardRemoved))
        transport.tap()
        #expect(transport.transmit(Self.value) == .response(hex("919D")), "nothing is selected")
    }

    /// The fault of a commit, and the value that is found afterwards.
    @Test(arguments: [
        (CardFault.dropBeforeExecuting, "07000000"), (.dropAfterExecuting, "0C000000"),
    ])
    func `an answer that is lost leaves both outcomes possible`(
        _ row: (fault: CardFault, value: String)
    ) {
        let transport = transport { index, command in
            index == 2 && command == Self.commit ? row.fault : .none
        }
        #expect(transport.transmit(Self.select) == .response(hex("9100")))
        #expect(transport.transmit(Self.credit) == .response(hex("9100")))
        let generation = transport.generation
        #expect(transport.transmit(Self.commit) == .unknown(.cardRemoved))
        #expect(transport.generation == generation + 1)
        #expect(transport.transmit(Self.value) == .notSent(.cardRemoved))
        transport.tap()
        #expect(transport.transmit(Self.select) == .response(hex("9100")))
        #expect(transport.transmit(Self.value) == .response(hex(row.value + "9100")))
        #expect(transport.transmit(Self.value) == .response(hex(row.value + "9100")))
        #expect(transport.transmit(Self.commit) == .response(hex("910C")), "no shadow is left")
    }

    @Test func `memory shows what is committed`() {
        let transport = transport { _, _ in .none }
        let before = transport.memory
        _ = transport.transmit(Self.select)
        _ = transport.transmit(Self.credit)
        #expect(transport.memory == before)
        _ = transport.transmit(Self.commit)
        #expect(transport.memory != before)
    }
}
