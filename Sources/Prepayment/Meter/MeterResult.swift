/// What a meter did with a card, and what its display says (metering.md B2).
public enum MeterResult: UInt8, Sendable, Hashable, CaseIterable {
    /// Credit was taken.
    case creditTaken = 1
    /// Nothing new stood on the card; the reading was written back.
    case nothingNew = 2
    /// The card belongs to another meter or customer, Err-33.
    case wrongIdentity = 33
    /// No account is open for such a card, or its data contradict each other, Err-34.
    case wrongFormat = 34
    /// The meter has written since the load that the card claims, Err-34.
    case returnNotEmpty = 35
    /// The credit would pass the hoarding limit, Err-36. Nothing was used up.
    case overHoardingLimit = 36
    /// A purchase between this one and the meter's last was skipped, Err-34.
    case purchaseSkipped = 37
    /// A replacement of this card is in use, Err-33.
    case cardReplaced = 38

    /// The code on the meter's display, nil where it shows success.
    public var displayCode: String? {
        switch self {
        case .creditTaken, .nothingNew: nil
        case .wrongIdentity, .cardReplaced: "Err-33"
        case .wrongFormat, .returnNotEmpty, .purchaseSkipped: "Err-34"
        case .overHoardingLimit: "Err-36"
        }
    }

    /// What the resident should know.
    public var sentence: String {
        switch self {
        case .creditTaken: "The credit is in the meter."
        case .nothingNew:
            "There is no new purchase on the card; the meter's reading was written to it."
        case .wrongIdentity: "This card belongs to another meter or customer."
        case .wrongFormat: "The meter cannot use what is on the card."
        case .returnNotEmpty: "The purchase on the card was marked as answered already."
        case .overHoardingLimit:
            "The meter would hold more than it is allowed to. The credit stays on the card."
        case .purchaseSkipped: "An earlier purchase never reached the meter."
        case .cardReplaced: "A newer card replaces this one."
        }
    }

    /// What the resident can do, nil where nothing is to be done.
    public var hint: String? {
        switch self {
        case .creditTaken, .nothingNew: nil
        case .wrongIdentity: "Put the card into its own meter."
        case .wrongFormat, .returnNotEmpty, .purchaseSkipped: "Take the card to the office."
        case .overHoardingLimit: "Use some credit, then put the card in again."
        case .cardReplaced: "Use the newer card."
        }
    }
}
