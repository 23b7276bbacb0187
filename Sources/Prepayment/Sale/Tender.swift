/// How a resident paid. The numbers stand in records.
public enum Tender: UInt8, Sendable, Hashable, CaseIterable {
    /// At the office window: the clerk took the money before the sale began.
    case counter = 1
    /// Notes and coins that the kiosk's acceptor took.
    case cash = 2
    /// A code on the screen, paid with WeChat.
    case weChatPay = 3

    /// The word used in commands and JSON.
    public var name: String {
        switch self {
        case .counter: "counter"
        case .cash: "cash"
        case .weChatPay: "wechat-pay"
        }
    }

    /// Finds a tender by its word.
    public init?(name: String) {
        guard let tender = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = tender
    }

    /// Whether the kiosk itself takes the money, so that its journal knows of each fen that came.
    public var isTakenByKiosk: Bool {
        switch self {
        case .counter: false
        case .cash, .weChatPay: true
        }
    }
}
