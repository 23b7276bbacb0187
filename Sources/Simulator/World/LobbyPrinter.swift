import ReceiptPrinting
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

    private static let isGone = PrintError.missing("/dev/usb/lp0")

    fileprivate func print() -> PrintOutcome {
        let (condition, strike) = state.withLock { state in
            state.isMet = true
            return (state.condition, state.strike)
        }
        switch condition {
        case .sound: return .printed(.paperAnswer)
        case .unplugged: return .notPrinted(Self.isGone)
        case .withoutPaper, .paperEnds: return .unknown(.fault)
        case .strikes:
            strike()
            return .unknown(.noAnswer)
        }
    }

    fileprivate func paperState() throws(PrintError) -> PaperState {
        let condition = state.withLock { state in
            if state.condition == .unplugged || state.condition == .withoutPaper {
                state.isMet = true
            }
            return state.condition
        }
        switch condition {
        case .sound, .strikes: return .present
        case .paperEnds: return .nearEnd
        case .withoutPaper: return .out
        case .unplugged: throw Self.isGone
        }
    }

    private struct Port: ReceiptPort {
        let printer: LobbyPrinter
        func print(_ job: [UInt8]) -> PrintOutcome { printer.print() }
        func paperState() throws(PrintError) -> PaperState { try printer.paperState() }
    }
}
