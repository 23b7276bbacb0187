import LobbyScreen
import Prepayment

/// Cards, terms and a session that a test leads through its screens.
struct Visitor {
    var session: LobbySession
    var moment = Moment(milliseconds: 0)
    /// What was asked for by the last event.
    var effects: [LobbyEffect] = []

    static let everything = Facilities(canPrint: true, cash: .givesBack, takesCode: true)
    static let exactOnly = Facilities(canPrint: true, cash: .exactOnly, takesCode: true)
    static let paperless = Facilities(canPrint: false, cash: .exactOnly, takesCode: false)

    init(_ facilities: Facilities = everything) {
        session = LobbySession(Self.configuration, run: "test", at: moment)
        give(.facilitiesChanged(facilities))
    }

    mutating func give(_ event: LobbyEvent) { effects = session.handle(event, at: moment) }

    mutating func touch(_ actions: ScreenAction...) {
        for action in actions { give(.touched(action)) }
    }

    mutating func wait(seconds: Int) {
        moment = moment.after(seconds: seconds)
        give(.timePassed)
    }

    /// Puts on a card and has it read.
    mutating func putOn(_ reading: CardReading = Self.twoMeters) {
        give(.cardInserted)
        give(.cardRead(reading))
    }

    /// To the screen on which money is put in.
    mutating func startPaying(_ means: PaymentMeans = .cash, fen: Int64 = 10_000) {
        putOn()
        touch(.topUp(account: 0), .amount(Money(fen: fen)), .pay(means))
        if case .notice = session.screen { touch(.agree) }
        let number = session.screen.payment?.number ?? 0
        give(.paymentReady(payment: number, code: means == .code ? "weixin://wxpay/x" : nil))
    }

    mutating func pay(_ fen: Int64) {
        give(.moneyTaken(payment: number, Money(fen: fen)))
    }

    /// Of the payment on the screen.
    var number: UInt32 { session.screen.payment?.number ?? 0 }

    /// To the screen on which the card is written.
    mutating func startWriting() {
        startPaying()
        pay(10_000)
        give(.paymentStopped(payment: number))
    }
}

extension Visitor {
    static let configuration = LobbyConfiguration(
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

    static let number = SaleIdentifier(kiosk: KioskIdentifier(7), epoch: 1, sequence: 42)
    static let now = WallTime(secondsSince1970: 1_795_352_709)

    static let oneMeter = CardReading(accounts: [account(.electricity)])
    static let twoMeters = CardReading(accounts: [account(.electricity), account(.water)])
    /// The purchase before has not reached the meter.
    static let waiting = CardReading(accounts: [account(.electricity, waiting: 10_000)])
    static let newCard = CardReading(accounts: [account(.electricity, isNew: true)])

    static func openCard(_ kind: OpenSale.Kind) -> CardReading {
        let credit = AccountCredit(Credit(count: 10_000), mode: .money, utility: .electricity)
        return CardReading(
            accounts: oneMeter.accounts,
            open: OpenSale(kind: kind, sale: number, paid: Money(fen: 10_000), credit: credit)
        )
    }

    static func completed(
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
