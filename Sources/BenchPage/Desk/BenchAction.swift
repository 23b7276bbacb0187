internal import VirtualPrinters

/// What somebody at the desk does, as the page posts it.
///
///     {"action": "putOn", "name": "101"}
///     {"action": "printerFault", "name": "paper-out", "isOn": true}
public struct BenchAction: Codable, Sendable, Hashable {
    /// The action's word.
    public var action: String
    /// Which card, fault, order or behaviour.
    public var name: String?
    /// For meter and use: the meter's number.
    public var meter: String?
    /// For switches and faults.
    public var isOn: Bool?
    /// For use: how many days pass.
    public var days: Int?
    /// For note: its worth.
    public var fen: Int64?

    /// Takes the fields.
    public init(
        _ action: String,
        name: String? = nil,
        meter: String? = nil,
        isOn: Bool? = nil,
        days: Int? = nil,
        fen: Int64? = nil
    ) {
        (self.action, self.name, self.meter) = (action, name, meter)
        (self.isOn, self.days, self.fen) = (isOn, days, fen)
    }

    /// What is done; nil where the word is unknown or what belongs to it is missing.
    var deed: BenchDeed? {
        switch action {
        case "putOn": card.map { .putOn($0) }
        case "takeOff": .takeOff
        case "tear": .tear(name.flatMap(CardTear.init(rawValue:)))
        case "meter": card.flatMap { card in homeMeter.map { .visit($0, with: card) } }
        case "use": homeMeter.flatMap { meter in passedDays.map { .use(meter, days: $0) } }
        case "printerFault":
            printerFault.flatMap { fault in isOn.map { .printer(fault, isOn: $0) } }
        case "printerPower": .printerPower
        case "tearOff": .tearOff
        case "network": isOn.map { .network(isOn: $0) }
        case "ledger": isOn.map { .program(.ledger, isOn: $0) }
        case "kiosk": isOn.map { .program(.kiosk, isOn: $0) }
        case "kioskPowerCut": .cutPower
        case "office": .office
        case "note": fen.map { .note(fen: $0) }
        case "acceptorFault": name.flatMap { name in isOn.map { .acceptor(name, isOn: $0) } }
        case "acceptorPower": .acceptorPower
        case "pay": name.map { .pay($0) }
        case "behaviour": name.map { .behaviour($0) }
        default: nil
        }
    }

    private var card: ReadyCard? { ReadyCard.all.first { $0.identifier == name } }
    private var homeMeter: HomeMeter? { ReadyCard.allMeters.first { $0.number == meter } }
    private var passedDays: Int? { days.flatMap { (1...366).contains($0) ? $0 : nil } }
    private var printerFault: PrinterFault? { name.flatMap { PrinterFault($0) } }
}

/// What is done at the desk.
enum BenchDeed: Sendable, Hashable {
    case putOn(ReadyCard)
    case takeOff
    /// The next write is torn so; nil for not at all.
    case tear(CardTear?)
    case visit(HomeMeter, with: ReadyCard)
    case use(HomeMeter, days: Int)
    case printer(PrinterFault, isOn: Bool)
    case printerPower
    case tearOff
    case network(isOn: Bool)
    case program(RunningPrograms.Name, isOn: Bool)
    case cutPower
    case office
    case note(fen: Int64)
    case acceptor(String, isOn: Bool)
    case acceptorPower
    case pay(String)
    case behaviour(String)
}

/// Why something cannot be done now.
public struct BenchRefusal: Error, Sendable, Hashable {
    /// What is in the way.
    public let sentence: String
    /// What to do.
    public let hint: String

    init(_ sentence: String, hint: String) { (self.sentence, self.hint) = (sentence, hint) }
}
