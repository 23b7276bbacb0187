import CommandLineTool
import MeterSimulator
import PrepaymentCards
import SmartCards

/// What the meter's display calls an error, told on standard error.
struct CardRefused: Explained, Equatable {
    let sentence: String
    let hint: String

    /// Nil where the meter did what it was asked.
    init?(_ report: MeterReport) {
        guard let code = report.displayCode else { return nil }
        sentence = "\(code): \(report.sentence)"
        hint = report.hint ?? "Take the card to the office."
    }
}

/// pcscd sees a card up to half a second late, so one that was just put in is waited for.
private let patienceMilliseconds = 2_000

/// `meter accept`: one card, and the end.
@Sendable func acceptCard(
    _ console: Console,
    state: String?,
    keys: String?,
    reader: String?,
    configuration: String?,
    asJSON: Bool
) async throws {
    let settings = try Settings(configuration)
    let desk = try settings.desk(state: state, keys: keys)
    let holding = try await desk.waitForCard(
        in: settings.reader(reader),
        timeoutMilliseconds: patienceMilliseconds
    )
    let report: MeterReport
    do {
        report = try await desk.accept(cardIn: holding, at: .now)
    } catch {
        if asJSON { try console.printJSON(CardTroubleJSON(error)) }
        throw error
    }
    try console.show(report, asJSON: asJSON)
    if let refused = CardRefused(report) { throw refused }
}

/// Where there is no report: a card that could not be read, or that went in the middle.
struct CardTroubleJSON: Encodable {
    let result = "failed"
    let displayCode: String?
    let sentence: String
    let hint: String

    init(_ error: MeterError) {
        displayCode = error.displayCode
        sentence = error.sentence
        hint = error.hint
    }
}

/// `meter run`: every card, until SIGTERM or SIGINT, or until the meter's memory cannot be used.
@Sendable func acceptCards(
    _ console: Console,
    state: String?,
    keys: String?,
    reader: String?,
    configuration: String?,
    asJSON: Bool
) async throws {
    let shutdown = ShutdownSignal.watch()
    let settings = try Settings(configuration)
    let reader = settings.reader(reader)
    let desk = try settings.desk(state: state, keys: keys)
    let monitor = ReaderMonitor()
    let stopping = Task {
        if await shutdown.first() != nil { monitor.stop() }
    }
    defer { stopping.cancel() }
    for await event in monitor.events {
        guard case .cardInserted(let name, _, _) = event, reader == nil || reader == name else {
            continue
        }
        do {
            let report = try await desk.accept(cardIn: name, at: .now)
            try console.show(report, asJSON: asJSON)
            if let refused = CardRefused(report) { console.explain(refused) }
        } catch let error as MeterError where error.isOfOneCard {
            if asJSON { try console.printJSON(CardTroubleJSON(error)) }
            console.explain(error)
        }
    }
}

extension MeterError {
    /// Whether the next card may fare better.
    fileprivate var isOfOneCard: Bool {
        switch self {
        case .reader, .card, .takeTorn: true
        case .noMeter, .meterExists, .inUse, .cannotLock, .unreadable, .file, .supplyCut: false
        }
    }
}

extension Console {
    fileprivate func explain(_ error: any Explained) {
        explain("error: \(error.sentence)")
        explain("hint: \(error.hint)")
    }

    fileprivate func show(_ report: MeterReport, asJSON: Bool) throws {
        guard !asJSON else { return try printJSON(report) }
        print("Card \(report.card): \(report.sentence)")
        print("credit taken   \(report.creditTakenText)")
        for line in report.meter.lines { print(line) }
    }
}
