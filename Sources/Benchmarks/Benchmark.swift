import LobbyScreen
import Prepayment
import SmartCards
import VirtualAcceptors

/// One thing that is measured.
///
/// To add one, write a file with a value of this type and name it in `all`.
struct Benchmark: Sendable {
    /// What is given on the command line to run this one alone.
    let name: String
    /// It takes so long that it is left out where nothing is named.
    var isOnlyByName = false
    /// Measures; throws an `Obstacle` of the virtual reader where this machine lacks what it needs.
    let run: @Sendable () async throws -> [Row]

    static let all: [Benchmark] = [
        .apdu, .topUpAPDUs, .saleOverhead, .ready, .memory, .journal, .cardConversation, .receipt,
        .ledger, .ledgerVerify, .ledgerGrowth, .screen, .page, .soak,
    ]
}

/// One measured number, with all that is needed to judge it.
struct Row: Codable, Sendable {
    let name: String
    let value: Double
    let unit: String
    /// How many single measurements the value stands for.
    let runs: Int
    var conditions: String
    /// The value should not be above this.
    var aim: Double?
}

/// A reason for a benchmark to give no result.
enum BenchmarkFailure: Error {
    case plainLoop(code: Int)
    case noAnswer(TransmitOutcome)
    case systemCall(String, errno: Int32)
    /// The program ended, or was silent, before it was ready.
    case notReady(String)
    /// The ledger answered a batch with something else than “accepted”.
    case refused(status: String)
    /// The book does not show what was sent.
    case bookDiffers(String)
    case saleRefused(status: Int, body: String)
    case notWritten(SaleOutcome)
    case notPrinted(reason: String)
    case notLoaded(LoadOutcome, ReadBack)
    /// The screen went another way.
    case otherScreen(Screen.Kind, wanted: Screen.Kind)
    /// The virtual acceptor did not take a note.
    case noteRefused(InsertAnswer)
}
