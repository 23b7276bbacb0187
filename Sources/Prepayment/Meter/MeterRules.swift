/// What a meter remembers between insertions.
public struct MeterMemory: Hashable, Sendable {
    /// Its own number.
    public var meter: MeterNumber
    /// What it measures.
    public var utility: Utility
    /// What it counts credit in.
    public var creditMode: CreditMode
    /// Nil until a first card opened the account.
    public var account: Account?
    /// 剩余金额, negative while overdrawn.
    public var balance: Credit
    /// Most that it may hold; 0 means no limit.
    public var hoardingLimit: Credit

    /// Whose meter it is.
    public struct Account: Hashable, Sendable {
        /// The customer.
        public var customer: CustomerNumber
        /// The only card that is accepted.
        public var card: CardIdentifier
        /// 购电次数: the last purchase taken.
        public var purchaseNumber: UInt32

        /// Takes the fields.
        public init(customer: CustomerNumber, card: CardIdentifier, purchaseNumber: UInt32) {
            (self.customer, self.card, self.purchaseNumber) = (customer, card, purchaseNumber)
        }
    }

    /// Takes the fields.
    public init(
        meter: MeterNumber,
        utility: Utility,
        creditMode: CreditMode,
        account: Account?,
        balance: Credit,
        hoardingLimit: Credit
    ) {
        self.meter = meter
        self.utility = utility
        self.creditMode = creditMode
        self.account = account
        self.balance = balance
        self.hoardingLimit = hoardingLimit
    }

    /// No display holds more: 999 999.99 (metering.md B2).
    public static let largestBalance = Credit(count: 99_999_999)
}

/// What a meter does with a card that lies in it.
public struct MeterDecision: Hashable, Sendable {
    /// What the display says, and the return data with it.
    public let result: MeterResult
    /// The meter's memory afterwards.
    public let memory: MeterMemory
    /// What is debited on the card. More than nothing without `creditTaken` finishes a take that
    /// was torn: the meter's memory had it, the card had not heard yet.
    public let debit: Credit
    /// Whether the meter writes its return data: a stranger's card is left alone.
    public let writesReturn: Bool
    /// Whether the card's parameters are used.
    public let usesParameters: Bool
}

extension MeterMemory {
    /// The acceptance rules of metering.md B2 for user and replacement cards.
    ///
    /// m is the purchase number that the meter knows, c the one on the card: only c = m + 1 on a
    /// card whose return area is empty gives credit. So a replay gives nothing, and a purchase that
    /// was written again gives its credit once.
    public func decide(on card: CardSnapshot) -> MeterDecision {
        guard card.holder.meter == meter, card.holder.utility == utility else {
            return refusing(.wrongIdentity)
        }
        // Fen taken for hundredths of a kWh would be credit that nobody paid.
        guard card.holder.creditMode == creditMode, card.lastLoad.creditMode == creditMode else {
            return refusing(.wrongFormat)
        }
        switch (account, card.holder.kind) {
        case (nil, .replacement):
            return refusing(.wrongFormat)
        case (nil, .user):
            guard card.lastLoad.purchaseNumber <= 1 else { return refusing(.wrongFormat) }
            var opened = self
            opened.account = Account(
                customer: card.holder.customer,
                card: card.card,
                purchaseNumber: 0
            )
            return opened.count(card)
        case (let account?, _) where account.customer != card.holder.customer:
            return refusing(.wrongIdentity)
        case (let account?, .user) where account.card != card.card:
            return refusing(.cardReplaced)
        case (let account?, .replacement) where account.card != card.card:
            return register(card, in: account)
        case (.some, _):
            return count(card)
        }
    }

    /// A replacement card takes over if it continues where the meter stands.
    private func register(_ card: CardSnapshot, in account: Account) -> MeterDecision {
        let next = account.purchaseNumber + 1
        guard [account.purchaseNumber, next].contains(card.lastLoad.purchaseNumber),
            !card.returned.isWritten
        else { return refusing(.wrongFormat) }
        var registered = self
        registered.account?.card = card.card
        return registered.count(card)
    }

    /// The count rule, for a card that is this meter's.
    private func count(_ card: CardSnapshot) -> MeterDecision {
        let known = account?.purchaseNumber ?? 0
        let number = card.lastLoad.purchaseNumber
        if number < known { return answering(.nothingNew) }
        if number == known {
            return answering(
                .nothingNew,
                debit: card.waiting,
                usesParameters: !card.returned.isWritten
            )
        }
        guard number == known + 1 else { return answering(.purchaseSkipped) }
        guard !card.returned.isWritten else { return answering(.returnNotEmpty) }
        guard card.waiting == card.lastLoad.credit, card.waiting > .zero else {
            return refusing(.wrongFormat)
        }
        let balance = balance + card.waiting
        let isOverLimit = hoardingLimit > .zero && balance > hoardingLimit
        guard !isOverLimit, balance <= Self.largestBalance else {
            return refusing(.overHoardingLimit)
        }
        var credited = self
        credited.balance = balance
        credited.account?.purchaseNumber = number
        return MeterDecision(
            result: .creditTaken,
            memory: credited,
            debit: card.waiting,
            writesReturn: true,
            usesParameters: true
        )
    }

    private func answering(
        _ result: MeterResult,
        debit: Credit = .zero,
        usesParameters: Bool = false
    ) -> MeterDecision {
        MeterDecision(
            result: result,
            memory: self,
            debit: debit,
            writesReturn: true,
            usesParameters: usesParameters
        )
    }

    private func refusing(_ result: MeterResult) -> MeterDecision {
        MeterDecision(
            result: result,
            memory: self,
            debit: .zero,
            writesReturn: false,
            usesParameters: false
        )
    }
}
