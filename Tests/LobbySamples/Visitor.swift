public import LobbyScreen
public import Prepayment

/// Cards, terms and a session that a test leads through its screens.
public struct Visitor: Sendable {
    /// Where the visit stands.
    public var session: LobbySession
    /// What the session's clock says.
    public var moment = Moment(milliseconds: 0)
    /// What was asked for by the last event.
    public var effects: [LobbyEffect] = []
    /// All that happened, to be told to another session or to a desk.
    public private(set) var story: [Happening] = []

    /// An event and its time.
    public struct Happening: Sendable {
        /// When.
        public let moment: Moment
        /// What.
        public let event: LobbyEvent

        /// Takes the two.
        public init(moment: Moment, event: LobbyEvent) {
            (self.moment, self.event) = (moment, event)
        }
    }

    /// Acceptor, provider and printer work.
    public static let everything = Facilities(canPrint: true, cash: .givesBack, takesCode: true)
    /// The acceptor gives nothing back.
    public static let exactOnly = Facilities(canPrint: true, cash: .exactOnly, takesCode: true)
    /// Nothing is printed, and cash alone is taken.
    public static let paperless = Facilities(canPrint: false, cash: .exactOnly, takesCode: false)

    /// Somebody who has not come yet.
    public init(_ facilities: Facilities = everything) {
        session = LobbySession(Self.configuration, run: "test", at: moment)
        give(.facilitiesChanged(facilities))
    }

    /// Something happens.
    public mutating func give(_ event: LobbyEvent) {
        story.append(Happening(moment: moment, event: event))
        effects = session.handle(event, at: moment)
    }

    /// Touches one after the other.
    public mutating func touch(_ actions: ScreenAction...) {
        for action in actions { give(.touched(action)) }
    }

    /// Time goes by.
    public mutating func wait(seconds: Int) {
        moment = moment.after(seconds: seconds)
        give(.timePassed)
    }

    /// Puts on a card and has it read.
    public mutating func putOn(_ reading: CardReading = Self.twoMeters) {
        give(.cardInserted)
        give(.cardRead(reading))
    }

    /// To the screen on which money is put in.
    public mutating func startPaying(_ means: PaymentMeans = .cash, fen: Int64 = 10_000) {
        putOn()
        touch(.topUp(account: 0), .amount(Money(fen: fen)), .pay(means))
        if case .notice = session.screen { touch(.agree) }
        let number = session.screen.payment?.number ?? 0
        give(.paymentReady(payment: number, code: means == .code ? "weixin://wxpay/x" : nil))
    }

    /// Money comes in.
    public mutating func pay(_ fen: Int64) {
        give(.moneyTaken(payment: number, Money(fen: fen)))
    }

    /// Of the payment on the screen.
    public var number: UInt32 { session.screen.payment?.number ?? 0 }

    /// To the screen on which the card is written.
    public mutating func startWriting() {
        startPaying()
        pay(10_000)
        give(.paymentStopped(payment: number))
    }
}

extension Visitor {
    /// A kiosk that sells electricity for money and water by volume.
    public static let configuration = LobbyConfiguration(
        sign: LobbySign(name: "阳光花园", place: "3号楼大堂", phone: "400 000 0000"),
        languages: ["zh", "en"],
        amounts: [20, 50, 100, 200, 500, 1000].map { Money(fen: $0 * 100) },
        terms: [
            terms(.electricity, price: 5_283, mode: .money, ceiling: 200_000, hoarding: 500_000),
            terms(.water, price: 34_500, mode: .units, ceiling: 300_000, hoarding: 600_000),
        ]
    )

    private static func terms(
        _ utility: Utility,
        price: UInt32,
        mode: CreditMode,
        ceiling: Int64,
        hoarding: Int64
    ) -> UtilityTerms {
        let unitPrice = UnitPrice(tenThousandthsYuan: price)
        return UtilityTerms(
            tariff: Tariff(utility: utility, version: 1, unitPrice: unitPrice),
            creditMode: mode,
            smallestPurchase: Money(fen: 100),
            largestPurchase: Money(fen: 200_000),
            cardCeiling: Credit(count: ceiling),
            parameters: MeterParameters(
                version: 1,
                alarmLevel1: Credit(count: 2_000),
                alarmLevel2: Credit(count: 500),
                hoardingLimit: Credit(count: hoarding),
                overdraftLimit: Credit(count: 1_000),
                unitPrice: unitPrice,
                tariffVersion: 1,
                inForceFrom: WallTime(secondsSince1970: 1_767_225_600)
            )
        )
    }

    /// What the page shows now.
    public var snapshot: ScreenSnapshot { session.snapshot(revision: 1, at: moment) }

    /// The number of the sale in these samples.
    public static let number = SaleIdentifier(kiosk: KioskIdentifier(7), epoch: 1, sequence: 42)
    /// When these samples happen.
    public static let now = WallTime(secondsSince1970: 1_795_352_709)

