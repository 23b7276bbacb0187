/// What the driver must know of a printer model to ask it and to believe it.
public struct PrinterModel: Sendable, Equatable {
    /// How printing is proved.
    public enum ProofMethod: String, Sendable, Hashable, CaseIterable {
        /// It tells nothing.
        case none
        /// Its state is looked at before and after.
        case assumed
        /// It answers the paper sensor question `GS r 1` in turn with the printing.
        case paperAnswer
        /// It answers process identifiers, `GS ( H`.
        case processIdentifier
        /// It is no printer: what is on the disk is printed.
        case file
    }

    /// It answers `DLE EOT`.
    public var answersStatus = true
    /// It tells changes of its state by itself, `GS a`.
    public var tellsChanges = false
    /// It throws away all buffers at `DLE DC4 8`, and says so.
    public var clearsBuffers = false
    /// It answers `DLE EOT 20`: a kiosk printer with a presenter.
    public var hasPresenter = false
    /// It tells its maker and model, `GS I`.
    public var tellsIdentity = false
    /// How printing is proved.
    public var proof = ProofMethod.none
    /// The most that is sent at once.
    public var bytesInFlight = 4096
    /// So fast it prints, where no flow control holds us back; 0 where it does.
    public var bytesPerSecond = 0
    /// Feeds and cuts a torn slip.
    public var tearOff: [UInt8] = [0x1D, 0x56, 0x42, 0x00]

    /// A printer that answers the usual questions and tells nothing more.
    public init() {}

    /// A file.
    public static let file: PrinterModel = {
        var model = mute
        model.proof = .file
        return model
    }()

    /// A printer that cannot answer.
    public static let mute: PrinterModel = {
        var model = PrinterModel()
        model.answersStatus = false
        return model
    }()
}

/// What a printer says it is, `GS I`.
public struct PrinterIdentity: Sendable, Hashable {
    /// `GS I 66`, such as `EPSON`; empty where it does not say.
    public var maker = ""
    /// `GS I 67`, such as `TM-T20III`; empty where it does not say.
    public var model = ""

    /// Nothing known.
    public init() {}
}

/// How long the driver waits.
public struct PrinterTimes: Sendable, Equatable {
    /// For a connection.
    public var connecting = Duration.seconds(3)
    /// For an answer to a question that is answered at once.
    public var answer = Duration.seconds(2)
    /// Between looks at a printer that has a fault, or that tells no changes by itself.
    public var poll = Duration.seconds(1)
    /// Between looks at an idle printer that tells its changes: is the link alive?
    public var idlePoll = Duration.seconds(10)
    /// Between attempts to recover from an error.
    public var recovery = Duration.seconds(5)
    /// How long a printer may take to come back to its senses.
    public var resynchronising = Duration.seconds(10)
    /// The first pause before a lost link is opened again; it doubles each time.
    public var shortestPause = Duration.milliseconds(500)
    /// The longest.
    public var longestPause = Duration.seconds(10)
    /// A job, before its paper is counted.
    public var job = Duration.seconds(10)
    /// And for each 20 mm of it.
    public var jobPer20Millimetres = Duration.seconds(1)
    /// From the answer in turn until no fault shows that the head is done.
    public var settling = Duration.milliseconds(500)
    /// Without an answer to a process identifier, another one is sent: one answer proves both.
    public var identifierRepeat = Duration.seconds(3)

    /// The times of usual printers.
    public init() {}

    /// No job waits longer for anything.
    public static let longestJob = Duration.seconds(300)
}
