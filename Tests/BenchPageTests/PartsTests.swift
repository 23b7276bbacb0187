import Demonstration
import Foundation
import TestSupport
import Testing
import VirtualDevices
import VirtualPrinters

@testable import BenchPage

/// The small things on the desk.
@Suite struct PartsTests {
    @Test(
        arguments: [
            (BenchAction("putOn", name: "101"), BenchDeed.putOn(ReadyCard.all[0])),
            (BenchAction("takeOff"), .takeOff),
            (BenchAction("tear", name: "after"), .tear(.after)),
            (BenchAction("tear"), .tear(nil)),
            (
                BenchAction("meter", name: "blank", meter: "202400002103"),
                .visit(ReadyCard.all[2].meters[0], with: ReadyCard.all[3])
            ),
            (
                BenchAction("use", meter: "202400000101", days: 7),
                .use(ReadyCard.all[0].meters[0], days: 7)
            ),
            (
                BenchAction("printerFault", name: "dies-after 300", isOn: true),
                .printer(.diesAfter(bytes: 300), isOn: true)
            ),
            (BenchAction("printerPower"), .printerPower),
            (BenchAction("tearOff"), .tearOff),
            (BenchAction("network", isOn: false), .network(isOn: false)),
            (BenchAction("ledger", isOn: true), .program(.ledger, isOn: true)),
            (BenchAction("kiosk", isOn: false), .program(.kiosk, isOn: false)),
            (BenchAction("kioskPowerCut"), .cutPower),
            (BenchAction("office"), .office),
            (BenchAction("note", fen: 2_000), .note(fen: 2_000)),
            (BenchAction("acceptorFault", name: "jam", isOn: true), .acceptor("jam", isOn: true)),
            (BenchAction("acceptorPower"), .acceptorPower),
            (BenchAction("pay", name: "K7"), .pay("K7")),
            (BenchAction("behaviour", name: "silent"), .behaviour("silent")),
        ]
    )
    func `an action is what its words say`(action: BenchAction, deed: BenchDeed) {
        #expect(action.deed == deed)
    }

    @Test(
        arguments: [
            BenchAction("fly"), BenchAction("putOn"), BenchAction("putOn", name: "999"),
            BenchAction("meter", name: "101"), BenchAction("use", meter: "202400000101"),
            BenchAction("use", meter: "202400000101", days: 0),
            BenchAction("use", meter: "202400000101", days: 367),
            BenchAction("printerFault", name: "rust", isOn: true),
            BenchAction("printerFault", name: "cover"), BenchAction("network"),
            BenchAction("note"), BenchAction("pay"),
        ]
    )
    func `an action that lacks something is none`(action: BenchAction) {
        #expect(action.deed == nil)
    }

    @Test(arguments: [(1, "8.00"), (7, "56.00"), (366, "2928.00")])
    func `days are counted in kWh`(days: Int, text: String) {
        #expect(ReadyCard.all[0].meters[0].dailyUse.text(times: days) == text)
    }

    @Test func `a quantity keeps the zeros behind its point`() {
        #expect(Decimals(count: 1_005, digits: 3).text(times: 1) == "1.005")
        #expect(Decimals(count: 5, digits: 2).text(times: 1) == "0.05")
    }

    @Test func `a tear befalls the next commit, once`() {
        let tear = ArmedTear()
        let (commit, write): ([UInt8], [UInt8]) = ([0x90, 0xC7, 0, 0, 0], [0x90, 0x3D, 0, 0, 0])
        #expect(tear.befalls(commit) == .none)
        tear.arm(.after)
        #expect(tear.befalls(write) == .none)
        #expect(tear.armed == .after)
        #expect(tear.befalls(commit) == .dropAfterExecuting)
        #expect(tear.armed == nil)
        #expect(tear.befalls(commit) == .none)
        tear.arm(.before)
        #expect(tear.befalls(commit) == .dropBeforeExecuting)
    }

    @Test func `the paper shows what came out since it was torn off, the newest first`() throws {
        let folder = TemporaryFolder()
        func printed(_ name: String) throws {
            try folder.write("picture of \(name)", to: "\(name).png")
            try folder.write("bytes", to: "\(name).escpos")
        }
        try printed("receipt-0001")
        var roll = ReceiptRoll(folder.path)
        #expect(roll.pieces.isEmpty)
        try printed("receipt-0002")
        try printed("receipt-0003-torn")
        #expect(roll.pieces.map(\.name) == ["receipt-0003-torn", "receipt-0002"])
        #expect(roll.pieces.map(\.isTorn) == [true, false])
        #expect(roll.picture(of: "receipt-0002") == Array("picture of receipt-0002".utf8))
        #expect(roll.picture(of: "receipt-0001") == nil)
        #expect(roll.picture(of: "../receipt-0002") == nil)
        roll.tearOff()
        #expect(roll.pieces.isEmpty)
        #expect(try folder.names().contains("receipt-0002.png"))
    }
}
