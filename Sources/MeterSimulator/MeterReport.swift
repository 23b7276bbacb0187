internal import Prepayment

/// What a meter did with a card, for people and as JSON: the fields of `MeterView` afterwards, and
/// these beside them.
public struct MeterReport: Sendable, Hashable {
    /// The chip.
    public let card: String
    /// The word for what was done: `creditTaken`, `nothingNew`, `wrongIdentity`, …
    public let result: String
    /// The code on the display, nil where it shows success.
    public let displayCode: String?
    /// What was done, for people.
    public let sentence: String
    /// What to do, nil where nothing is to be done.
    public let hint: String?
    /// What came into the meter now.
    public let creditTaken: Int64
    /// The same for people.
    public let creditTakenText: String
    /// The meter afterwards.
    public let meter: MeterView

    init(_ decision: MeterDecision, on card: CardSnapshot, leaving image: MeterImage) {
        self.card = card.card.description
        result = "\(decision.result)"
        displayCode = decision.result.displayCode
        sentence = decision.result.sentence
        hint = decision.result.hint
        creditTaken = decision.creditTaken.count
        creditTakenText = image.description(of: decision.creditTaken)
        meter = MeterView(image)
    }
}

extension MeterReport: Codable {
    private enum Key: String, CodingKey {
        case card, result, displayCode, sentence, hint, creditTaken, creditTakenText
    }

    /// Reads what `encode` wrote.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        card = try values.decode(String.self, forKey: .card)
        result = try values.decode(String.self, forKey: .result)
        displayCode = try values.decodeIfPresent(String.self, forKey: .displayCode)
        sentence = try values.decode(String.self, forKey: .sentence)
        hint = try values.decodeIfPresent(String.self, forKey: .hint)
        creditTaken = try values.decode(Int64.self, forKey: .creditTaken)
        creditTakenText = try values.decode(String.self, forKey: .creditTakenText)
        meter = try MeterView(from: decoder)
    }

    /// The card's fields and the meter's, in one object.
    public func encode(to encoder: any Encoder) throws {
        try meter.encode(to: encoder)
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(card, forKey: .card)
        try values.encode(result, forKey: .result)
        try values.encodeIfPresent(displayCode, forKey: .displayCode)
        try values.encode(sentence, forKey: .sentence)
        try values.encodeIfPresent(hint, forKey: .hint)
        try values.encode(creditTaken, forKey: .creditTaken)
        try values.encode(creditTakenText, forKey: .creditTakenText)
    }
}
