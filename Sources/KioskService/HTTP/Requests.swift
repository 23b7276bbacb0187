internal import Prepayment
internal import WebServer

/// How the kiosk is.
public struct HealthJSON: Codable, Sendable {
    /// Its number.
    public let kiosk: UInt32
    /// ok or outOfService.
    public let status: String
    /// Why it does not sell.
    public let reason: String?
    /// The journal's last record.
    public let journalHead: UInt32
    /// The last record that the ledger has.
    public let ledgerHas: UInt32
    /// none, current, behind or forked.
    public let ledger: String
    /// Why records wait.
    public let ledgerProblem: String?
    /// How far this machine's clock is ahead of the ledger's, negative behind it; nil before the
    /// ledger has told.
    public let clockOffBySeconds: Int64?
    /// Why the ledger did not hear the last heartbeat.
    public let heartbeatProblem: String?

    init(_ standing: KioskStanding, of kiosk: KioskIdentifier) {
        self.kiosk = kiosk.number
        status = standing.outOfServiceReason == nil ? "ok" : "outOfService"
        reason = standing.outOfServiceReason
        journalHead = standing.journalHead
        ledgerHas = standing.ledgerHas
        switch standing.sync {
        case nil: (ledger, ledgerProblem) = ("none", nil)
        case .current: (ledger, ledgerProblem) = ("current", nil)
        case .behind(let sentence, _): (ledger, ledgerProblem) = ("behind", sentence)
        case .forked(let sentence): (ledger, ledgerProblem) = ("forked", sentence)
        }
        clockOffBySeconds = standing.heartbeat?.clockOffBySeconds
        heartbeatProblem = standing.heartbeat?.problem?.sentence
    }
}

/// A card that was issued.
public struct IssuedJSON: Codable, Sendable {
    /// The chip.
    public let card: String
    /// printed, not printed or unknown.
    public let receipt: String
    /// Why it is not certain.
    public let receiptReason: String?

    init(_ report: IssueReport) {
        card = report.card.description
        (receipt, receiptReason) = (report.slip.name, report.slip.reason)
    }
}

extension SaleRequestJSON {
    /// The request, with every field checked.
    func request() throws(Problem) -> SaleRequest {
        guard SaleRequest.isKey(key) else {
            throw .unprocessable("key", "has 1 to 64 bytes")
        }
        guard amountFen > 0, amountFen <= Money.largestTypedFen else {
            throw .unprocessable("amountFen", "is more than 0 and at most \(Money.largestTypedFen)")
        }
        // What devices take has a payment in the journal, which no clerk can name.
        guard let tender = Tender(name: tender), !tender.isTakenByKiosk else {
            throw .unprocessable("tender", "is “counter”")
        }
        return SaleRequest(
            key: key,
            amount: Money(fen: amountFen),
            tender: tender,
            utility: try utility.map(Utility.init(field:)),
            acceptsNoReceipt: withoutReceipt
        )
    }
}

extension RefundRequestJSON {
    /// The request, with every field checked.
    func refund() throws(Problem) -> SaleRefund {
        guard let sale = SaleIdentifier(sale) else {
            throw .unprocessable("sale", "is the number on a receipt, such as K0007-1-000042")
        }
        try Problem.checkWindow(reason: reason, clerk: clerk, key: key)
        return SaleRefund(sale: sale, reason: reason, clerk: clerk, requestKey: key)
    }
}

extension IssueRequestJSON {
    /// The request, with every field checked.
    func request() throws(Problem) -> IssueRequest {
        guard let customer = CustomerNumber(customer) else {
            throw .unprocessable("customer", "has 1 to 12 digits")
        }
        guard let meter = MeterNumber(meter) else {
            throw .unprocessable("meter", "has 1 to 12 digits")
        }
        return IssueRequest(
            customer: customer,
            meter: meter,
            utility: try Utility(field: utility),
            cardNumber: cardNumber,
            isReplacement: isReplacement
        )
    }
}

extension Utility {
    fileprivate init(field name: String) throws(Problem) {
        guard let utility = Utility(name: name) else {
            throw .unprocessable("utility", "is electricity, water or gas")
        }
        self = utility
    }
}

extension Problem {
    /// What a clerk says of money that is given back.
    static func checkWindow(reason: String, clerk: String, key: String) throws(Problem) {
        guard SaleRefund.isReason(reason) else {
            throw .unprocessable("reason", "has 1 to 200 bytes")
        }
        guard SaleRefund.isClerk(clerk) else {
            throw .unprocessable("clerk", "is a name of 1 to 64 bytes")
        }
        guard SaleRequest.isKey(key) else {
            throw .unprocessable("key", "has 1 to 64 bytes")
        }
    }

    static func unprocessable(_ field: String, _ rule: String) -> Problem {
        Problem(
            status: 422,
            title: "A field cannot be used",
            detail: "\(field) \(rule).",
            hint: "Correct \(field)."
        )
    }
}
