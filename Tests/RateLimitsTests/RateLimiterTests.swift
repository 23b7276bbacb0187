import RateLimits
import Testing

struct RateLimiterTests {
    static let second: Int64 = 1_000_000_000

    @Test func `a burst passes, then the rate`() {
        var limiter = RateLimiter<Int>(Rate(perSecond: 10, burst: 5))
        for _ in 1...5 { #expect(limiter.take(1, at: 0) == .granted) }
        #expect(limiter.take(1, at: 0) == .refused(waitNanoseconds: Self.second / 10))
        let almost = Self.second / 10 - 1
        #expect(limiter.take(1, at: almost) == .refused(waitNanoseconds: 1))
        #expect(limiter.take(1, at: almost + 1) == .granted)
        #expect(limiter.take(1, at: almost + 1) != .granted)
    }

    @Test func `in the long run the rate holds, however it is tried`() {
        for step in [Self.second / 1_000, Self.second / 7, Self.second / 33] {
            var limiter = RateLimiter<Int>(Rate(perSecond: 20, burst: 8))
            let times = stride(from: 0, through: 60 * Self.second, by: Int(step))
            let granted = times.count { limiter.take(1, at: Int64($0)) == .granted }
            let most = 60 * 20 + 8
            #expect(granted <= most && granted >= min(times.underestimatedCount, most - 1) - 8)
        }
    }

    @Test func `a refusal costs nothing`() {
        var limiter = RateLimiter<Int>(Rate(perSecond: 1, burst: 1))
        #expect(limiter.take(1, at: 0) == .granted)
        for _ in 1...1_000 { #expect(limiter.take(1, at: 1) != .granted) }
        #expect(limiter.take(1, at: Self.second) == .granted)
    }

    @Test func `clients do not use up one another's tokens`() {
        var limiter = RateLimiter<Int>(Rate(perSecond: 1, burst: 1))
        for client in 1...100 { #expect(limiter.take(client, at: 0) == .granted) }
        #expect(limiter.take(100, at: 0) != .granted)
    }

    @Test func `a full table keeps those in it, and gives all others one bucket`() {
        var limiter = RateLimiter<Int>(Rate(perSecond: 1, burst: 2), clientLimit: 10)
        for client in 1...10 { #expect(limiter.take(client, at: 0) == .granted) }
        let others = (11...1_000).count { limiter.take($0, at: 0) == .granted }
        #expect(others == 2)
        #expect(limiter.clientCount == 10)
        // Nobody was pushed out: the second token is there, a third is not.
        for client in 1...10 { #expect(limiter.take(client, at: 0) == .granted) }
        for client in 1...10 { #expect(limiter.take(client, at: 0) != .granted) }
    }

    @Test func `full buckets make room`() {
        var limiter = RateLimiter<Int>(Rate(perSecond: 1, burst: 1), clientLimit: 10)
        for client in 1...10 { _ = limiter.take(client, at: 0) }
        #expect(limiter.take(11, at: 0) == .granted)
        #expect(limiter.take(12, at: 0) != .granted)
        #expect(limiter.take(12, at: Self.second) == .granted)
        #expect(limiter.clientCount == 1)
    }
}
