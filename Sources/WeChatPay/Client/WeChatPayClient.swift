internal import Cryptography
internal import FoundationEssentials
internal import WebClient

/// The calls of WeChat Pay, version 3, for a code that the kiosk shows and a telephone reads.
///
/// Every request is signed, every answer verified: what is not genuine is an error, never a state.
/// The calls wait for one another. Order and refund numbers are of letters, digits, `_` and `-`.
public struct WeChatPayClient: Sendable {
    private let configuration: WeChatPayConfiguration
    private let http: HTTPClient
    private let now: @Sendable () -> Int64
    private let nonce: @Sendable () -> String

    /// `now` gives seconds since 1970, `nonce` a text that never comes twice.
    public init(
        _ configuration: WeChatPayConfiguration,
        now: @escaping @Sendable () -> Int64 = WeChatPayClient.systemTime,
        nonce: @escaping @Sendable () -> String = WeChatPayClient.randomNonce
    ) {
        self.configuration = configuration
        (self.now, self.nonce) = (now, nonce)
        http = HTTPClient(
            ClientConfiguration(
                clientName: "prepaid-kiosk",
                connectTimeoutMilliseconds: configuration.timeoutMilliseconds,
                timeoutMilliseconds: configuration.timeoutMilliseconds,
                certificateAuthorityFile: configuration.certificateAuthorityFile
            )
        )
    }

