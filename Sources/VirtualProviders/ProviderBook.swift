internal import FoundationEssentials

/// What the provider knows: orders and refunds, and what may be done with them.
struct ProviderBook {
    /// A refusal in the interface's words.
    struct Refusal: Error {
        let status: Int
        let code: String
        let message: String
    }

    struct RefundEntry {
        let order: String
        let amountFen: Int64
        /// A refund is on its way when it is ordered, and has arrived when it is asked for.
        var hasArrived = false
    }

    private(set) var orders: [VirtualPaymentProvider.Order] = []
    private var refunds: [String: RefundEntry] = [:]

    /// The code of an order, new or known; `now` is in seconds since 1970.
    mutating func make(_ wish: OrderWish, at now: Int64) throws(Refusal) -> String {
        let expiry = wish.time_expire.map { unixTime($0) }
        guard wish.amount.total > 0, wish.amount.currency ?? "CNY" == "CNY" else {
            throw Refusal(status: 400, code: "PARAM_ERROR", message: "The amount is wrong.")
        }
        if case .some(let expiry) = expiry {
            guard let expiry, expiry > now else {
                throw Refusal(status: 400, code: "PARAM_ERROR", message: "time_expire is wrong.")
            }
        }
        guard let known = orders.first(where: { $0.number == wish.out_trade_no }) else {
            let order = VirtualPaymentProvider.Order(
                number: wish.out_trade_no,
                amountFen: wish.amount.total,
                description: wish.description,
                expiresAt: expiry ?? nil,
                serial: orders.count + 1
            )
            orders.append(order)
            return order.code
        }
        switch known.state {
        case .paid, .refunded:
            throw Refusal(status: 400, code: "ORDERPAID", message: "The order is paid.")
        case .closed:
            throw Refusal(status: 400, code: "ORDER_CLOSED", message: "The order is closed.")
        case .notPaid:
            guard known.amountFen == wish.amount.total, known.description == wish.description else {
                throw Refusal(
                    status: 403,
                    code: "OUT_TRADE_NO_USED",
                    message: "The number stands for another order."
                )
            }
            return known.code
        }
    }

    func order(_ number: String) throws(Refusal) -> VirtualPaymentProvider.Order {
        guard let order = orders.first(where: { $0.number == number }) else {
            throw Refusal(status: 404, code: "ORDER_NOT_EXIST", message: "There is no such order.")
        }
        return order
    }

    mutating func close(_ number: String) throws(Refusal) {
        let order = try order(number)
        switch order.state {
        case .notPaid: change(number) { $0.state = .closed }
        case .closed:
            throw Refusal(status: 400, code: "ORDER_CLOSED", message: "The order is closed.")
        case .paid, .refunded:
            throw Refusal(status: 400, code: "ORDERPAID", message: "The order is paid.")
        }
    }

    /// Pays an order that can be paid; `now` is in seconds since 1970.
    mutating func pay(_ number: String, at now: Int64) -> Bool {
        guard let order = try? order(number), order.state == .notPaid,
            order.expiresAt.map({ $0 > now }) ?? true
        else { return false }
        change(number) { $0.state = .paid }
        return true
    }

    /// Orders a refund, or finds it again.
    mutating func refund(_ wish: RefundWish) throws(Refusal) -> RefundEntry {
        guard let order = orders.first(where: { $0.number == wish.out_trade_no }) else {
            throw Refusal(
                status: 404,
                code: "RESOURCE_NOT_EXISTS",
                message: "There is no such order."
            )
        }
        if let known = refunds[wish.out_refund_no] {
            guard known.order == order.number, known.amountFen == wish.amount.refund else {
                throw Refusal(
                    status: 400,
                    code: "INVALID_REQUEST",
                    message: "The number stands for another refund."
                )
            }
            return known
        }
        let leftFen = order.amountFen - order.refundedFen
        guard order.state == .paid || order.state == .refunded, wish.amount.refund > 0,
            wish.amount.total == order.amountFen, wish.amount.refund <= leftFen
        else {
            throw Refusal(
                status: 400,
                code: "INVALID_REQUEST",
                message: "So much cannot be given back."
            )
        }
        change(order.number) {
            $0.refundedFen += wish.amount.refund
            $0.state = .refunded
        }
        let entry = RefundEntry(order: order.number, amountFen: wish.amount.refund)
        refunds[wish.out_refund_no] = entry
        return entry
    }

    /// What became of a refund.
    mutating func refundEntry(_ number: String) throws(Refusal) -> RefundEntry {
        refunds[number]?.hasArrived = true
        guard let entry = refunds[number] else {
            throw Refusal(
                status: 404,
                code: "RESOURCE_NOT_EXISTS",
                message: "There is no such refund."
            )
        }
        return entry
    }

    private mutating func change(
        _ number: String,
        _ change: (inout VirtualPaymentProvider.Order) -> Void
    ) {
        guard let index = orders.firstIndex(where: { $0.number == number }) else { return }
        change(&orders[index])
    }
}

/// Seconds since 1970 at a time in the form of RFC 3339; nil when it is in no such form.
private func unixTime(_ text: String) -> Int64? {
    (try? Date(text, strategy: .iso8601)).map { Int64($0.timeIntervalSince1970) }
}
