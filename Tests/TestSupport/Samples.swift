public import Prepayment

/// The household that tests sell to: one card, one meter, one set of terms.
///
/// Every value can be replaced by an argument, so that a test names only what it is about.
public enum Sample {
    /// The customer.
    public static let customer = digits("000000100234")
    /// Their meter.
    public static let meter = digits("202400001234")
    /// Their card's chip.
    public static let card = CardIdentifier([0x04, 0x78, 0x2E, 0x21, 0x80, 0x1D, 0x80])
    /// The kiosk in their lobby.
    public static let kiosk = KioskIdentifier(7)
    /// A Sunday noon.
    public static let noon = WallTime(secondsSince1970: 1_795_348_800)
    /// That day.
    public static let day = businessDay("2026-11-22")

    /// Twelve digits that a test is sure of.
    public static func digits(_ text: String) -> TwelveDigits {
        guard let digits = TwelveDigits(text) else { preconditionFailure("no digits: \(text)") }
        return digits
    }

    /// A day that a test is sure of.
    public static func businessDay(_ text: String) -> BusinessDay {
        guard let day = BusinessDay(text) else { preconditionFailure("no day: \(text)") }
        return day
    }

    /// A price that a test is sure of.
    public static func price(_ yuan: String) -> UnitPrice {
        guard let price = UnitPrice(yuan: yuan) else { preconditionFailure("no price: \(yuan)") }
        return price
    }

    /// Who the card is for.
    public static func holder(
        kind: CardKind = .user,
        utility: Utility = .electricity,
        creditMode: CreditMode = .money,
        customer: CustomerNumber = customer,
        meter: MeterNumber = meter
    ) -> Holder {
        Holder(
            kind: kind,
            utility: utility,
            creditMode: creditMode,
            cardNumber: 88_001,
            customer: customer,
            meter: meter,
            issuedAt: noon,
            issuingKiosk: kiosk
        )
    }

    /// What the meter is told.
    public static func parameters(
        version: UInt16 = 3,
        hoardingLimit: Int64 = 500_000
    ) -> MeterParameters {
        MeterParameters(
            version: version,
            alarmLevel1: Credit(count: 2_000),
            alarmLevel2: Credit(count: 500),
            hoardingLimit: Credit(count: hoardingLimit),
            overdraftLimit: Credit(count: 1_000),
            unitPrice: price("0.5283"),
            tariffVersion: 5,
            inForceFrom: noon
        )
    }

    /// What the estate sells.
    public static func terms(
        utility: Utility = .electricity,
        creditMode: CreditMode = .money,
        cardCeiling: Int64 = 200_000,
        hoardingLimit: Int64 = 500_000
    ) -> UtilityTerms {
        UtilityTerms(
            tariff: Tariff(utility: utility, version: 5, unitPrice: price("0.5283")),
            creditMode: creditMode,
            smallestPurchase: Money(fen: 100),
            largestPurchase: Money(fen: 200_000),
            cardCeiling: Credit(count: cardCeiling),
            parameters: parameters(hoardingLimit: hoardingLimit)
        )
    }

    /// The last purchase on the card.
    public static func load(
        number: UInt32 = 0,
        sale: SaleIdentifier = .none,
        credit: Int64 = 0,
        creditMode: CreditMode = .money
    ) -> LoadRecord {
        LoadRecord(
            creditMode: creditMode,
            sale: sale,
            purchaseNumber: number,
            paid: Money(fen: credit),
            credit: Credit(count: credit),
            tariffVersion: 5,
            parametersVersion: 3,
            soldAt: noon,
            creditBefore: .zero
        )
    }

    /// The meter's word.
    public static func reading(
        accepted: UInt32,
        remaining: Int64 = 0,
        meter: MeterNumber = meter,
        result: MeterResult = .creditTaken
    ) -> MeterReading {
        MeterReading(
            meter: meter,
            acceptedPurchaseNumber: accepted,
            remaining: Credit(count: remaining),
            overdraft: .zero,
            registerTotal: 123_456,
            state: [],
            tamper: [],
            refusedInsertions: 0,
            result: result,
            writtenAt: noon
        )
    }

    /// What a tap reads: by default a card that was just issued.
    public static func snapshot(
        card: CardIdentifier = card,
        holder: Holder = holder(),
        waiting: Int64 = 0,
        load: LoadRecord = load(),
        returned: ReturnRecord = .empty
    ) -> CardSnapshot {
        CardSnapshot(
            card: card,
            holder: holder,
            waiting: Credit(count: waiting),
            lastLoad: load,
            returned: returned
        )
    }
}

extension Sample {
    /// A paid purchase of 100 yuan on a card that was just issued.
    public static func intent(
        requestKey: String = "request-1",
        paid: Int64 = 10_000,
        card: CardIdentifier = card,
        number: UInt32 = 1,
        tender: Tender = .counter,
        payment: SaleIdentifier? = nil
    ) -> SaleIntent {
        SaleIntent(
            card: card,
            holder: holder(),
            purchaseNumber: number,
            tender: tender,
            payment: payment,
            paidAt: noon,
            paid: Money(fen: paid),
            credit: Credit(count: paid),
            unitPrice: price("0.5283"),
            tariffVersion: 5,
            previousSale: .none,
            creditBefore: .zero,
            parametersVersionBefore: 3,
            requestKey: requestKey
        )
    }
    /// The money of a sale that goes back at the window.
    public static func refund(
        of sale: SaleIdentifier,
        reason: String = "moved away",
        clerk: String = "clerk 3",
        requestKey: String = "refund-1"
    ) -> SaleRefund {
        SaleRefund(sale: sale, reason: reason, clerk: clerk, requestKey: requestKey)
    }
}
