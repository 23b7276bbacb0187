/// One note validator as a value: an event goes in, effects come out. It reads no clock and opens
/// nothing; its owner moves bytes and time.
///
///     lineDown -> starting -> settling -> closed -> opening -> open -> closing -> closed
///                     ^           \__________ broken, silent __________/
///                     +________________________|
///
/// The rules of the protocol stand in `CCTalkFrame`. The machine's own:
/// 1. One command is under way at a time. Three in a row without an answer: the device is silent.
/// 2. A device that does not work is closed. Whoever had opened it hears `fault`, then `closed`.
/// 3. After a fault the whole start is gone through again, and credits that came meanwhile are told
///    before `ready`.
/// 4. The limit goes down with each credit; a note above what is left of it comes back.
struct AcceptorMachine: Sendable {
    /// A moment of the owner's clock.
    typealias Moment = ContinuousClock.Instant

    /// What the owner tells.
    enum Event: Sendable, Hashable {
        case lineOpened
        case lineFailed(AcceptorFault)
        /// What came of the command that was sent.
        case answered(NoteValidatorAnswer)
        /// The moment of `wakeAt` is here.
        case timePassed
        case open(atMostFen: Int64)
        case close
        case stop
    }

    /// What the owner does.
    enum Effect: Sendable, Hashable {
        /// Open the line, and tell how it went.
        case openLine
        case closeLine
        /// Send a command, and tell what came of it.
        case send(NoteValidatorCommand)
        case tell(AcceptorEvent)
    }

    enum State: Sendable, Hashable {
        case lineDown(retryAt: Moment)
        case lineOpening
        /// These commands are to be answered yet.
        case starting(ArraySlice<NoteValidatorCommand>)
        /// Set up; the event buffer is to be read to its end, and escrow to be empty.
        case settling
        case closed
        case opening
        case open
        case closing(isAcknowledged: Bool)
        /// It answers, but something is wrong with it.
        case broken(checkAt: Moment)
        case silent(askAt: Moment)
        case stopped
    }

    /// A note in escrow.
    struct Escrow: Sendable, Hashable {
        let amountFen: Int64?
        /// The event that told of it.
        let counter: UInt8
        var route: NoteValidatorCommand.Route?
        var orders = 0
        /// It is not in escrow any more; an event is to say where it is.
        var isGone = false
        /// When it should have left, or been heard of.
        var deadline: Moment?
    }

    /// So many commands without an answer, and the device is silent.
    static let unansweredLimit = 3
    /// So often a note is ordered out of escrow.
    static let orderLimit = 3
    /// So long escrow is waited for in a fault, before `closed` is told.
    static let closingLimit = Duration.seconds(5)
    /// A validator has at most so many types.
    static let typeCount: UInt8 = 16

    let country: String
    let times: AcceptorTimes
    var state: State
    var now: Moment
    var effects: [Effect] = []

    /// What was sent, and until when an answer is waited for.
    var underWay: (command: NoteValidatorCommand, until: Moment)?
    var unanswered = 0
    var pollAt: Moment
    /// To be sent before the next poll.
    var waiting: [NoteValidatorCommand] = []

    var identity = AcceptorIdentity()
    var identifiers: [UInt8: NoteIdentifier] = [:]
    var scaling = ScalingFactor.yuan

    /// The counter of the newest event that was told.
    var lastCounter: UInt8?
    var escrow: Escrow?
    var remainingFen: Int64 = 0
    /// An `open` that waits until `closed` is told.
    var nextLimitFen: Int64?
    /// Somebody is to hear `closed`.
    var owesClosed = false
    /// What was told last, until it is in order.
    var fault: AcceptorFault?
    /// In a fault `closed` waits for escrow no longer than that.
    var closedBy: Moment?

    init(country: String, times: AcceptorTimes, lastCounter: UInt8?, at now: Moment) {
        (self.country, self.times, self.lastCounter, self.now) = (country, times, lastCounter, now)
        state = .lineDown(retryAt: now)
        pollAt = now
    }

    /// The next moment at which something is due; nil when nothing is.
    var wakeAt: Moment? {
        if let underWay { return underWay.until }
        return switch state {
        case .lineDown(let moment), .silent(let moment): moment
        case .broken(let checkAt): min(checkAt, pollAt)
        case .settling, .closed, .opening, .open, .closing: pollAt
        case .lineOpening, .starting, .stopped: nil
        }
    }

    /// Takes an event and says what to do.
    mutating func handle(_ event: Event, at moment: Moment) -> [Effect] {
        now = moment
        effects = []
        switch event {
        case .lineOpened: lineOpened()
        case .lineFailed(let fault): lineFailed(fault)
        case .answered(let answer): answered(answer)
        case .timePassed: timePassed()
        case .open(let limitFen): open(atMostFen: limitFen)
        case .close: close()
        case .stop: stop()
        }
        tellClosedInTime()
        sendNext()
        return effects
    }

    mutating func tell(_ event: AcceptorEvent) { effects.append(.tell(event)) }
}

/// Line and time.
extension AcceptorMachine {
    private mutating func lineOpened() {
        guard case .lineOpening = state else { return }
        unanswered = 0
        start()
    }

    private mutating func lineFailed(_ fault: AcceptorFault) {
        switch state {
        case .stopped: return
        case .lineDown, .lineOpening, .starting, .settling, .closed, .opening, .open, .closing,
            .broken, .silent:
            break
        }
        effects.append(.closeLine)
        lose(fault)
        state = .lineDown(retryAt: now + times.retry)
    }

    private mutating func timePassed() {
        if let underWay {
            if now >= underWay.until { answered(.none) }
            return
        }
        if case .lineDown(let retryAt) = state, now >= retryAt {
            state = .lineOpening
            effects.append(.openLine)
        }
    }

    private mutating func stop() {
        if case .stopped = state { return }
        // An order between a command and its answer would only disturb both: the device closes by itself
        // when it is not polled.
        if underWay == nil, isPolled { effects.append(.send(.master(isAccepting: false))) }
        effects.append(.closeLine)
        underWay = nil
        state = .stopped
    }

    /// Sends the next command when none is under way.
    private mutating func sendNext() {
        guard underWay == nil, let command = nextCommand() else { return }
        underWay = (command, now + times.answer)
        effects.append(.send(command))
    }

    private mutating func nextCommand() -> NoteValidatorCommand? {
        switch state {
        case .lineDown, .lineOpening, .stopped: return nil
        case .starting(let commands): return commands.first
        case .silent(let askAt):
            guard now >= askAt else { return nil }
            state = .silent(askAt: now + times.retry)
            return .simplePoll
        case .broken(let checkAt):
            if waiting.isEmpty, now >= checkAt {
                state = .broken(checkAt: now + times.retry)
                return .selfCheck
            }
        case .settling, .closed, .opening, .open, .closing: break
        }
        if !waiting.isEmpty { return waiting.removeFirst() }
        return now >= pollAt ? .readEvents : nil
    }

    /// The event buffer is looked at all the time.
    var isPolled: Bool {
        switch state {
        case .settling, .closed, .opening, .open, .closing, .broken: true
        case .lineDown, .lineOpening, .starting, .silent, .stopped: false
        }
    }
}
