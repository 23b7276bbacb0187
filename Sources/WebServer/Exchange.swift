internal import CMicroHTTPD
internal import Synchronization

/// One request and its answer, from the first header to the last byte.
///
/// Rules of MHD:
/// 1. The daemon calls several times for a request: with the headers, with each part of the body,
///    and once with nothing. Only that last call answers; an answer before it closes the connection.
/// 2. While a handler works the connection is suspended, so the daemon's thread goes on. It is
///    suspended and resumed under the exchange's lock.
/// 3. The daemon must not be stopped while a connection is suspended. After `halt` none is, and no
///    exchange suspends any more.
final class Exchange: Sendable {
    private enum Phase {
        case opened
        case receiving
        case working
        case answered(Response)
        case queued
    }

    private struct State {
        var phase = Phase.opened
        var method: Method?
        var headers: Headers = [:]
        var body: [UInt8] = []
        var bodyCount = 0
        var isHalted: Bool
        var task: Task<Void, Never>?
    }

    /// A body that is too large by no more than this is read to its end, so that a client that is
    /// still sending sees the answer and not a reset connection.
    private static let drainLimitBytes = 1 << 20

    private let core: ServerCore
    private let connection: Connection
    private let target: RequestTarget?
    private let state: Mutex<State>

    init(core: ServerCore, connection: Connection, target: String, isHalted: Bool) {
        self.core = core
        self.connection = connection
        self.target = RequestTarget(target)
        state = Mutex(State(isHalted: isHalted))
    }

    /// Takes one call of the daemon; `.NO` closes the connection.
    func advance(method: String, part: UnsafeRawBufferPointer) -> MHD_Result {
        let phase = state.withLock { $0.phase }
        switch phase {
        case .opened: return open(method: method)
        case .receiving where !part.isEmpty: return receive(part)
        case .receiving: return begin()
        case .answered(let response): return queue(response)
        case .working: return .YES
        case .queued: return .NO
        }
    }

    private func open(method: String) -> MHD_Result {
        let headers = connection.headers
        state.withLock {
            $0.phase = .receiving
            $0.method = Method(rawValue: method)
            $0.headers = headers
        }
        let declared = headers["Content-Length"].flatMap { Int($0) } ?? 0
        guard declared <= core.bodyLimitBytes + Self.drainLimitBytes else {
            return queue(Problem.bodyTooLarge(limitBytes: core.bodyLimitBytes).response)
        }
        return .YES
    }

    private func receive(_ part: UnsafeRawBufferPointer) -> MHD_Result {
        state.withLock {
            $0.bodyCount += part.count
            if $0.bodyCount <= core.bodyLimitBytes {
                $0.body += part
            } else {
                $0.body = []
            }
            return $0.bodyCount <= core.bodyLimitBytes + Self.drainLimitBytes ? .YES : .NO
        }
    }

    private func begin() -> MHD_Result {
        if let problem { return queue(problem.response) }
        let answer = core.router.answer(request)
        switch answer.source {
        case .now(let handler):
            do {
                return queue(try handler(answer.request))
            } catch {
                return queue(core.response(to: error, answer.request))
            }
        case .later(let handler):
            return startWork(answer.request, handler) ? .YES : queue(Problem.stopping.response)
        }
    }

    /// Suspends the connection and calls the handler; false when the server has halted meanwhile.
    private func startWork(_ request: Request, _ handler: @escaping Router.Handler) -> Bool {
        state.withLock {
            guard !$0.isHalted else { return false }
            connection.suspend()
            $0.phase = .working
            $0.task = Task {
                do {
                    finish(try await handler(request))
                } catch {
                    finish(core.response(to: error, request))
                }
            }
            return true
        }
    }

    /// Has the daemon call again, now that there is an answer; the first answer counts.
    private func finish(_ response: Response) {
        state.withLock {
            guard case .working = $0.phase else { return }
            $0.phase = .answered(response)
            connection.resume()
        }
    }

    /// Answers for a handler that is still at work, and suspends no more.
    func halt() {
        let task = state.withLock {
            $0.isHalted = true
            return $0.task
        }
        task?.cancel()
        finish(Problem.stopping.response)
    }

    private func queue(_ response: Response) -> MHD_Result {
        state.withLock { $0.phase = .queued }
        if case .events(let stream) = response.body { core.add(stream) }
        return connection.queue(response)
    }

    /// Why the request is refused before any handler sees it.
    private var problem: Problem? {
        state.withLock {
            if $0.isHalted || core.isStopping { return .stopping }
            if $0.bodyCount > core.bodyLimitBytes {
                return .bodyTooLarge(limitBytes: core.bodyLimitBytes)
            }
            if $0.method == nil { return .methodUnknown }
            return target == nil ? .nonsense : nil
        }
    }

    private var request: Request {
        state.withLock {
            guard let method = $0.method, let target else {
                preconditionFailure("the request was not checked")
            }
            return Request(
                method: method,
                headers: $0.headers,
                body: $0.body,
                remoteAddress: connection.remoteAddress,
                target: target
            )
        }
    }
}
