internal import CashAcceptors
public import Configuration
public import Prepayment
internal import WebClient

/// Everything an operator sets for one kiosk (`Config/kiosk.json5`). Paths are relative to the folder
/// that the program is started in.
public struct KioskConfiguration: ConfigurationSection {
    /// This kiosk's number in its estate.
    public let kiosk: KioskIdentifier
    /// What receipts and screens say of the estate.
    public let estate: EstateConfiguration
    /// The journal's file.
    public let journalPath: String
    /// The key file, mode 0600.
    public let keyPath: String
    /// The file with the key that the kiosk signs with, mode 0600; `kiosk enrol` writes it.
    public let signingKeyPath: String
    /// The reader to use; nil takes the one that holds a card.
    public let reader: String?
    /// How long a conversation with a card may be silent before its outcome counts as unknown.
    public let cardTimeoutMilliseconds: Int
    /// How long a clerk's command waits for a card to be put on.
    public let cardWaitMilliseconds: Int
    /// The screen's and the clerk's door.
    public let http: HTTPConfiguration
    /// Where records go; nil keeps them here.
    public let ledger: LedgerLinkConfiguration?
    /// How receipts are printed.
    public let printer: PrinterConfiguration
    /// The lobby screen; nil where there is none.
    public let screen: ScreenConfiguration?
    /// What the kiosk takes money with.
    public let payments: PaymentConfiguration?
    /// What is sold.
    public let terms: [UtilityTerms]

    /// Reads the file's sections.
    public init(from section: SectionReader) throws(ConfigurationError) {
        kiosk = KioskIdentifier(UInt32(try section.required("kiosk", .integer(in: 1...999_999))))
        estate = try section.required("estate", .section)
        journalPath = try section.required("journal", .text)
        keyPath = try section.required("keys", .text)
        signingKeyPath = try section.required("signingKey", .text)
        reader = try section.optional("reader", .text)
        cardTimeoutMilliseconds = try section.defaulted(
            "cardTimeoutMilliseconds",
            .integer(in: 500...60_000),
            to: 5_000
        )
        cardWaitMilliseconds = try section.defaulted(
            "cardWaitMilliseconds",
            .integer(in: 0...600_000),
            to: 10_000
        )
        http = try section.required("http", .section)
        ledger = try section.optional("ledger", .section)
        printer = try section.required("printer", .section)
        screen = try section.optional("screen", .section)
        payments = try section.optional("payments", .section)
        let utilities: [String: UtilityConfiguration] = try section.required(
            "utilities",
            .named(.section)
        )
        var terms: [UtilityTerms] = []
        for (name, utility) in utilities.sorted(by: { $0.key < $1.key }) {
            guard let sold = Utility(name: name) else {
                throw section.refusal(
                    of: "utilities",
                    "“\(name)” is none of electricity, water and gas"
                )
            }
            terms.append(try utility.terms(for: sold, in: section))
        }
        guard !terms.isEmpty else { throw section.refusal(of: "utilities", "nothing is sold") }
        self.terms = terms
    }

    /// Whether there is a screen, and what can be paid with at it, for an operator.
    public var screenSummary: String {
        guard screen != nil else { return "There is no lobby screen." }
        let ways = [
            payments?.notes.map { "notes into the acceptor at \($0.acceptor.path)" },
            payments?.weChatPay.map { "WeChat Pay as merchant \($0.merchantID)" },
        ].compactMap(\.self)
        return "The lobby screen takes "
            + (ways.isEmpty
                ? "no payment: none is configured." : ways.joined(separator: ", ") + ".")
    }

    /// The terms for a utility.
    public func terms(for utility: Utility) throws(SaleRefusal) -> UtilityTerms {
        guard let terms = terms.first(where: { $0.tariff.utility == utility }) else {
            throw .utilityNotSold(utility)
        }
        return terms
    }
}

/// What receipts and screens say of the estate.
public struct EstateConfiguration: ConfigurationSection {
    /// Its name.
    public let name: String
    /// Where this kiosk stands.
    public let place: String
    /// Whom residents may call.
    public let phone: String

    /// Reads the section.
    public init(from section: SectionReader) throws(ConfigurationError) {
        name = try section.required("name", .text)
        place = try section.required("place", .text)
        phone = try section.required("phone", .text)
    }
}

/// The screen's and the clerk's door: always on this machine alone.
public struct HTTPConfiguration: ConfigurationSection {
    /// The port on 127.0.0.1; 0 takes a free one.
    public let port: UInt16
    /// Where the service leaves the token that a clerk's commands need, mode 0600.
    public let operatorTokenPath: String

    /// Reads the section.
    public init(from section: SectionReader) throws(ConfigurationError) {
        port = try section.defaulted("port", .integer(in: 0...65_535), to: 8471)
        operatorTokenPath = try section.required("operatorToken", .text)
    }
}

/// The way to the ledger.
public struct LedgerLinkConfiguration: ConfigurationSection {
    /// `https://…`, or `http://` on this machine.
    public let address: String
    /// A PEM file that the ledger's certificate must descend from; nil takes the system's.
    public let certificateAuthorityPath: String?
    /// How often to look for records that were not sent yet.
    public let intervalSeconds: Int
    /// How often the kiosk says that it is there, also when it has nothing to send.
    public let heartbeatSeconds: Int
    /// How long a card waits for the ledger's word on what other kiosks sold to it.
    public let claimTimeoutMilliseconds: Int

    /// Reads the section.
    public init(from section: SectionReader) throws(ConfigurationError) {
        let address: String = try section.required("address", .text)
        self.address = address
        guard isProtectedAddress(address) else {
            throw section.refusal(
                of: "address",
                "it is neither https:// nor http:// on this machine"
            )
        }
        certificateAuthorityPath = try section.optional("certificateAuthority", .text)
        intervalSeconds = try section.defaulted("intervalSeconds", .integer(in: 1...3_600), to: 15)
        heartbeatSeconds = try section.defaulted(
            "heartbeatSeconds",
            .integer(in: 5...3_600),
            to: 60
        )
        claimTimeoutMilliseconds = try section.defaulted(
            "claimTimeoutMilliseconds",
            .integer(in: 100...10_000),
            to: 1_500
        )
    }
}
