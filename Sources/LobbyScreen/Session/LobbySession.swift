internal import Prepayment

/// The resident's visit, as a value: an event goes in with its moment, effects come out.
///
/// It does no input or output and has no clock, so that every screen can meet every event in a test.
///
///     attract → reading → accounts → amount → quote → (notice) → starting → paying → stopping
///                  └ open → finishing ┐                                              ├→ writing → done
///                                     └──────────────────────────────────────────────┴→ returning → returned
///     from anywhere: takeCard → (cardLeft) → attract
///
/// Rules:
/// 1. What came in is sold, given back or held. While any of it is open nobody is sent away and no time
///    runs out; the same while a card is written.
/// 2. No payment is believed to be over before acceptor or provider said so (`paymentStopped`): what
///    comes between cancel and its answer counts.
/// 3. Money that comes when nobody asked for it goes back at once, or is held.
/// 4. A touch belongs to the screen that it was made on: `step` changes with each, and what comes late
///    does nothing (see `ScreenRequest`).
/// 5. Nothing of a card outlives its removal.
public struct LobbySession: Sendable {
    /// What the operator set.
    public let configuration: LobbyConfiguration
    /// What the resident sees.
    public internal(set) var screen = Screen.attract
    /// Changes whenever another screen is shown; not when money comes in.
    public private(set) var step: UInt64 = 1
    /// The language shown.
    public internal(set) var language: String
    /// Whether the large and simple form is shown.
    public internal(set) var isAccessible = false
    /// Where the money of this visit is.
    public internal(set) var money = MoneyTally()
    /// What works.
    public internal(set) var facilities = Facilities.none
    /// What was read of the card that lies here.
    public internal(set) var reading: CardReading?
    /// Whether a card lies on the reader.
    public internal(set) var isCardIn = false
    /// When the countdown began, while it runs.
    public internal(set) var countdownSince: Moment?

    /// Names this run of the program in the keys of sale requests.
    let run: String
    var hasReader = true
    var isOutOfService = false
    var lastPayment: Payment?
    /// Asked to be given back, and not answered yet.
    var givingBack = Money.zero
    /// Asked to be held, and not answered yet.
    var holding = Money.zero
    /// The payment of which money was held last in this visit.
    var heldPayment: UInt32?
    /// The slip about it.
    var heldSlip: HeldSlip?
    /// Keys of the requests that were taken last, newest last.
    var takenKeys: [String] = []
    /// When somebody did something last.
    var quietSince: Moment

    /// Begins with nobody here. `run` names this start of the program, so that the keys of its sale
    /// requests are new; at most 40 bytes.
    public init(_ configuration: LobbyConfiguration, run: String, at moment: Moment) {
        precondition(run.utf8.count <= 40, "a sale's key has at most 64 bytes")
        self.configuration = configuration
        self.run = run
        language = configuration.languages[0]
        quietSince = moment
    }

    /// Takes one event. Each event may come at any time; what has no meaning now changes nothing.
    public mutating func handle(_ event: LobbyEvent, at moment: Moment) -> [LobbyEffect] {
        let (before, view) = (screen, ViewedState(self))
        var effects = effects(of: event, at: moment)
        if screen.kind != before.kind || screen.account != before.account {
            step += 1
            quietSince = moment
            countdownSince = nil
            if case .cardLeft = before { effects.append(.silenceAlarm) }
            if case .cardLeft = screen { effects.append(.soundAlarm) }
        }
        if ViewedState(self) != view { effects.append(.show) }
        return effects
    }

    private mutating func effects(of event: LobbyEvent, at moment: Moment) -> [LobbyEffect] {
        switch event {
        case .touched(let action):
            (quietSince, countdownSince) = (moment, nil)
            return touched(action)
        case .timePassed:
            return timePassed(moment)
        case .cardInserted:
            return cardInserted()
        case .cardRead(let reading):
            return cardRead(reading)
        case .cardRefused(let obstacle):
            if case .reading = screen { screen = .refused(obstacle) }
            return []
        case .cardRemoved:
            return cardRemoved()
        case .readerLost:
            hasReader = false
            return cardRemoved() + goHomeIfIdle()
        case .readerBack:
            hasReader = true
            return goHomeIfIdle()
        case .wentOutOfService:
            isOutOfService = true
            return interrupted()
        case .facilitiesChanged(let facilities):
            self.facilities = facilities
            return []
        case .paymentReady, .moneyTaken, .paymentStopped, .moneyGivenBack, .moneyNotGivenBack,
            .moneyHeld:
            return moneyMoved(event, at: moment)
        case .heldSlipEnded(let payment, let slip):
            // A printer may be slower than the next resident, whom it does not concern.
            if payment == heldPayment { heldSlip = slip }
            return []
        case .saleEnded(let key, let verdict):
            return saleEnded(key, verdict)
        case .settleEnded(let verdict):
            return settleEnded(verdict)
        case .copyEnded(let outcome):
            guard case .done(var sale, isCopyPrinting: true) = screen else { return [] }
            sale.receipt = outcome
            screen = .done(sale, isCopyPrinting: false)
            return []
        }
    }
}

extension LobbySession {
    /// Sends the resident on, as far as money and card allow.
    mutating func leave() -> [LobbyEffect] {
        if money.open > .zero {
            screen = .returning
            return releaseRest()
        }
        if isCardIn {
            reading = nil
            screen = .takeCard
            return []
        }
        return goHome()
    }

    /// Nobody is here any more.
    mutating func goHome() -> [LobbyEffect] {
        precondition(money.open == .zero, "somebody was sent away and their money kept")
        (money, reading) = (MoneyTally(), nil)
        (givingBack, holding) = (.zero, .zero)
        (heldPayment, heldSlip) = (nil, nil)
        (language, isAccessible) = (configuration.languages[0], false)
        screen = isOutOfService ? .outOfService : hasReader ? .attract : .readerMissing
        return []
    }

    private mutating func goHomeIfIdle() -> [LobbyEffect] {
        switch screen {
        case .attract, .readerMissing: goHome()
        default: []
        }
    }

    /// All that is open and not on its way yet goes back, or is held; but for what `current` took.
    mutating func releaseRest(
        of number: UInt32? = nil,
        sparing current: Payment? = nil
    ) -> [LobbyEffect] {
        let rest = money.open - givingBack - holding - (current?.taken ?? .zero)
        guard rest > .zero else { return [] }
        if let payment = lastPayment, number ?? payment.number == payment.number,
            facilities.canGiveBack(payment.means)
        {
            givingBack = givingBack + rest
            return [.giveBack(payment: payment.number, rest)]
        }
        return [hold(rest, of: number ?? lastPayment?.number ?? 0)]
    }
}

extension LobbySession {
    /// Asks for money to be held.
    mutating func hold(_ amount: Money, of payment: UInt32) -> LobbyEffect {
        holding = holding + amount
        heldPayment = payment
        return .hold(payment: payment, amount)
    }
}

/// What a snapshot is made from, besides the configuration.
private struct ViewedState: Equatable {
    let screen: Screen
    let language: String
    let isAccessible: Bool
    let money: MoneyTally
    let facilities: Facilities
    let heldSlip: HeldSlip?
    let reading: CardReading?
    let isCardIn: Bool
    let countdownSince: Moment?

    init(_ session: LobbySession) {
        screen = session.screen
        language = session.language
        isAccessible = session.isAccessible
        money = session.money
        facilities = session.facilities
        heldSlip = session.heldSlip
        reading = session.reading
        isCardIn = session.isCardIn
        countdownSince = session.countdownSince
    }
}
