import CPlainCardLoop
import Glibc
import SmartCards
import TestSupport

extension Benchmark {
    /// One exchange with a card through `CardLink`, over the same one in a plain C loop.
    ///
    /// Both sides take turns on the same reader and card, so that what else the machine does falls
    /// on both. The card answers at once: what is measured is this program, pcscd and the driver.
    static let apdu = Benchmark(name: "apdu") {
        try await VirtualReaderDaemon.exclusive { _ in
            let card = try ScriptedCard()
            defer { card.remove() }
            let reader = try CardReaders().waitForCard(timeoutMilliseconds: 5_000)
            var samples = ExchangeSamples()
            for _ in 0..<ExchangeSamples.roundCount { try samples.addRound(reader: reader) }
            return samples.rows
        }
    }
}

/// A reason for a benchmark to give no result.
enum BenchmarkFailure: Error {
    case plainLoop(code: Int)
    case noAnswer(TransmitOutcome)
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
            let start = now()
            let outcome = link.transmit(command)
            let end = now()
            guard case .response = outcome else { throw BenchmarkFailure.noAnswer(outcome) }
            return end - start
        }
    }

    /// The clock of the plain loop.
    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    var rows: [Row] {
        let (link, plain) = (link.median / 1_000, plain.median / 1_000)
        let runs = Self.roundCount * Self.exchangesPerRound
        let conditions =
            "\(Self.command.count)-byte command, card answering at once through "
            + "pcscd's virtual reader, \(Self.roundCount) rounds in turn"
        return [
            Row(
                name: "apdu: CardLink, median",
                value: link,
                unit: "µs",
                runs: runs,
                conditions: conditions
            ),
            Row(
                name: "apdu: plain C loop, median",
                value: plain,
                unit: "µs",
                runs: runs,
                conditions: conditions
            ),
            Row(
                name: "apdu: CardLink over plain C",
                value: link / plain,
                unit: "ratio",
                runs: runs,
                conditions: "at most 1.05 is the aim"
            ),
        ]
    }
}
