import CommandLineTool
import MeterSimulator
import Prepayment

/// `meter new`.
@Sendable func makeMeter(
    _ console: Console,
    state: String?,
    number: MeterNumber?,
    utility: Utility?,
    creditMode: CreditMode?,
    configuration: String?
) async throws {
    let settings = try Settings(configuration)
    let path = try settings.statePath(state)
    let meter = try settings.meter(number, utility, creditMode)
    try MeterImageFile.create(meter, at: path)
    console.print("Meter \(meter.memory.meter) is in \(path).")
}

/// `meter show`.
@Sendable func showMeter(
    _ console: Console,
    state: String?,
    configuration: String?,
    asJSON: Bool
) async throws {
    let path = try Settings(configuration).statePath(state)
    let view = MeterView(try MeterImageFile.look(path))
    guard !asJSON else { return try console.printJSON(view) }
    for line in view.lines { console.print(line) }
}

/// A quantity with more decimals than the meter counts.
struct QuantityTooFine: Explained, Equatable {
    let utility: Utility
    var sentence: String {
        "This meter counts \(utility.unit) with \(utility.decimals) decimals."
    }
    let hint = "Give fewer digits after the point."
}

/// `meter consume`.
@Sendable func consume(
    _ console: Console,
    quantity: DecimalQuantity,
    state: String?,
    configuration: String?,
    asJSON: Bool
) async throws {
    let path = try Settings(configuration).statePath(state)
    let file = try MeterImageFile(path: path)
    let utility = try file.load().memory.utility
    guard let smallestUnits = quantity.smallestUnits(of: utility) else {
        throw QuantityTooFine(utility: utility)
    }
    let delivery = try file.consume(smallestUnits, at: .now)
    let view = MeterView(try file.load())
    guard !asJSON else { return try console.printJSON(view) }
    console.print("\(delivery.quantity) \(utility.unit) passed.")
    if delivery.isSupplyCut { console.print("The supply is cut.") }
    for line in view.lines { console.print(line) }
}
