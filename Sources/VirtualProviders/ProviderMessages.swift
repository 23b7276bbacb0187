// The JSON of the interface, with its own names.

struct OrderWish: Decodable {
    struct Amount: Decodable {
        let total: Int64
        let currency: String?
    }

    let appid: String
    let mchid: String
    let description: String
    let out_trade_no: String
    let time_expire: String?
    let notify_url: String
    let amount: Amount
}

struct CloseWish: Decodable {
    let mchid: String
}

struct RefundWish: Decodable {
    struct Amount: Decodable {
        let refund: Int64
        let total: Int64
        let currency: String
    }

    let out_trade_no: String
    let out_refund_no: String
    let amount: Amount
}

struct CodeView: Encodable {
    let code_url: String
}

struct OrderView: Encodable {
    struct Amount: Encodable {
        let total: Int64
        let payer_total: Int64
        let currency = "CNY"
        let payer_currency = "CNY"
    }

    let mchid: String
    let out_trade_no: String
    let trade_type = "NATIVE"
    let trade_state: String
    let trade_state_desc: String
    let transaction_id: String?
    let amount: Amount?
}

struct RefundView: Encodable {
    struct Amount: Encodable {
        let refund: Int64
        let currency = "CNY"
    }

    let refund_id: String
    let out_refund_no: String
    let out_trade_no: String
    let status: String
    let amount: Amount
}

struct RefusalView: Encodable {
    let code: String
    let message: String
}

extension VirtualPaymentProvider.Order.State {
    /// As the interface writes it.
    var tradeState: String {
        switch self {
        case .notPaid: "NOTPAY"
        case .paid: "SUCCESS"
        case .closed: "CLOSED"
        case .refunded: "REFUND"
        }
    }
}
