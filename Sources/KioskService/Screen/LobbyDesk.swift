public import LobbyScreen

/// Runs the visit at the screen: tells it what happens and when, does what it asks, and shows it to
/// whoever watches.
public actor LobbyDesk {
    private var session: LobbySession
    private var revision: UInt64 = 1
    private let sales: any LobbySalePort
    private let clock: @Sendable () -> Moment
    private let soundAlarm: @Sendable (Bool) -> Void
    private let paymentOrders: AsyncStream<LobbyEffect>.Continuation
    private let payments: Task<Void, Never>
    private var timer: Task<Void, Never>?
    /// A sale, a settlement or a copy: the session asks for one at a time.
    private var errand: Task<Void, Never>?
    private var watchers: [@Sendable (ScreenSnapshot) -> Void] = []

    /// Begins with nobody here. `run` names this start of the program. `alarm` is for a sounder of the
    /// kiosk; the page makes its own sound.
    public init(
        _ configuration: LobbyConfiguration,
        run: String,
        payments port: any PaymentPort,
        sales: any LobbySalePort,
        alarm: @escaping @Sendable (Bool) -> Void = { _ in },
        clock: @escaping @Sendable () -> Moment = LobbyDesk.steadyClock()
    ) {
        session = LobbySession(configuration, run: run, at: clock())
        (self.sales, self.clock, soundAlarm) = (sales, clock, alarm)
        let (orders, continuation) = AsyncStream.makeStream(of: LobbyEffect.self)
        paymentOrders = continuation
        // One after the other: a stop must not overtake its start.
        payments = Task { for await order in orders { await port.carryOut(order) } }
    }

    /// Milliseconds since now, on a clock that nobody sets.
    public static func steadyClock() -> @Sendable () -> Moment {
        let start = ContinuousClock.now
        return {
            let (seconds, attoseconds) = start.duration(to: .now).components
            return Moment(milliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
        }
    }

    /// What the page shows now.
    public var snapshot: ScreenSnapshot { session.snapshot(revision: revision, at: clock()) }

    /// Calls `watcher` with every later snapshot, in order; it must return at once.
    public func watch(_ watcher: @escaping @Sendable (ScreenSnapshot) -> Void) -> ScreenSnapshot {
        watchers.append(watcher)
        return snapshot
    }

    /// Something happened.
    public func take(_ event: LobbyEvent) { carryOut(session.handle(event, at: clock())) }

    /// The page posted a touch.
    public func take(_ request: ScreenRequest) -> ScreenAnswer {
        let (answer, effects) = session.handle(request, at: clock())
        carryOut(effects)
        return answer
    }

    /// Ends: a sale that runs is waited for, then no time passes any more, and the payment port is
    /// given nothing new.
    public func stop() async {
        await errand?.value
        timer?.cancel()
        paymentOrders.finish()
        await payments.value
    }

    private func carryOut(_ effects: [LobbyEffect]) {
        for effect in effects {
            switch effect {
            case .show: show()
            case .startPayment, .stopPayment, .giveBack, .hold: paymentOrders.yield(effect)
            case .sell(let order):
                errand = Task { take(.saleEnded(key: order.key, await sales.sell(order))) }
            case .settle(let open):
                errand = Task { take(.settleEnded(await sales.settle(open))) }
            case .printCopy(let sale):
                errand = Task { take(.copyEnded(await sales.printCopy(sale))) }
            case .soundAlarm: soundAlarm(true)
            case .silenceAlarm: soundAlarm(false)
            }
        }
        setTimer()
    }

    private func show() {
        revision += 1
        let snapshot = snapshot
        for watcher in watchers { watcher(snapshot) }
    }

    private func setTimer() {
        timer?.cancel()
        guard let wake = session.nextWake else { return }
        let wait = max(1, wake.milliseconds - clock().milliseconds)
        timer = Task { [weak self] in
            do { try await Task.sleep(for: .milliseconds(wait)) } catch { return }
            await self?.take(.timePassed)
        }
    }
}

extension PaymentPort {
    fileprivate func carryOut(_ order: LobbyEffect) async {
        switch order {
        case .startPayment(let payment): await start(payment)
        case .stopPayment(let payment): await stop(payment)
        case .giveBack(let payment, let amount): await giveBack(amount, of: payment)
        case .hold(let payment, let amount): await hold(amount, of: payment)
        case .show, .sell, .settle, .printCopy, .soundAlarm, .silenceAlarm:
            preconditionFailure("\(order) is no affair of the payment's")
        }
    }
}
