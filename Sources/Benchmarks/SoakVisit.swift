import LobbyScreen

/// One of the visits of a day.
struct SoakVisit: Sendable {
    private enum Wish {
        case look
        case topUp
        case lookAtHistory
        case readEnglish
        case largePrint
        /// They think longer than the screen waits.
        case think
    }

    let number: Int

    /// Three in ten pay. Who thinks takes twenty seconds, so there are few.
    private var wish: Wish {
        if number % 60 == 30 { return .think }
        return switch number % 10 {
        case 1, 4, 7: .topUp
        case 2, 8: .lookAtHistory
        case 5: .readEnglish
        case 9: .largePrint
        default: .look
        }
    }

    func run(_ lobby: SoakLobby, _ page: SoakPage) async throws {
        try await lobby.putOn()
        try await page.see(.accounts)
        switch wish {
        case .look:
            break
        case .topUp:
            try await topUp(lobby, page)
        case .lookAtHistory:
            try await page.touch("history", #","account":0"#)
            try await page.see(.history)
            try await page.touch("back")
            try await page.see(.accounts)
        case .readEnglish:
            try await page.touch("language", #","language":"en""#)
        case .largePrint:
            try await page.touch(key: "accessible")
        case .think:
            try await page.seeCountdown()
            try await page.touch("moreTime")
            try await page.see(.accounts)
        }
        try await lobby.takeOff()
        if wish == .topUp {
            // Without paper the receipt stands there until it is put away.
            try await page.touch("leave")
            try await lobby.meterTakes()
        }
        try await page.see(.attract)
    }

    private func topUp(_ lobby: SoakLobby, _ page: SoakPage) async throws {
        try await page.touch("topUp", #","account":0"#)
        try await page.see(.amount)
        try await page.touch("amount", #","fen":10000"#)
        try await page.see(.quote)
        try await page.touch("pay", #","means":"cash""#)
        try await page.see(.notice)
        try await page.touch("agree")
        try await page.see(.paying)
        try await lobby.insert(noteFen: 10_000)
        try await page.see(.done)
    }
}
