import ReceiptPrinters
import Synchronization

/// A kiosk's printer: one that answers, and that a visit finds as the dice want.
final class LobbyPrinter: Sendable {
    enum Condition: Sendable {
        case sound
        case unplugged
        case withoutPaper
        /// There is paper when it is asked for, and it ends in the receipt.
        case paperEnds
        /// The power fails while it prints.
        case strikes
    }

    private struct State {
        var condition = Condition.sound
        var isMet = false
        var strike: @Sendable () -> Void = {}
    }

    private let state = Mutex(State())

    /// Whether a program came to know of the condition.
    var isMet: Bool { state.withLock { $0.isMet } }
    var port: any ReceiptPort { Port(printer: self) }

    func become(_ condition: Condition, strike: @escaping @Sendable () -> Void = {}) {
        state.withLock { $0 = State(condition: condition, strike: strike) }
    }

    private static let isGone = PrinterFault.link(.missing("/dev/usb/lp0"))

    private func print() -> PrintOutcome {
        let (condition, strike) = state.withLock { state in
            state.isMet = true
            return (state.condition, state.strike)
        }
        switch condition {
        case .sound: return .printed(.paperAnswer)
        case .unplugged: return .notPrinted(Self.isGone)
        case .withoutPaper, .paperEnds: return .unknown(.paperOut)
        case .strikes:
            strike()
            return .unknown(.silent)
        }
    }

    private func check() -> PrinterCondition {
        let condition = state.withLock { state in
            if state.condition == .unplugged || state.condition == .withoutPaper {
                state.isMet = true
            }
            return state.condition
        }
        switch condition {
        case .sound, .strikes, .paperEnds: return .ready(PrinterStatus())
        case .withoutPaper: return .fault(.paperOut)
        case .unplugged: return .fault(Self.isGone)
        }
    }

    private struct Port: ReceiptPort {
        let printer: LobbyPrinter
        var condition: PrinterCondition { printer.check() }
        var identity: PrinterIdentity? { nil }
        func check() async -> PrinterCondition { printer.check() }
        func print(
            _ page: PrintedPage,
            patience: Duration,
            copy: @escaping @Sendable () -> PrintedPage
        ) async -> PrintOutcome { printer.print() }
        func stop() async {}
    }
}
