import BenchPage
import Demonstration
import DeviceThreads
import Foundation
import Prepayment
import TestSupport
import Testing
import WebDriver

@testable import BenchProgram

/// What `bench all` sets up, with one browser before the bench page and one before the lobby's screen:
/// all that is done is done by pressing what the bench page shows.
struct Desk: LobbyUnderTest {
    let page: DeskPage
    let lobbyPage: LobbyPage
    let folder: WorkingFolder
    private let errands: DeviceWorker
    /// The card that is put on.
    var card = "101"

    /// Starts everything, lends it, and ends all that was started, whatever happens.
    static func with(_ body: (Desk) async throws -> Void) async throws {
        let place = TemporaryFolder()
        let folder = WorkingFolder(
            place.path,
            programs: TestedPackage.programs.path(),
            project: TestedPackage.folder.path()
        )
        var settings = Bench.Settings(folder: folder, port: 0)
        let money = try VirtualMoney(in: folder.path)
        (settings.notes, settings.wallet) = (money.notes, money.wallet)
        settings.kioskLines = money.kioskLines
        settings.kioskLines["port: 8471"] = "        port: \(try Loopback.freePort()),"
        settings.kioskLines["intervalSeconds: "] = "        intervalSeconds: 1,"
        settings.ledgerLines = [
            "port: 8470": "    port: \(try Loopback.freePort()),",
            "port: 8469": "        port: \(try Loopback.freePort()),",
        ]
        async let notes: Void = money.takeNotes()
        let result = await Result {
            let bench = try await Bench.start(settings) { _ in }
            let result = await Result { try await look(at: bench, in: folder, body) }
            await bench.stop()
            try result.get()
        }
        await money.stop()
        await notes
        try result.get()
    }

    private static func look(
        at bench: Bench,
        in folder: WorkingFolder,
        _ body: (Desk) async throws -> Void
    ) async throws {
        try await Browser.with(ScreenSize(1440, 900)) { browser in
            try await browser.open(bench.address)
            let page = DeskPage(browser: browser)
            try await Browser.with(Panel.upright.size) { lobbyBrowser in
                let desk = Desk(
                    page: page,
                    lobbyPage: LobbyPage(browser: lobbyBrowser),
                    folder: folder,
                    errands: DeviceWorker(name: "office window")
                )
                try await desk.lobbyPage.open(desk)
                try await body(desk)
                // The pages would complain of servers that end.
                try await desk.lobbyPage.leave()
            }
            try await browser.open("about:blank")
        }
    }

    /// As the bench page's link has it.
    var address: String {
        get async {
            let script = "return document.querySelector('a[data-name=screen]')?.href ?? ''"
            let address = try? await page.browser.run(script, for: String.self)
            return address ?? ""
        }
    }

    func insertCard() async throws { try await page.press(.reader(card)) }

    func removeCard() async throws {
        try await page.press(.reader(card))
        try await waitUntil("the card is at hand") {
            try await !page.text(.cards).contains("on the lobby reader")
        }
    }

    func putIn(_ amount: Money) async throws {
        try await page.press(.note(yuan: Int(amount.fen / 100)))
    }

    func payCode(_ amount: Money) async throws { try await page.press(.pay) }

    func setPaper(isThere: Bool) async throws {
        try await page.set(.printer("paper-out"), isOn: !isThere)
    }

    func restart() async throws {
        try await page.press(.plug)
        try await page.set(.kiosk, isOn: true)
    }

    /// Runs a command of the office window to its good end; gives its output.
    @discardableResult
    func run(_ program: String, _ words: String...) async throws -> String {
        let folder = folder
        return try await errands.perform { try folder.run(program, words) }
    }

    /// Keeps a picture of the bench page beside those of the lobby's screens.
    func keepPicture(_ name: String) async throws {
        let folder = ScreenPictures.root.appending(path: "bench")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try await Data(page.browser.screenshot()).write(to: folder.appending(path: "\(name).png"))
    }

    /// Nobody is in the lobby, all runs, and nothing is broken.
    func rest() async throws {
        let left = """
            button.fault[aria-pressed=true]:not([data-name*=behaviour]), button.calm[aria-pressed=false], \
            .lever[aria-checked=false]:enabled, \
            .card.out button.main:enabled
            """
        try await waitUntil("everything is put right", within: .seconds(20)) {
            for key in try await page.browser.all(left) {
                do { try await page.browser.touch(key) } catch WebDriverError.refused { break }
            }
            return try await page.browser.all(left + ", .card.out, .lever:disabled").isEmpty
        }
        if try await page.offers(.tearOff) { try await page.press(.tearOff) }
        try await page.waitFor("Nothing hangs out of the printer.", in: .printer)
        try await lobbyPage.waitForRest()
    }
}
