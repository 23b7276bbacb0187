public import Prepayment

/// The chart of accounts.
///
/// Numbers are kept in the store and stand in exports: a released number never changes its meaning.
/// The kinds of records that there are today reach only some of the accounts; the others are named
/// so that the parts which post to them later find their place.
///
/// **Credit sold is a liability, not income.** What a resident pays for is energy or water that the
/// meter gives out later, out of this program's sight. Until the utility's own accounting has read
/// the meter, the money is owed to whoever delivers. A kiosk that booked income at the tap would
/// state as earned what may still be refunded.
public enum Account: UInt16, CaseIterable, Hashable, Sendable {
    case cashBox = 1010
    case counterCash = 1020
    case weChatPay = 1110
    case alipay = 1120
    case arrears = 1200
    case paidNotDelivered = 2010
    case undecided = 2020
    case owedCredit = 2030
    case refunds = 2040
    case takenUnsold = 2050
    case electricitySold = 2110
    case waterSold = 2120
    case gasSold = 2130
    case tax = 2200
    case suspense = 2900
    case fees = 4010
    case cashOverOrShort = 5010

    /// The account's name: letters and spaces, so that exports can make their own form of it.
    public var name: String {
        switch self {
        case .cashBox: "Cash in the box"
        case .counterCash: "Counter cash"
        case .weChatPay: "WeChat Pay"
        case .alipay: "Alipay"
        case .arrears: "Arrears"
        case .paidNotDelivered: "Paid and not delivered"
        case .undecided: "Undecided"
        case .owedCredit: "Owed credit"
        case .refunds: "Refunds"
        case .takenUnsold: "Taken and not sold"
        case .electricitySold: "Electricity sold"
        case .waterSold: "Water sold"
        case .gasSold: "Gas sold"
        case .tax: "Tax"
        case .suspense: "Suspense"
        case .fees: "Fees"
        case .cashOverOrShort: "Cash over or short"
        }
    }

    /// What stands on it.
    public var purpose: String {
        switch self {
        case .cashBox: "Notes and coins in the box of a kiosk."
        case .counterCash: "Money that a clerk took for sales of this kiosk."
        case .weChatPay: "Money that WeChat Pay holds for us until it settles."
        case .alipay: "Money that Alipay holds for us until it settles."
        case .arrears: "Debts of residents that are collected with their purchases."
        case .paidNotDelivered: "Paid, and not yet told how the writing of the card ended."
        case .undecided: "Paid, and nobody knows whether it is on the card until the card is seen."
        case .owedCredit: "Paid, and certainly not on the card: the resident may ask for it."
        case .refunds: "Granted to residents and not yet paid out."
        case .takenUnsold: "Taken by kiosks and in no sale yet: kept for the card it was paid for."
        case .electricitySold: "On cards, for electricity that the utility has to deliver."
        case .waterSold: "On cards, for water that the utility has to deliver."
        case .gasSold: "On cards, for gas that the utility has to deliver."
        case .tax: "Collected with purchases for the tax office."
        case .suspense: "What a kiosk stated and nobody can believe, until a person has decided."
        case .fees: "Charged for the service itself."
        case .cashOverOrShort: "What counted cash differs by from what the records say."
        }
    }

    /// On which side of the balance sheet, or of income, it stands.
    public var kind: AccountKind {
        switch self {
        case .cashBox, .counterCash, .weChatPay, .alipay, .arrears: .asset
        case .paidNotDelivered, .undecided, .owedCredit, .refunds, .takenUnsold, .electricitySold,
            .waterSold, .gasSold, .tax, .suspense:
            .liability
        case .fees: .income
        case .cashOverOrShort: .expense
        }
    }

    /// Where money lies that was paid in some way.
    public init(holding tender: Tender) {
        switch tender {
        case .counter: self = .counterCash
        case .cash: self = .cashBox
        case .weChatPay: self = .weChatPay
        }
    }

    /// What a sale takes its money from: what a kiosk took itself was posted when it came.
    public init(paying tender: Tender) {
        self = tender.isTakenByKiosk ? .takenUnsold : Account(holding: tender)
    }

    /// Where credit for a utility stands once it is on a card.
    public static func sold(_ utility: Utility) -> Account {
        switch utility {
        case .electricity: .electricitySold
        case .water: .waterSold
        case .gas: .gasSold
        }
    }
}

/// The five kinds of accounts, but for equity: no kiosk touches that.
public enum AccountKind: Hashable, Sendable {
    case asset
    case liability
    case income
    case expense
}
