/// What an answer of the provider is for a payment.
struct CallAnswer: Sendable {
    let event: CodePayment.Event
    /// Why the answer says nothing; nil where it does.
    let trouble: WeChatPayError?

    private init(_ event: CodePayment.Event) { (self.event, trouble) = (event, nil) }

    private init(missing trouble: WeChatPayError) { (event, self.trouble) = (.unknown, trouble) }

    static func making(_ answer: Result<String, WeChatPayError>) -> CallAnswer {
        switch answer {
        case .success(let code): CallAnswer(.made(code: code))
        case .failure(let error) where error.isOutcomeUnknown || error.wantsPatience:
            CallAnswer(missing: error)
        case .failure(let error): CallAnswer(.makingRefused(error))
        }
    }

    /// A refusal to say what became of an order says nothing of the order.
    static func query(_ answer: Result<Trade, WeChatPayError>) -> CallAnswer {
        switch answer {
        case .success(let trade): CallAnswer(.told(trade))
        case .failure(let error): CallAnswer(missing: error)
        }
    }

    static func close(_ answer: Result<Void, WeChatPayError>) -> CallAnswer {
        switch answer {
        case .success: CallAnswer(.closed)
        case .failure(let error) where error.isOutcomeUnknown || error.wantsPatience:
            CallAnswer(missing: error)
        case .failure(.refused(_, "ORDER_CLOSED", _)): CallAnswer(.closed)
        case .failure(.refused(_, let code, _)) where WeChatPayError.missingCodes.contains(code):
            CallAnswer(.nothingToClose)
        case .failure: CallAnswer(.closingRefused)
        }
    }
}

extension WeChatPayClient {
    /// Carries out a call of a payment.
    func answer(
        to call: CodePayment.Call,
        order: String,
        amountFen: Int64,
        description: String,
        expiresAt: Int64
    ) async -> CallAnswer {
        switch call {
        case .make:
            await .making(
                result { () throws(WeChatPayError) in
                    try await createNative(
                        order: order,
                        amountFen: amountFen,
                        description: description,
                        expiresAt: expiresAt
                    )
                }
            )
        case .query:
            await .query(result { () throws(WeChatPayError) in try await query(order: order) })
        case .close:
            await .close(result { () throws(WeChatPayError) in try await close(order: order) })
        }
    }

    private func result<Value>(
        _ call: () async throws(WeChatPayError) -> Value
    ) async -> Result<Value, WeChatPayError> {
        do throws(WeChatPayError) { return .success(try await call()) } catch {
            return .failure(error)
        }
    }
}

extension Result<Refund, WeChatPayError> {
    /// Why the answer says nothing; nil where it does.
    var trouble: WeChatPayError? {
        guard case .failure(let error) = self, error.isOutcomeUnknown else { return nil }
        return error
    }
}
