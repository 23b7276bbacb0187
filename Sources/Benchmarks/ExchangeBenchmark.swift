import CPlainCardLoop
import SmartCards
import TestSupport

extension Benchmark {
    /// One exchange with a card through `CardLink`, over the same one in a plain C loop.
    ///
    /// Both sides take turns on the same reader and card, so that what else the machine does falls
    /// on both. The card answers at once: what is measured is this program, pcscd and the driver.
    static let apdu = Benchmark(name: "apdu") {
        if let obstacle = VirtualReaderDaemon.obstacle { throw obstacle }
        return try await VirtualReaderDaemon.exclusive { _ in
            let card = try ScriptedCard()
            defer { card.remove() }
            let reader = try CardReaders().waitForCard(timeoutMilliseconds: 5_000)
            var samples = ExchangeSamples()
            for _ in 0..<ExchangeSamples.roundCount { try samples.addRound(reader: reader) }
            return samples.rows
        }
    }
}

private struct ExchangeSamples {
    static let roundCount = 10
    static let exchangesPerRound = 400
    /// GetVersion of DESFire in its ISO wrapping.
    static let command: [UInt8] = [0x90, 0x60, 0x00, 0x00, 0x00]

    private var plain: [UInt64] = []
    private var link: [UInt64] = []

    mutating func addRound(reader: String) throws {
        plain += try Self.plainRound(reader: reader)
        link += try Self.linkRound(reader: reader)
    }

    private static func plainRound(reader: String) throws -> [UInt64] {
        var nanoseconds = [UInt64](repeating: 0, count: exchangesPerRound)
        let code = plain_card_loop(
            reader,
            command,
            command.count,
            exchangesPerRound,
            &nanoseconds
        )
        guard code == 0 else { throw BenchmarkFailure.plainLoop(code: code) }
        return nanoseconds
    }

    private static func linkRound(reader: String) throws -> [UInt64] {
        let link = try CardLink(reader: reader)
        defer { link.disconnect() }
        return try (0..<exchangesPerRound).map { _ in
            let start = monotonicNanoseconds()
            let outcome = link.transmit(command)
            let end = monotonicNanoseconds()
            guard case .response = outcome else { throw BenchmarkFailure.noAnswer(outcome) }
            return end - start
        }
    }

    var rows: [Row] {
        let runs = Self.roundCount * Self.exchangesPerRound
        let conditions =
            "\(Self.command.count)-byte command, card answering at once through "
            + "pcscd's virtual reader, \(Self.roundCount) rounds in turn"
        return [
            .median("apdu: CardLink", of: link, in: .microseconds, conditions),
            .median("apdu: plain C loop", of: plain, in: .microseconds, conditions),
            Row(
                name: "apdu: CardLink over plain C",
                value: link.median / plain.median,
                unit: "ratio",
                runs: runs,
                conditions: "of the medians",
                aim: 1.05
            ),
        ]
    }
}
