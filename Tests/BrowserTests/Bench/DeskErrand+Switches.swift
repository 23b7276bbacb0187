import LobbyScreen
import TestSupport
import Testing
import WebDriver

/// What stands in the head of the page: programs, the network, the screen.
extension DeskErrand {
    static let switches = [
        DeskErrand("the lobby screen opens in a window of its own", [.screen]) { desk in
            let address = await desk.address
            try await desk.page.press(.screen)
            try await waitUntil("another window shows the screen") {
                try await desk.page.browser.otherAddresses() == [address]
            }
            try await desk.page.browser.closeOthers()
        },
        DeskErrand("the kiosk is switched off and on", [.kiosk]) { desk in
            try await desk.page.set(.kiosk, isOn: false)
            try await desk.lobbyPage.waitForOver(.link)
            try await desk.page.waitFor("without power", in: .switches)
            #expect(try await !desk.page.offers(.plug))
            #expect(try await !desk.page.offers(.screen))
            try await desk.page.set(.kiosk, isOn: true)
            try await desk.lobbyPage.waitForRest()
            try await desk.page.waitFor("waits for a card", in: .switches)
        },
        DeskErrand("the kiosk's plug is pulled in a visit", [.plug, .kiosk]) { desk in
            try await desk.insertCard()
            try await desk.lobbyPage.waitFor(.accounts)
            try await desk.page.press(.plug)
            try await desk.lobbyPage.waitForOver(.link)
            try await desk.page.waitFor("The kiosk lost its power.", in: .news)
            try await desk.page.set(.kiosk, isOn: true)
            // The card lies there still.
            try await desk.lobbyPage.waitFor(.accounts)
            try await desk.removeCard()
            try await desk.lobbyPage.waitFor(.attract)
        },
    ]
}
