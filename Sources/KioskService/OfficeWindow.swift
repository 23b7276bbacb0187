internal import Configuration
internal import FoundationEssentials
public import Prepayment
public import SmartCards
internal import WebClient

/// What a clerk does at the office window: through the kiosk's service where it runs, and otherwise
/// by itself, with the same journal and the same rules. The journal's lock keeps the two apart.
public struct OfficeWindow: Sendable {
    private let configuration: KioskConfiguration

    /// Takes the kiosk's configuration.
    public init(_ configuration: KioskConfiguration) { self.configuration = configuration }

    /// Sells to the card in the reader.
    public func sell(_ request: SaleRequest) async throws -> SaleJSON {
        let body = SaleRequestJSON(request)
        if let sale: SaleJSON = try await ask("sales", body, key: request.key) { return sale }
        return try await alone { kiosk in
            SaleJSON(try await kiosk.sales.sell(request, reader: try waitForCard()))
        }
    }

    /// Settles the open sales of the card in the reader.
    public func settle() async throws -> SettlementJSON {
        if let settlement: SettlementJSON = try await ask("settlements", [String: String]()) {
            return settlement
        }
        return try await alone { kiosk in
            SettlementJSON(try await kiosk.sales.settle(try waitForCard()))
        }
    }

    /// Records that the money of a sale is given back. A card that lies in the reader is asked; one is
    /// not waited for.
    public func refund(_ refund: SaleRefund) async throws -> RefundJSON {
        let body = RefundRequestJSON(refund)
        if let refunded: RefundJSON = try await ask("refunds", body, key: refund.requestKey) {
            return refunded
        }
        return try await alone { kiosk in
            let reader = Result { () throws(CardError) in
                try CardReaders().waitForCard(reader: configuration.reader, timeoutMilliseconds: 0)
            }
            return RefundJSON(try await kiosk.sales.refund(refund, reader: reader))
        }
    }

    /// The money that is kept for cards, oldest first.
    public func heldMoney() async throws -> [HeldMoneyJSON] {
        if let held: [HeldMoneyJSON] = try await ask("held-money") { return held }
        return try await alone { kiosk in
            try await kiosk.sales.heldMoney().map(HeldMoneyJSON.init)
        }
    }

    /// Records that money which is kept is given back.
    public func payOut(_ payOut: PayOut) async throws -> PayOutJSON {
        let body = PayOutRequestJSON(payOut)
        if let paid: PayOutJSON = try await ask("pay-outs", body, key: payOut.requestKey) {
            return paid
        }
        return try await alone { kiosk in PayOutJSON(try await kiosk.sales.payOut(payOut)) }
    }

    /// Issues the card in the reader.
    public func issue(_ request: IssueRequest) async throws -> IssuedJSON {
        let body = IssueRequestJSON(request)
        if let issued: IssuedJSON = try await ask("cards", body) { return issued }
        return try await alone { kiosk in
            IssuedJSON(try await kiosk.issue(request, reader: try waitForCard()))
        }
    }

    /// Prints a receipt once more, marked as a copy.
    public func reprint(_ number: SaleIdentifier) async throws -> SlipJSON {
        let body = CopyRequestJSON(number: number.description)
        if let slip: SlipJSON = try await ask("copies", body) { return slip }
        return try await alone { kiosk in
            SlipJSON(number: number.description, try await kiosk.sales.reprint(number))
        }
    }

    /// Shows the day, prints it, or closes it.
    public func day(_ request: DayRequestJSON) async throws -> DayReportJSON {
        if let report: DayReportJSON = try await ask("day-reports", request) { return report }
        return try await alone { kiosk in DayReportJSON(try await kiosk.sales.report(request)) }
    }

    /// Waits for one card. Blocks: for programs that do nothing else meanwhile.
    public func waitForCard() throws(CardError) -> String {
        try CardReaders().waitForCard(
            reader: configuration.reader,
            timeoutMilliseconds: configuration.cardWaitMilliseconds
        )
    }

    private func alone<Result>(_ body: (Kiosk) async throws -> Result) async throws -> Result {
        let kiosk = try await Kiosk(configuration)
        do {
            let result = try await body(kiosk)
            await kiosk.close()
            return result
        } catch {
            await kiosk.close()
            throw error
        }
    }

    /// Has the service do something; nil where none runs. A request whose answer was lost is not made
    /// again by other means: its key finds it when the clerk asks once more.
    private func ask<Body: Encodable & Sendable, Answer: Decodable>(
        _ path: String,
        _ body: Body,
        key: String? = nil
    ) async throws -> Answer? {
        try await ask(.json(.post, address(path), body), for: 201, key: key)
    }

    /// Asks the service for what it knows; nil where none runs.
    private func ask<Answer: Decodable>(_ path: String) async throws -> Answer? {
        try await ask(ClientRequest(.get, address(path)), for: 200, key: nil)
    }

    private func address(_ path: String) -> String {
        "http://127.0.0.1:\(configuration.http.port)/api/\(path)"
    }

    private func ask<Answer: Decodable>(
        _ request: ClientRequest,
        for status: Int,
        key: String?
    ) async throws -> Answer? {
        guard let token = try? SecretFile.read(configuration.http.operatorTokenPath) else {
            return nil
        }
        let client = HTTPClient(
            ClientConfiguration(clientName: "kiosk", timeoutMilliseconds: 120_000)
        )
        var request = request
        request.headers.append(
            ("Authorization", "Bearer " + String(decoding: token, as: UTF8.self))
        )
        let response: ClientResponse
        do throws(WebClientError) {
            response = try await client.send(request)
        } catch .cannotConnect {
            return nil
        } catch {
            throw OfficeWindowError.noAnswer(sentence: error.sentence, key: key)
        }
        guard response.status == status, let answer = try? response.json(Answer.self) else {
            throw OfficeWindowError(refusal: response, key: key)
        }
        return answer
    }
}

/// Why the service did not do what the window asked.
public enum OfficeWindowError: Error, Sendable, Equatable {
    /// It refused, in its own words.
    case refused(sentence: String, hint: String)
    /// It did not answer, and may have done it; `key` names the sale that was asked for.
    case noAnswer(sentence: String, key: String?)

    private struct Refusal: Decodable {
        let title: String
        let detail: String?
        let hint: String?
    }

    init(refusal response: ClientResponse, key: String?) {
        guard let refusal = try? response.json(Refusal.self) else {
            self = .noAnswer(
                sentence: "Something else than the kiosk's service answers at its port.",
                key: key
            )
            return
        }
        let sentence = [refusal.title, refusal.detail].compactMap(\.self).joined(separator: " ")
        self = .refused(sentence: sentence, hint: refusal.hint ?? "Ask again.")
    }

    /// What happened.
    public var sentence: String {
        switch self {
        case .refused(let sentence, _): sentence
        case .noAnswer(let sentence, _): "The kiosk's service did not answer. \(sentence)"
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .refused(_, let hint): hint
        case .noAnswer(_, let key?):
            "Ask again with --key \(key): what was done is not done twice. Or see the card (kiosk card show)."
        case .noAnswer(_, nil): "See the card (kiosk card show) before asking again."
        }
    }
}
