/// How often something may happen: so many times a second, and so many at once after a rest.
public struct Rate: Hashable, Sendable {
    /// Times a second in the long run.
    public let perSecond: Int
    /// Times in one moment, after a rest.
    public let burst: Int

    /// Both are at least 1.
    public init(perSecond: Int, burst: Int) {
        precondition(perSecond > 0 && burst > 0, "a rate of nothing")
        (self.perSecond, self.burst) = (perSecond, burst)
    }

    var intervalNanoseconds: Int64 { 1_000_000_000 / Int64(perSecond) }
}

/// Grants each client its rate: a token bucket a client, in bounded memory.
///
/// Rules:
/// 1. A bucket is one number, the moment at which it will be full again (the generic cell rate
///    algorithm). A full bucket tells nothing and is forgotten, so a client of one request is
///    remembered for one interval only.
/// 2. A bucket that is not full is never forgotten: whoever could push it out could start afresh, or
///    have others do so. When the table is full, clients that are not in it share one bucket. Those in
///    it notice nothing.
/// 3. To keep a table of 65,536 full at 20 requests a second each takes a million requests a second.
/// 4. Looking for full buckets costs a pass over the table, so that a full table is not looked through
///    more often than a bucket takes to fill.
///
/// Time is passed in, as nanoseconds of any clock that never goes back.
public struct RateLimiter<Client: Hashable & Sendable>: Sendable {
    /// What a client may do.
    public enum Verdict: Hashable, Sendable {
        /// It may go on.
        case granted
        /// It may come again after this time.
        case refused(waitNanoseconds: Int64)
    }

    private let rate: Rate
    private let clientLimit: Int
    private var fullAt: [Client: Int64] = [:]
    private var othersFullAt = Int64.min
    private var nextSweepAt = Int64.min

    /// `clientLimit` bounds the memory: some 50 bytes each.
    public init(_ rate: Rate, clientLimit: Int = 1 << 16) {
        precondition(clientLimit > 0, "a limiter for nobody")
        (self.rate, self.clientLimit) = (rate, clientLimit)
    }

    /// How many clients are remembered.
    public var clientCount: Int { fullAt.count }

    /// Takes a token of the client's, if it has one.
    public mutating func take(_ client: Client, at now: Int64) -> Verdict {
        if let known = fullAt[client] {
            let (verdict, fullAt) = spend(known, at: now)
            self.fullAt[client] = fullAt
            return verdict
        }
        if fullAt.count >= clientLimit { forgetFullBuckets(at: now) }
        guard fullAt.count < clientLimit else {
            let verdict: Verdict
            (verdict, othersFullAt) = spend(othersFullAt, at: now)
            return verdict
        }
        let (verdict, fullAt) = spend(now, at: now)
        self.fullAt[client] = fullAt
        return verdict
    }

    private func spend(_ fullAt: Int64, at now: Int64) -> (Verdict, Int64) {
        let interval = rate.intervalNanoseconds
        let fullAt = max(fullAt, now)
        let wait = fullAt - now - Int64(rate.burst - 1) * interval
        guard wait <= 0 else { return (.refused(waitNanoseconds: wait), fullAt) }
        return (.granted, fullAt + interval)
    }

    private mutating func forgetFullBuckets(at now: Int64) {
        guard now >= nextSweepAt else { return }
        fullAt = fullAt.filter { $0.value > now }
        nextSweepAt = now + Int64(rate.burst) * rate.intervalNanoseconds
    }
}
