internal import RateLimits
internal import Synchronization

/// What a server has taken on, against what it may: requests a second, requests at work, bodies.
final class Load: Sendable {
    private let requestLimit: Int
    private let bodyLimitBytes: Int
    private let rates: Mutex<RateLimiter<ClientAddress>?>
    private let requestCount = Atomic(0)
    private let bodyBytes = Atomic(0)

    init(_ configuration: ServerConfiguration) {
        requestLimit = configuration.requestsInFlight
        bodyLimitBytes = configuration.bodiesInFlightBytes
        rates = Mutex(configuration.requestRate.map { RateLimiter($0) })
    }

    /// Nil when the request may go on, otherwise for how many seconds it may not.
    func takeToken(of address: ClientAddress?, at now: Int64) -> Int64? {
        // Without an address nobody could be told apart: such sockets are this machine's.
        guard let address else { return nil }
        switch rates.withLock({ $0?.take(address, at: now) }) {
        case nil, .granted: return nil
        case .refused(let wait): return (wait + 999_999_999) / 1_000_000_000
        }
    }

    func beginRequest() -> Bool { take(1, of: requestCount, limit: requestLimit) }
    func endRequest() { requestCount.subtract(1, ordering: .relaxed) }

    func hold(bytes count: Int) -> Bool { take(count, of: bodyBytes, limit: bodyLimitBytes) }
    func release(bytes count: Int) { bodyBytes.subtract(count, ordering: .relaxed) }

    private func take(_ amount: Int, of taken: borrowing Atomic<Int>, limit: Int) -> Bool {
        guard taken.add(amount, ordering: .relaxed).newValue > limit else { return true }
        taken.subtract(amount, ordering: .relaxed)
        return false
    }
}
