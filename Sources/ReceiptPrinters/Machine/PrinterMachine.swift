/// One receipt printer as a value: an event goes in, effects come out. It reads no clock and opens
/// nothing; its owner moves bytes and time.
///
///     closed -> opening -> probing -> ready -> sending -> proving -> ready
///                             |          \______ fault ______/
///                             +-> resynchronising -> probing
///
/// Rules:
/// 1. A job has printed only on proof. Whatever else happens, it is not printed or unknown.
/// 2. A job whose outcome is unknown is over: the machine never sends it again.
/// 3. While a job's bytes may stand in the middle of a command, no real-time question is sent, as some
///    printers take it for a part of the image and others obey it; only `DLE DC4 8` is.
/// 4. What is left of an abandoned job is cleared in the printer before the next one, and the torn slip
///    is cut off.
/// 5. After a fault in a job the owner is asked for a second receipt, marked as a copy: which lines of
///    the first survived differs by model.
/// 6. Every job ends: within its own time, and at the latest after 300 seconds.
public struct PrinterMachine: Sendable {
    /// A moment of the owner's clock.
    public typealias Moment = ContinuousClock.Instant

    /// What the owner tells.
    public enum Event: Sendable, Equatable {
        /// The link is open.
        case opened
        /// The link could not be opened, or broke.
        case linkFailed(LinkError)
        /// Bytes came.
        case received([UInt8])
        /// All that was to be sent has left.
        case sent
        /// The moment of `wakeAt` is here.
        case timePassed
        /// A receipt is wanted.
        case print(PrintJob)
        /// The copy that was asked for.
        case copied(job: Int, PrintedPage)
        /// The state is to be asked for anew.
        case check
        /// The program ends.
        case stop
    }

    /// What the owner does.
    public enum Effect: Sendable, Equatable {
        /// Open the link, and tell how it went.
        case open
        /// Close the link and throw away what has not left.
        case abort
        /// Close the link after all has left.
        case finish
        /// Send, behind what is being sent, and tell when all has left.
        case send([UInt8])
        /// Throw away what was to be sent and has not left yet.
        case discardUnsent
        /// Compose the job's receipt anew, with the same number, marked as a copy.
        case composeCopy(job: Int)
        /// A job is over.
        case ended(job: Int, PrintOutcome)
        /// The state is fresh.
        case checked
    }

    enum State: Sendable, Equatable {
        case closed(reopenAt: Moment)
        case opening(until: Moment)
        case probing(Probe)
        case ready(pollAt: Moment)
        /// The owner composes a copy.
        case composing
        case sending(Sending)
        case proving(Proving)
        case fault(PrinterFault, Waiting)
        case resynchronising(Resynchronising)
        case stopped
    }

    /// What a probe waits for.
    enum Probe: Sendable, Equatable {
        /// The first round of questions.
        case status
        case maker(until: Moment)
        case model(until: Moment)
        /// The command parser's own answer; the real-time listener alone proves little.
        case parser(until: Moment)
        /// No further answers in turn: those of an earlier job are in.
        case quiet(until: Moment)
    }

    struct Sending: Sendable, Equatable {
        /// So many bytes were given to the link.
        var offset = 0
        /// Pacing holds back until then.
        var resumeAt: Moment?
        var deadline: Moment
    }

    struct Proving: Sendable, Equatable {
        var deadline: Moment
        /// When to send another one, or to look at the state.
        var nextAt: Moment?
        /// The answer in turn is there.
        var isAnswered = false
    }

    struct Waiting: Sendable, Equatable {
        var pollAt: Moment
        var recoverAt: Moment
    }

    struct Resynchronising: Sendable, Equatable {
        enum Step: Sendable, Equatable { case clearing, flushing }
        var step: Step
        var nextAt: Moment
        var deadline: Moment
        /// The last fill has left this machine.
        var hasLeft = false
    }

    /// What stands in the printer that no job owns any more.
    enum Residue: Sendable, Equatable {
        case none
        /// Nobody knows: the program has just started.
        case uncertain
        /// Bytes of an abandoned job.
        case job
        /// The bytes are gone; the slip hangs in the mouth.
        case slip
    }

    /// The job at hand.
    struct Job: Sendable, Equatable {
        /// What the printer has seen of it.
        enum Trace: Sendable, Equatable { case none, some, cleared }
        let number: Int
        var page: PrintedPage
        let limit: Moment
        var attempts = 0
        var trace = Trace.none
        /// The first identifier of this attempt.
        var identifier: Int?
        var fault: PrinterFault?
    }

    /// Staff is asked after so many.
    static let attemptLimit = 3

