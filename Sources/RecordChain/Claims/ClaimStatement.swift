public import Cryptography
public import Prepayment

/// The ledger's word on a `ClaimQuestion`, which it repeats whole:
///
///     version (1) = 1 · question (2 + n) · answered at (8) · signing key (16) · number of sales (1)
///     · per sale: sale (10) · ruling (1) · kiosk (4) · intent (2 + n, 0 where none is told)
///
/// A kiosk writes credit for free and pays out money by it. Naming the question it names the asking
/// kiosk, the card and the moment: what was said to another, of another card or at another time fits no
/// question that is open.
public struct ClaimStatement: Hashable, Sendable {
    /// The version written.
    public static let version: UInt8 = 1

    /// What was asked.
    public let question: ClaimQuestion
    /// When the ledger said so.
    public let answeredAt: WallTime
    /// The ledger's key.
    public let key: KeyIdentifier
    /// One for each sale that there is something to say of.
    public let rulings: [SaleRuling]

    /// Takes the parts. More rulings than `ClaimQuestion.saleLimit` trap.
    public init(
        _ question: ClaimQuestion,
        rulings: [SaleRuling],
        answeredAt: WallTime,
        key: KeyIdentifier
    ) {
        precondition(rulings.count <= ClaimQuestion.saleLimit, "too many rulings")
        (self.question, self.rulings) = (question, rulings)
        (self.answeredAt, self.key) = (answeredAt, key)
    }
}

/// What the ledger says of one sale.
public struct SaleRuling: Hashable, Sendable {
    /// What the asking kiosk may do.
    public enum Verdict: Hashable, Sendable {
        /// What it asked for: nobody else may, until it is heard.
        case given
        /// Another kiosk was given the sale, and did not say yet what became of it.
        case held(by: KioskIdentifier)
        /// The kiosk that sold it is giving the money back.
        case beingRefunded(by: KioskIdentifier)
        /// The ledger was restored from a copy, and that kiosk was not heard since.
        case unheard(KioskIdentifier)
        /// That kiosk said that the credit is on the card.
        case written(by: KioskIdentifier)
        /// The money was given back.
        case refunded(by: KioskIdentifier)
    }

    /// The sale.
    public let sale: SaleIdentifier
    /// What the asking kiosk may do.
    public let verdict: Verdict
    /// What was sold, by which its card can be read; nil of a sale that the asking kiosk knows.
    public let intent: SaleIntent?

    /// Takes the parts.
    public init(_ sale: SaleIdentifier, _ verdict: Verdict, intent: SaleIntent? = nil) {
        (self.sale, self.verdict, self.intent) = (sale, verdict, intent)
    }
}

extension ClaimStatement: SignedStatement {
    static let signingContext = "kioskc1"

    /// The canonical bytes: what is signed.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.writeCounted(question.bytes)
        writer.write(answeredAt.secondsSince1970)
        writer.write(key.bytes)
        writer.write(UInt8(rulings.count))
        for ruling in rulings {
            writer.write(ruling.sale)
            writer.write(ruling.verdict.number)
            writer.write(ruling.verdict.kiosk?.number ?? 0)
            writer.writeCounted(ruling.intent?.bytes ?? [])
        }
        return writer.bytes
    }

    /// Reads canonical bytes.
    public init(bytes: [UInt8]) throws(LayoutError) {
        var reader = ByteReader(bytes)
        try reader.expectVersion(Self.version)
        question = try ClaimQuestion(bytes: try reader.countedBytes("question"))
        answeredAt = WallTime(secondsSince1970: try reader.read("answered at"))
        guard
            let key = KeyIdentifier(bytes: try reader.bytes(KeyIdentifier.byteCount, "signing key"))
        else { preconditionFailure("16 bytes were read") }
        self.key = key
        let count: UInt8 = try reader.read("number of sales")
        guard count <= ClaimQuestion.saleLimit else {
            throw .unknownValue(field: "number of sales", value: UInt64(count))
        }
        var rulings: [SaleRuling] = []
        for _ in 0..<count {
            let sale = try reader.saleIdentifier("sale")
            let verdict = try SaleRuling.Verdict(
                number: try reader.read("verdict"),
                kiosk: try reader.read("kiosk")
            )
            let intent = try reader.countedBytes("intent")
            rulings.append(
                SaleRuling(
                    sale,
                    verdict,
                    intent: intent.isEmpty ? nil : try SaleIntent(bytes: intent)
                )
            )
        }
        self.rulings = rulings
        try reader.finish()
    }
}

extension SaleRuling.Verdict {
    fileprivate var number: UInt8 {
        switch self {
        case .given: 1
        case .held: 2
        case .beingRefunded: 3
        case .unheard: 4
        case .written: 5
        case .refunded: 6
        }
    }

    fileprivate var kiosk: KioskIdentifier? {
        switch self {
        case .given: nil
        case .held(let kiosk), .beingRefunded(let kiosk), .unheard(let kiosk),
            .written(let kiosk), .refunded(let kiosk):
            kiosk
        }
    }

    fileprivate init(number: UInt8, kiosk: UInt32) throws(LayoutError) {
        let named = KioskIdentifier(kiosk)
        switch number {
        case 1 where kiosk == 0: self = .given
        case 2: self = .held(by: named)
        case 3: self = .beingRefunded(by: named)
        case 4: self = .unheard(named)
        case 5: self = .written(by: named)
        case 6: self = .refunded(by: named)
        default: throw .unknownValue(field: "verdict", value: UInt64(number))
        }
    }
}

/// A statement and the ledger's signature:
///
///     length of the statement (2) · statement · signature (64)
///
/// Signed are "kioskc1" and the statement, so that no signature made for another purpose fits.
public struct SignedClaimStatement: Hashable, Sendable {
    /// What is said.
    public let statement: ClaimStatement
    /// The Ed25519 signature, 64 bytes.
    public let signature: [UInt8]

    /// Signs a statement, which must name the key.
    public init(_ statement: ClaimStatement, signedBy key: Ed25519.PrivateKey) {
        self.statement = statement
        signature = statement.signature(by: key)
    }

    /// Whether it answers this question, and no other, in the words of the ledger that has this key.
    public func answers(_ question: ClaimQuestion, signedBy key: Ed25519.PublicKey) -> Bool {
        statement.question == question && statement.isSigned(signature, by: key)
    }

    /// The canonical bytes.
    public var bytes: [UInt8] { statement.bytes(with: signature) }

    /// Reads canonical bytes. Whether the signature is good is another question.
    public init(bytes: [UInt8]) throws(LayoutError) {
        var reader = ByteReader(bytes)
        let signed = try reader.signed("statement")
        statement = try ClaimStatement(bytes: signed.bytes)
        signature = signed.signature
        try reader.finish()
    }
}
