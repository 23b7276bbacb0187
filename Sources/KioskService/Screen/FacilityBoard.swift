internal import LobbyScreen
internal import Synchronization

/// What works at the kiosk, put together from those who know a part of it.
final class FacilityBoard: Sendable {
    private struct State {
        var canPrint = false
        var payments = PaymentFacilities()
        var shown = Facilities.none
    }
    private let state = Mutex(State())
    private let changed: @Sendable (Facilities) -> Void

    /// `changed` hears of each change, in order, and must return at once.
    init(changed: @escaping @Sendable (Facilities) -> Void) { self.changed = changed }

    /// Receipts come out of the printer.
    func show(canPrint: Bool) { update { $0.canPrint = canPrint } }

    /// Ways to pay.
    func show(_ payments: PaymentFacilities) { update { $0.payments = payments } }

    /// Under the lock, or two changes could be told in the wrong order.
    private func update(_ change: (inout State) -> Void) {
        state.withLock { state in
            change(&state)
            let facilities = Facilities(
                canPrint: state.canPrint,
                cash: state.payments.cash,
                takesCode: state.payments.takesCode,
                smallestCash: state.payments.smallestCash
            )
            guard facilities != state.shown else { return }
            state.shown = facilities
            changed(facilities)
        }
    }
}