    /// Seconds since 1970 on this machine's clock.
    public static let systemTime: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }

    /// 32 digits from libcrypto's generator.
    public static let randomNonce: @Sendable () -> String = { SecureRandom.bytes(16).hexadecimal }

    /// Makes an order, or finds it again by its number; gives the text of its QR code (`code_url`).
    ///
    /// `expiresAt` is in seconds since 1970. The same number must come with the same values.
    public func createNative(
        order: String,
        amountFen: Int64,
        description: String,
        expiresAt: Int64
    ) async throws(WeChatPayError) -> String {
        let wish = NativeOrder(
            appid: configuration.appID,
            mchid: configuration.merchantID,
            description: description,
            out_trade_no: numberText(order),
            time_expire: beijingTime(secondsSince1970: expiresAt),
            notify_url: configuration.notificationAddress,
            amount: .init(total: amountFen)
        )
        let answer = try await post("/v3/pay/transactions/native", wish)
        return try value(NativeCode.self, of: answer).code_url
    }

    /// Asks what became of an order.
    public func query(order: String) async throws(WeChatPayError) -> Trade {
        let number = numberText(order)
        let answer: ClientResponse
        do throws(WeChatPayError) {
            answer = try await send(
                .get,
                "/v3/pay/transactions/out-trade-no/\(number)?mchid=\(configuration.merchantID)"
            )
        } catch {
            guard case .refused(_, let code, _) = error,
                WeChatPayError.missingCodes.contains(code)
            else { throw error }
            return .missing
        }
        let trade = try value(TradeAnswer.self, of: answer)
        guard trade.out_trade_no == order, trade.mchid == configuration.merchantID else {
            throw .notGenuine(status: answer.status, .notWhatWasAsked)
        }
        return try self.trade(trade)
    }

    /// Sees to it that an order cannot be paid any more.
    public func close(order: String) async throws(WeChatPayError) {
        _ = try await post(
            "/v3/pay/transactions/out-trade-no/\(numberText(order))/close",
            CloseOrder(mchid: configuration.merchantID)
        )
    }

    /// Gives money of an order back, or finds the refund again by its number.
    ///
    /// The same number must come with the same values.
    public func refund(
        order: String,
        refund: String,
        amountFen: Int64,
        totalFen: Int64,
        reason: String
    ) async throws(WeChatPayError) -> Refund {
        let wish = RefundOrder(
            out_trade_no: numberText(order),
            out_refund_no: numberText(refund),
            reason: reason,
            amount: .init(refund: amountFen, total: totalFen)
        )
        let answer = try await post("/v3/refund/domestic/refunds", wish)
        return try state(ofRefund: refund, answer)
    }

    /// Asks what became of a refund.
    public func refundState(refund: String) async throws(WeChatPayError) -> Refund {
        let answer = try await send(.get, "/v3/refund/domestic/refunds/\(numberText(refund))")
        return try state(ofRefund: refund, answer)
    }

    private func trade(_ answer: TradeAnswer) throws(WeChatPayError) -> Trade {
        switch answer.trade_state {
        case "NOTPAY": return .notPaid
        case "CLOSED": return .closed
        case "REFUND": return .refunded
        case "SUCCESS":
            guard let transaction = answer.transaction_id, let amount = answer.amount,
                amount.currency ?? "CNY" == "CNY"
            else { throw .unexpected("it is paid, without a transaction or an amount in CNY") }
            return .paid(transaction: transaction, amountFen: amount.total)
        case let state: throw .unexpected("the state of an order is \(state)")
        }
    }

    private func state(
        ofRefund refund: String,
        _ answer: ClientResponse
    ) throws(WeChatPayError) -> Refund {
        let told = try value(RefundAnswer.self, of: answer)
        guard told.out_refund_no == refund else {
            throw .notGenuine(status: answer.status, .notWhatWasAsked)
        }
        switch told.status {
        case "SUCCESS": return .succeeded
        case "PROCESSING": return .processing
        case "CLOSED": return .closed
        case "ABNORMAL": return .abnormal
        case let state: throw .unexpected("the state of a refund is \(state)")
        }
    }

    private func post(
        _ target: String,
        _ wish: some Encodable
    ) async throws(WeChatPayError) -> ClientResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let body = try? encoder.encode(wish) else {
            preconditionFailure("JSON has no place for \(type(of: wish))")
        }
        return try await send(.post, target, body: [UInt8](body))
    }

    /// Sends a signed request; gives the answer when it is the provider's and no refusal.
    private func send(
        _ method: ClientRequest.Method,
        _ target: String,
        body: [UInt8]? = nil
    ) async throws(WeChatPayError) -> ClientResponse {
        let authorization = configuration.authorization(
            method,
            target,
            time: now(),
            nonce: nonce(),
            body: body ?? []
        )
        var headers = [
            ("Authorization", authorization), ("Accept", "application/json"),
            // Chooses the key that the answer is signed with.
            ("Wechatpay-Serial", configuration.providerKeyID),
        ]
        if body != nil { headers.append(("Content-Type", "application/json")) }
        let request = ClientRequest(
            method,
            configuration.address + target,
            headers: headers.map { (name: $0.0, value: $0.1) },
            body: body
        )
        let answer: ClientResponse
        do { answer = try await http.send(request) } catch {
            throw .noAnswer(sentence: error.sentence, hint: error.hint)
        }
        return try judge(answer)
    }

    private func judge(_ answer: ClientResponse) throws(WeChatPayError) -> ClientResponse {
        let refusal = try? answer.json(RefusalAnswer.self)
        if answer.status >= 500 {
            // Signed or not, it decides nothing.
            throw .providerFailed(status: answer.status, code: refusal?.code ?? "")
        }
        if let doubt = configuration.doubt(of: answer, now: now()) {
            throw .notGenuine(status: answer.status, doubt)
        }
        switch (answer.status, refusal) {
        case (200, _), (204, _): return answer
        case (_, .some(let refusal)) where ["SYSTEMERROR", "SYSTEM_ERROR"].contains(refusal.code):
            throw .providerFailed(status: answer.status, code: refusal.code)
        case (400..<500, .some(let refusal)):
            throw .refused(
                status: answer.status,
                code: refusal.code,
                message: refusal.message ?? ""
            )
        default: throw .unexpected("its status is \(answer.status)")
        }
    }

    private func value<Value: Decodable>(
        _ type: Value.Type,
        of answer: ClientResponse
    ) throws(WeChatPayError) -> Value {
        do { return try answer.json(type) } catch {
            throw .unexpected("it is no \(type)")
        }
    }

    /// A number that is not made of these signs is the caller's mistake.
    private func numberText(_ number: String) -> String {
        let isGood = number.utf8.allSatisfy { sign in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(sign)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(sign | 0x20)
                || sign == UInt8(ascii: "_") || sign == UInt8(ascii: "-")
        }
        precondition(isGood && !number.isEmpty, "not a number for an order: \(number)")
        return number
    }
}
