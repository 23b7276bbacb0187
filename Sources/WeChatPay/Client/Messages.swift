internal import FoundationEssentials

// The JSON of the interface, with its own names.

struct NativeOrder: Encodable {
    struct Amount: Encodable {
        let total: Int64
        let currency = "CNY"
    }

    let appid: String
    let mchid: String
    let description: String
    let out_trade_no: String
    let time_expire: String
    let notify_url: String
    let amount: Amount
}

struct NativeCode: Decodable {
    let code_url: String
}

struct CloseOrder: Encodable {
    let mchid: String
}

struct TradeAnswer: Decodable {
    struct Amount: Decodable {
        let total: Int64
        let currency: String?
    }

    let mchid: String
    let out_trade_no: String
    let trade_state: String
    let transaction_id: String?
    let amount: Amount?
}

struct RefundOrder: Encodable {
    struct Amount: Encodable {
        let refund: Int64
        let total: Int64
        let currency = "CNY"
    }

    let out_trade_no: String
    let out_refund_no: String
    let reason: String
    let amount: Amount
}

struct RefundAnswer: Decodable {
    let out_refund_no: String
    let status: String
}

struct RefusalAnswer: Decodable {
    let code: String
    let message: String?
}

/// A time as RFC 3339 writes it, in Beijing's time zone, as the provider's examples have it.
func beijingTime(secondsSince1970 seconds: Int64) -> String {
    let beijing = Date(timeIntervalSince1970: Double(seconds + 8 * 3_600))
    return beijing.ISO8601Format().dropLast() + "+08:00"
}
