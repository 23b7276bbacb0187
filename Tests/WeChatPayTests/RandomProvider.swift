import WeChatPay

/// A provider and a payer that do anything that they may, by the dice.
struct RandomProvider {
    private(set) var isMade = false
    private(set) var isClosed = false
    private(set) var isPaid = false
    private(set) var isCodeSeen = false
    /// An order that was sent and arrives later, if ever.
    private var isOrderOnItsWay = false
    /// Answers missing out of ten.
    private let lossOfTen: Int
    private var dice: any RandomNumberGenerator

    init(lossOfTen: Int, dice: any RandomNumberGenerator) {
        (self.lossOfTen, self.dice) = (lossOfTen, dice)
    }

    mutating func chance(_ count: Int, of all: Int) -> Bool {
        Int.random(in: 0..<all, using: &dice) < count
    }

    mutating func seeCode() { isCodeSeen = true }

    /// What may happen at any moment: the payer pays, a late order arrives.
    mutating func live() {
        if isOrderOnItsWay, chance(1, of: 4) { (isMade, isOrderOnItsWay) = (true, false) }
        if chance(1, of: 12) { pay() }
    }

    /// Pays where that can be.
    mutating func pay() { if isMade, isCodeSeen, !isClosed { isPaid = true } }

    mutating func answer(to call: CodePayment.Call) -> CodePayment.Event {
        guard !chance(lossOfTen, of: 10) else {
            // It was carried out, or not, or, of an order, will be.
            switch call {
            case .make where chance(1, of: 3): isOrderOnItsWay = true
            case .make, .close, .query: if chance(1, of: 2) { _ = carryOut(call) }
            }
            return .unknown
        }
        return carryOut(call)
    }

    private mutating func carryOut(_ call: CodePayment.Call) -> CodePayment.Event {
        switch call {
        case .make:
            if isClosed || isPaid {
                return .makingRefused(.refused(status: 400, code: "ORDER_CLOSED", message: ""))
            }
            isMade = true
            return .made(code: "weixin://1")
        case .query:
            if isPaid { return .told(Self.paid) }
            if isClosed { return .told(.closed) }
            return .told(isMade ? .notPaid : .missing)
        case .close:
            // The payer may be faster than any close.
            if chance(1, of: 3) { pay() }
            if isPaid { return .closingRefused }
            if !isMade { return chance(1, of: 2) ? .nothingToClose : .closed }
            isClosed = true
            return .closed
        }
    }

    static let paid = Trade.paid(transaction: "T1", amountFen: 10_000)
}