    /// Electricity alone.
    public static let oneMeter = CardReading(accounts: [account(.electricity)])
    /// Electricity and water.
    public static let twoMeters = CardReading(accounts: [account(.electricity), account(.water)])
    /// The purchase before has not reached the meter.
    public static let waiting = CardReading(accounts: [account(.electricity, waiting: 10_000)])
    /// Never topped up, never in a meter.
    public static let newCard = CardReading(accounts: [account(.electricity, isNew: true)])

    /// A paid sale of this card has no certain end.
    public static func openCard(_ kind: OpenSale.Kind) -> CardReading {
        let credit = AccountCredit(Credit(count: 10_000), mode: .money, utility: .electricity)
        return CardReading(
            accounts: oneMeter.accounts,
            open: OpenSale(kind: kind, sale: number, paid: Money(fen: 10_000), credit: credit)
        )
    }

    /// A sale that came to its end.
    public static func completed(
        _ outcome: SaleOutcome = .written,
        receipt: ReceiptOutcome = .printed
    ) -> CompletedSale {
        CompletedSale(
            sale: number,
            outcome: outcome,
            paid: Money(fen: 10_000),
            credit: AccountCredit(Credit(count: 10_000), mode: .money, utility: .electricity),
            waiting: outcome == .written ? Credit(count: 10_000) : nil,
            receipt: receipt,
            receiptText: "阳光花园 K0007-1-000042 ¥100.00 2026-11-22 21:05"
        )
    }

    /// The slip about money that is held.
    public static func slip(_ receipt: ReceiptOutcome) -> HeldSlip {
        HeldSlip(
            number: number,
            receipt: receipt,
            receiptText: "K0007-1-000042 | 2026-11-22 21:05:09 | CNY 50.00 | held"
        )
    }

    private static func account(
        _ utility: Utility,
        waiting: Int64 = 0,
        isNew: Bool = false
    ) -> CardAccount {
        let isMoney = utility == .electricity
        let credit = Credit(count: isMoney ? 10_000 : 14_493)
        let digits: (String) -> TwelveDigits = { text in
            guard let number = TwelveDigits(text) else { preconditionFailure("\(text) has digits") }
            return number
        }
        let holder = Holder(
            kind: .user,
            utility: utility,
            creditMode: isMoney ? .money : .units,
            cardNumber: 3_000_214,
            customer: digits("880000417325"),
            meter: digits(isMoney ? "204500118873" : "301200054410"),
            issuedAt: WallTime(secondsSince1970: 1_767_312_000),
            issuingKiosk: KioskIdentifier(7)
        )
        let load = LoadRecord(
            creditMode: holder.creditMode,
            sale: isNew ? .none : SaleIdentifier(kiosk: KioskIdentifier(7), epoch: 1, sequence: 31),
            purchaseNumber: isNew ? 0 : waiting > 0 ? 13 : 12,
            paid: Money(fen: isNew ? 0 : isMoney ? 10_000 : 5_000),
            credit: isNew ? .zero : credit,
            tariffVersion: 1,
            parametersVersion: 1,
            soldAt: WallTime(secondsSince1970: 1_793_700_000),
            creditBefore: .zero
        )
        let reading = MeterReading(
            meter: holder.meter,
            acceptedPurchaseNumber: 12,
            remaining: Credit(count: isMoney ? 3_742 : 6_210),
            overdraft: .zero,
            registerTotal: isMoney ? 1_284_317 : 412_908,
            state: isMoney ? [] : .lowCredit,
            tamper: [],
            refusedInsertions: 0,
            result: isMoney ? .creditTaken : .overHoardingLimit,
            writtenAt: WallTime(secondsSince1970: 1_795_100_000)
        )
        return CardAccount(
            snapshot: CardSnapshot(
                card: CardIdentifier([4, 0x5A, 0x33, 0x12, 0x9B, 0x11, 0x80]),
                holder: holder,
                waiting: Credit(count: waiting),
                lastLoad: load,
                returned: isNew ? .empty : ReturnRecord(isWritten: waiting == 0, reading: reading)
            ),
            history: isNew ? [] : history(credit),
            monthlyUse: isNew ? [] : use(isMoney ? 1 : 10)
        )
    }

    private static func history(_ credit: Credit) -> [HistoryRecord] {
        var records: [HistoryRecord] = []
        for step in 0..<6 {
            let sequence = UInt32(20 + step / 2)
            records.append(
                HistoryRecord(
                    kind: step.isMultiple(of: 2) ? .load : .take,
                    time: WallTime(secondsSince1970: 1_789_000_000 + Int64(step) * 1_210_000),
                    purchaseNumber: UInt32(10 + step / 2),
                    sale: SaleIdentifier(
                        kiosk: KioskIdentifier(7),
                        epoch: 1,
                        sequence: sequence
                    ),
                    paid: Money(fen: 10_000),
                    credit: credit,
                    remaining: step.isMultiple(of: 2) ? .zero : Credit(count: 12_000)
                )
            )
        }
        return records
    }

    private static func use(_ divisor: Int64) -> [Int64] {
        let use: [Int64] = [
            8_120, 17_480, 21_950, 31_400, 33_820, 24_160, 16_230, 14_100, 15_660, 19_870, 22_410,
            20_040,
        ]
        return use.map { $0 / divisor }
    }
}
