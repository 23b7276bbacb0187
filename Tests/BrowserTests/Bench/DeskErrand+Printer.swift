import Foundation
import LobbyScreen
import Synchronization
import TestSupport
import Testing

@testable import BenchPage

/// What can go wrong with the receipt printer. What it prints here is the report of a day's end.
extension DeskErrand {
    static let printer =
        BenchSnapshot().printerFaultNames.filter { $0 != "slow" }.map(broken) + [slowAndOff]

    /// What a fault comes to.
    private enum Effect {
        /// The screen says it before money.
        case saidBefore
        /// Paper comes out all the same.
        case prints
        /// Paper comes out, and the kiosk goes on asking whether it did.
        case printsUnproved
        /// The screen says it from the next cut on.
        case saidBehindCut
        /// The slip is torn off.
        case breaksOff
    }

    private static func effect(of fault: String) -> Effect {
        switch fault {
        case "paper-out", "cover", "offline", "hot": .saidBefore
        case "near-end": .prints
        case "silent", "garbage", "loses-answers": .printsUnproved
        case "cutter": .saidBehindCut
        case "dies-after 300": .breaksOff
        default: preconditionFailure("nothing is known of \(fault)")
        }
    }

    private static func broken(_ fault: String) -> DeskErrand {
        let key = DeskControl.printer(fault)
        return DeskErrand("the printer is broken: \(fault)", [key]) { desk in
            try await desk.page.set(key, isOn: true)
            let words = fault.replacingOccurrences(of: "-", with: " ")
            try await desk.page.waitFor(words, in: .printer)
            let effect = effect(of: fault)
            guard effect != .saidBefore else {
                try await desk.lobbyPage.waitForText("打印机暂不能打印")
                try await desk.page.set(key, isOn: false)
                return try await desk.lobbyPage.waitForRest()
            }
            let isReported = Mutex(false)
            async let report: Void = {
                try await desk.run("kiosk", "day", "close")
                isReported.withLock { $0 = true }
            }()
            switch effect {
            case .saidBefore, .prints:
                try await desk.page.waitForReceipt()
                #expect(try await !desk.lobbyPage.text.contains("打印机暂不能打印"))
            case .printsUnproved:
                try await desk.page.waitForReceipt()
                let isProved = isReported.withLock { $0 }
                #expect(!isProved)
            case .saidBehindCut:
                try await desk.lobbyPage.waitForText("打印机暂不能打印")
            case .breaksOff:
                try await desk.page.waitForReceipt(isTorn: true)
            }
            if try await desk.page.isOn(key) { try await desk.page.set(key, isOn: false) }
            try await report
            if effect != .breaksOff { try await desk.page.waitForReceipt() }
            try await desk.lobbyPage.waitForRest()
        }
    }

    private static let slowAndOff = DeskErrand(
        "the printer is slow, and is switched off and on while it prints",
        [.printer("slow"), .printerPower]
    ) { desk in
        try await desk.page.set(.printer("slow"), isOn: true)
        let start = ContinuousClock.now
        async let report = desk.run("kiosk", "day", "close")
        // Every other report is out by then.
        try await waitUntil("three seconds pass") { .now - start > .seconds(3) }
        #expect(try await !desk.page.offers(.tearOff))
        try await desk.page.press(.printerPower)
        try await desk.page.waitForReceipt(isTorn: true)
        try await desk.page.set(.printer("slow"), isOn: false)
        _ = try await report
    }
}
