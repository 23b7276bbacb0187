import KioskService
import LobbySamples
import LobbyScreen
import Prepayment
import Synchronization

/// Acceptor, provider and sale desk as a script: they note what they are asked for, and either do it
/// at once or leave the answers to the test.
final class ScriptedPorts: PaymentPort, LobbySalePort {
    /// Who answers.
    enum Manner: Sendable {
        /// These ports, at once and well.
        case willing
        /// The test, by the desk's events.
        case silent
    }

    private struct State {
        var asked: [String] = []
        var payment: UInt32 = 0
        var tell: (@Sendable (LobbyEvent) async -> Void)?
        var isReleased = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let manner: Manner
    private let state = Mutex(State())

    init(_ manner: Manner) { self.manner = manner }

    /// All that was asked for, in its order.
    var asked: [String] { state.withLock { $0.asked } }
    /// The number of the payment that was started last.
    var payment: UInt32 { state.withLock { $0.payment } }

    /// Names whom the answers are told to.
    func answer(to tell: @escaping @Sendable (LobbyEvent) async -> Void) {
        state.withLock { $0.tell = tell }
    }

    /// Lets go of all that waits for an answer which the test gave, so that the desk can end.
    func release() {
        let waiting = state.withLock { state in
            state.isReleased = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func start(_ payment: Payment) async {
        state.withLock { $0.payment = payment.number }
        let code = payment.means == .code ? "weixin://wxpay/bizpayurl?pr=\(payment.number)" : nil
        await note(
            "start \(payment.number)",
            .paymentReady(payment: payment.number, code: code)
        )
    }

    func stop(_ payment: UInt32) async {
        await note("stop \(payment)", .paymentStopped(payment: payment))
    }

    func giveBack(_ amount: Money, of payment: UInt32) async {
        await note("give back \(amount) of \(payment)", .moneyGivenBack(amount))
    }

    func hold(_ amount: Money, of payment: UInt32) async {
        await note("hold \(amount) of \(payment)", .moneyHeld(amount))
    }

    func sell(_ order: SaleOrder) async -> SaleVerdict {
        await wait("sell \(order.amount)")
        return manner == .willing ? .sold(Visitor.completed()) : .notSold
    }

    func settle(_ open: OpenSale) async -> SettleVerdict {
        await wait("settle \(open.sale)")
        return manner == .willing ? .settled(Visitor.completed()) : .open(.later)
    }

    func printCopy(_ sale: SaleIdentifier) async -> ReceiptOutcome {
        await wait("print \(sale)")
        return .printed
    }

    private func note(_ order: String, _ answer: LobbyEvent) async {
        let tell = state.withLock { state in
            state.asked.append(order)
            return state.tell
        }
        if manner == .willing { await tell?(answer) }
    }

    private func wait(_ order: String) async {
        state.withLock { $0.asked.append(order) }
        guard manner == .silent else { return }
        await withCheckedContinuation { continuation in
            let isReleased = state.withLock { state in
                if !state.isReleased { state.waiting.append(continuation) }
                return state.isReleased
            }
            if isReleased { continuation.resume() }
        }
    }
}