    let model: PrinterModel
    let times: PrinterTimes
    var state: State
    var status = PrinterStatus()
    var job: Job?
    var residue = Residue.uncertain
    /// The job's bytes may stand in the middle of a command.
    var isInsideJob = false
    var answers = PrinterAnswers()
    var round = StatusRound()
    var identifiers: ProcessIdentifiers
    /// Questions `GS r` without their answers, of this job and earlier ones.
    var openPaperQuestions = 0
    /// Until then a printer that was lost may come back to its senses.
    var senseDeadline: Moment?
    var isCheckWanted = false
    var pause: Duration
    var failure: PrinterFault?
    var effects: [Effect] = []
    /// The moment of the event that is being handled.
    var now: Moment

    /// What the printer has said it is.
    public internal(set) var identity: PrinterIdentity?

    /// A printer that is opened at the first `timePassed`. `firstIdentifier` is to be random.
    public init(
        _ model: PrinterModel,
        times: PrinterTimes = PrinterTimes(),
        firstIdentifier: Int,
        at now: Moment
    ) {
        self.model = model
        self.times = times
        self.now = now
        identifiers = ProcessIdentifiers(start: firstIdentifier)
        pause = times.shortestPause
        state = .closed(reopenAt: now)
    }

    /// Takes an event at a moment, and says what to do.
    public mutating func handle(_ event: Event, at now: Moment) -> [Effect] {
        self.now = max(now, self.now)
        effects = []
        switch event {
        case .opened: opened()
        case .linkFailed(let error): lose(.link(error))
        case .received(let bytes): receive(bytes)
        case .sent: sent()
        case .timePassed: timePassed()
        case .print(let job): take(job)
        case .copied(let job, let page): copied(job, page)
        case .check: check()
        case .stop: stop()
        }
        return effects
    }
}

/// A receipt to print.
public struct PrintJob: Sendable, Equatable {
    /// The owner's number for it, new for each.
    public let number: Int
    /// What to print.
    public let page: PrintedPage
    /// How long anybody waits for it, repairs included.
    public let patience: Duration

    /// Takes the parts.
    public init(number: Int, page: PrintedPage, patience: Duration) {
        (self.number, self.page, self.patience) = (number, page, patience)
    }
}

/// The bytes of a receipt, from initialising the printer to the cut.
public struct PrintedPage: Sendable, Equatable {
    /// ESC/POS.
    public let bytes: [UInt8]
    /// How much paper it takes, for the time it may take.
    public let lengthMillimetres: Int

    /// Takes both.
    public init(bytes: [UInt8], lengthMillimetres: Int) {
        precondition(!bytes.isEmpty, "a receipt has bytes")
        (self.bytes, self.lengthMillimetres) = (bytes, lengthMillimetres)
    }
}

/// How a printer stands, for those who wait before it.
public enum PrinterCondition: Sendable, Hashable {
    /// It is not known yet, or is being found out.
    case starting
    /// It can print.
    case ready(PrinterStatus)
    /// It prints.
    case printing(PrinterStatus)
    /// It cannot print.
    case fault(PrinterFault)
}

extension PrinterMachine {
    /// How the printer stands.
    public var condition: PrinterCondition {
        switch state {
        case .closed, .opening, .probing, .resynchronising: failure.map { .fault($0) } ?? .starting
        case .ready: .ready(status)
        case .composing, .sending, .proving: .printing(status)
        case .fault(let fault, _): .fault(fault)
        case .stopped: .fault(.stopped)
        }
    }

    /// When `timePassed` is due; nil while only an event from outside can change anything.
    public var wakeAt: Moment? {
        let moments: [Moment?] =
            switch state {
            case .closed(let moment), .opening(let moment): [moment]
            case .probing(.status): []
            case .probing(.maker(let until)), .probing(.model(let until)): [until]
            case .probing(.parser(let until)), .probing(.quiet(let until)): [until]
            case .ready(let pollAt): [model.answersStatus && round.open == nil ? pollAt : nil]
            case .composing: []
            case .sending(let sending): [sending.deadline, sending.resumeAt]
            case .proving(let proving): [proving.deadline, proving.nextAt]
            case .fault(_, let waiting): [round.open == nil ? waiting.pollAt : nil]
            case .resynchronising(let step): [step.nextAt, step.deadline]
            case .stopped: []
            }
        return (moments + [round.deadline, job?.limit]).compactMap(\.self).min()
    }

    mutating func send(_ bytes: [UInt8]) { effects.append(.send(bytes)) }

    /// Ends the job at hand.
    mutating func end(_ outcome: PrintOutcome) {
        guard let ended = job else { preconditionFailure("a job that ends is there") }
        job = nil
        if case .printed = outcome { residue = .none }
        effects.append(.ended(job: ended.number, outcome))
    }

    /// Ends the job at hand without proof: what is known of it decides how.
    mutating func giveUp(_ fault: PrinterFault) {
        guard let job else { return }
        switch job.trace {
        case .none, .cleared: end(.notPrinted(job.fault ?? fault))
        case .some:
            residue = .job
            end(.unknown(job.fault ?? fault))
        }
    }

    /// Tells whoever asked that the state is known.
    mutating func tellChecked() {
        guard isCheckWanted else { return }
        isCheckWanted = false
        effects.append(.checked)
    }
}
