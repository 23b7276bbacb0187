internal import Prepayment

/// All that a kiosk may read from a card, as JSON.
public struct InspectionJSON: Codable, Sendable {
    /// What a tap reads.
    public let card: CardJSON
    /// What the meter is told.
    public let parameters: ParametersJSON
    /// Loads and takes, oldest first.
    public let history: [HistoryJSON]

    /// Takes what was read.
    public init(_ inspection: CardInspection) {
        let holder = inspection.snapshot.holder
        card = CardJSON(inspection.snapshot)
        parameters = ParametersJSON(inspection.parameters)
        history = inspection.history.map { HistoryJSON($0, of: holder) }
    }
}

/// File 4.
public struct ParametersJSON: Codable, Sendable {
    /// Rises with every change.
    public let version: UInt16
    /// In the card's count.
    public let alarmLevel1: Int64
    /// In the card's count.
    public let alarmLevel2: Int64
    /// In the card's count; 0 means none.
    public let hoardingLimit: Int64
    /// In the card's count.
    public let overdraftLimit: Int64
    /// Yuan for one kWh or m³.
    public let unitPrice: String
    /// Of that price.
    public let tariffVersion: UInt16

    init(_ parameters: MeterParameters) {
        version = parameters.version
        alarmLevel1 = parameters.alarmLevel1.count
        alarmLevel2 = parameters.alarmLevel2.count
        hoardingLimit = parameters.hoardingLimit.count
        overdraftLimit = parameters.overdraftLimit.count
        unitPrice = parameters.unitPrice.description
        tariffVersion = parameters.tariffVersion
    }
}

/// One line of file 6.
public struct HistoryJSON: Codable, Sendable {
    /// load or take.
    public let kind: String
    /// Seconds since 1970.
    public let time: Int64
    /// 购电次数.
    public let purchaseNumber: UInt32
    /// Which sale.
    public let sale: String
    /// What was loaded or taken, for people.
    public let creditText: String

    init(_ record: HistoryRecord, of holder: Holder) {
        kind = record.kind == .load ? "load" : "take"
        time = record.time.secondsSince1970
        purchaseNumber = record.purchaseNumber
        sale = record.sale.description
        creditText = record.credit.description(as: holder.creditMode, of: holder.utility)
    }
}

extension CardInspection {
    /// The same for a terminal.
    public var lines: [String] {
        let (holder, load) = (snapshot.holder, snapshot.lastLoad)
        func text(_ credit: Credit) -> String {
            credit.description(as: holder.creditMode, of: holder.utility)
        }
        var lines = [
            "Card \(snapshot.card), number \(holder.cardNumber)",
            "  account    \(holder.utility.name), counted in \(holder.creditMode.name)",
            "  customer   \(holder.customer)",
            "  meter      \(holder.meter)",
            "  waiting    \(text(snapshot.waiting))",
            load.sale == .none
                ? "  last load  none"
                : "  last load  \(text(load.credit)), purchase \(load.purchaseNumber), sale \(load.sale), \(localTime(load.soldAt))",
        ]
        if let reading = snapshot.returned.reading {
            lines.append(
                "  meter said \(text(reading.remaining)) left after purchase \(reading.acceptedPurchaseNumber), \(localTime(reading.writtenAt))"
            )
        } else {
            lines.append("  meter said nothing yet")
        }
        lines.append(
            "  price      ¥\(parameters.unitPrice) per \(holder.utility.unit) (tariff \(parameters.tariffVersion))"
        )
        for record in history.reversed() {
            let kind = record.kind == .load ? "loaded" : "taken"
            lines.append(
                "  \(localTime(record.time))  \(kind) \(text(record.credit)), purchase \(record.purchaseNumber)"
            )
        }
        return lines
    }
}
