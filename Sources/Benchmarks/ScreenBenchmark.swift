import LobbyScreen
import TestSupport

extension Benchmark {
    /// What the kiosk's own code adds between a card on the reader and its balance at the screen, and
    /// between the last money and “written” at the screen.
    ///
    /// From the event in the lobby to the snapshot's arrival at a client of the event stream, over
    /// HTTP, without the time inside the card. The journal in memory shows what is the disk's.
    static let screen = Benchmark(name: "screen") {
        var rows: [Row] = []
        for place in WorkFolder.Place.allCases {
            let visits = try await WorkFolder.temporary(on: place) { folder in
                try await measuredVisits(in: folder)
            }
            rows += visits.rows(journal: place)
        }
        return rows
    }

    private static let visitCount = 400

    private struct Visits {
        var tapToBalance: [UInt64] = []
        var moneyToWritten: [UInt64] = []

        func rows(journal place: WorkFolder.Place) -> [Row] {
            let aim = place == .disk ? 50.0 : nil
            let tap = "screen: card to balance, journal \(place.words)"
            let sale = "screen: last money to written, journal \(place.words)"
            let conditions = "to the snapshot at an HTTP client, without the card's time"
            let withPrinter = conditions + ", printer /dev/null"
            return [
                .median(tap, of: tapToBalance, in: .milliseconds, conditions, aim: aim),
                .percentile99(tap, of: tapToBalance, in: .milliseconds, conditions, aim: aim),
                .median(sale, of: moneyToWritten, in: .milliseconds, withPrinter, aim: aim),
                .percentile99(sale, of: moneyToWritten, in: .milliseconds, withPrinter, aim: aim),
            ]
        }
    }

    private static func measuredVisits(in folder: WorkFolder) async throws -> Visits {
        let lobby = try await ScreenLobby(in: folder)
        var watcher = lobby.watcher()
        var visits = Visits()
        try await watcher.see(.attract)
        for number in 1...UInt32(visitCount) {
            visits.tapToBalance.append(
                try await lobby.withoutCardTime {
                    lobby.putOn()
                    return try await watcher.see(.accounts)
                }
            )
            try await lobby.goToPaying(&watcher)
            visits.moneyToWritten.append(
                try await lobby.withoutCardTime {
                    lobby.putIn(payment: number)
                    return try await watcher.see(.done)
                }
            )
            await lobby.leave()
            try await watcher.see(.attract)
            try lobby.meterTakes()
        }
        await lobby.stop()
        return visits
    }
}
