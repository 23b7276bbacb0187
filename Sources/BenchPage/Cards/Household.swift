/// A meter at home, and what the resident's card has for it.
struct HomeMeter: Sendable, Hashable {
    /// Its number.
    let number: String
    /// electricity, water or gas.
    let utility: String
    /// As the shipped configuration of the kiosk counts this utility's credit.
    var creditMode: String { utility == "electricity" ? "money" : "units" }
    /// What it counts in.
    var unit: String { utility == "electricity" ? "kWh" : "m³" }
    /// What a flat uses in a day, in its unit: a round number, for figures that a person can follow.
    var dailyUse: Decimals {
        switch utility {
        case "electricity": Decimals(count: 8_00, digits: 2)
        case "water": Decimals(count: 400, digits: 3)
        default: Decimals(count: 1_200, digits: 3)
        }
    }
    /// Its memory, in the working folder.
    var stateFile: String { "var/meter-\(number).state" }
}

/// A quantity with its digits after the point.
struct Decimals: Sendable, Hashable {
    let count: Int
    let digits: Int

    /// So many times as much, as a command takes it: `56.00`.
    func text(times factor: Int) -> String {
        let unit = (0..<digits).reduce(1) { value, _ in value * 10 }
        let (whole, part) = (count * factor).quotientAndRemainder(dividingBy: unit)
        let padding = String(repeating: "0", count: max(0, digits - String(part).count))
        return "\(whole).\(padding)\(part)"
    }
}

/// A card that lies ready on the desk.
struct ReadyCard: Sendable, Hashable {
    /// Who issued it.
    enum Issuer: Sendable, Hashable {
        /// The kiosk's own estate, to this customer.
        case estate(customer: String)
        /// Another estate, with keys of its own.
        case stranger
        /// Nobody yet.
        case nobody
    }

    let identifier: String
    let label: String
    let issuer: Issuer
    /// The number printed on it; 0 for none.
    let number: Int
    let meters: [HomeMeter]

    /// Its memory, in the working folder.
    var imageFile: String { "cards/\(identifier).img" }

    /// What lies on the desk at the first start.
    static let all: [ReadyCard] = [
        ReadyCard(
            identifier: "101",
            label: "Flat 101",
            issuer: .estate(customer: "100101"),
            number: 88_101,
            meters: [HomeMeter(number: "202400000101", utility: "electricity")]
        ),
        ReadyCard(
            identifier: "102",
            label: "Flat 102",
            issuer: .estate(customer: "100102"),
            number: 88_102,
            meters: [
                HomeMeter(number: "202400000102", utility: "electricity"),
                HomeMeter(number: "202400001102", utility: "water"),
            ]
        ),
        ReadyCard(
            identifier: "103",
            label: "Flat 103",
            issuer: .estate(customer: "100103"),
            number: 88_103,
            meters: [HomeMeter(number: "202400002103", utility: "gas")]
        ),
        ReadyCard(
            identifier: "blank",
            label: "Blank card",
            issuer: .nobody,
            number: 0,
            meters: []
        ),
        ReadyCard(
            identifier: "stranger",
            label: "A stranger’s card",
            issuer: .stranger,
            number: 55_001,
            meters: []
        ),
    ]

    /// All meters, each once.
    static var allMeters: [HomeMeter] { all.flatMap(\.meters) }

    /// The meters that it is put into: its own, else one that will refuse it.
    var triedMeters: [HomeMeter] { meters.isEmpty ? Array(Self.allMeters.prefix(1)) : meters }
}
