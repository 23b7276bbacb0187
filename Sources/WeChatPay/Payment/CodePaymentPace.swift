/// How fast a payment by code asks and asks again.
public struct CodePaymentPace: Hashable, Sendable {
    /// Between two questions whether the money came.
    public var pollMilliseconds: Int
    /// After the first answer that is missing; each further one doubles it.
    public var firstPauseMilliseconds: Int
    /// No pause is longer.
    public var longestPauseMilliseconds: Int
    /// How long a code can be paid, unless it is stopped before.
    public var validSeconds: Int64
    /// How long a refund that is not told to have ended is asked for.
    public var refundPatienceMilliseconds: Int

    /// What suits a resident who stands at the kiosk.
    public init(
        pollMilliseconds: Int = 2_000,
        firstPauseMilliseconds: Int = 1_000,
        longestPauseMilliseconds: Int = 15_000,
        validSeconds: Int64 = 600,
        refundPatienceMilliseconds: Int = 60_000
    ) {
        self.pollMilliseconds = pollMilliseconds
        self.firstPauseMilliseconds = firstPauseMilliseconds
        self.longestPauseMilliseconds = longestPauseMilliseconds
        self.validSeconds = validSeconds
        self.refundPatienceMilliseconds = refundPatienceMilliseconds
    }

    /// The pause after so many answers in a row that did not come, from 1 on.
    public func pauseMilliseconds(afterFailures count: Int) -> Int {
        // Beyond 2^20 any pause is the longest.
        min(longestPauseMilliseconds, firstPauseMilliseconds << min(count - 1, 20))
    }
}
