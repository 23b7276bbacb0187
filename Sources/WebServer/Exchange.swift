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
        var head: RequestHead?
        /// Why no handler will see the request; its body is read and forgotten.
        var refusal: Response?
        var body = RequestBody()
        var status = 0
        var isHalted: Bool
        var task: Task<Void, Never>?
    }

    /// A refused body of no more than its limit and this is read to its end, so that a client that is
    /// still sending sees the answer and not a reset connection.
    private static let drainLimitBytes = 1 << 20

    private let core: ServerCore
    private let connection: Connection
    private let peer: Peer?
    private let target: RequestTarget?
    private let openedAt: Int64
    /// It came after the server had begun to stop; those that came before are finished.
    private let isTooLate: Bool
    private let state: Mutex<State>

    init(
        core: ServerCore,
        connection: Connection,
        target: String,
        isStopping: Bool,
        isHalted: Bool
    ) {
        (self.core, self.connection) = (core, connection)
        self.target = RequestTarget(target)
        peer = connection.peer
        openedAt = core.now()
        isTooLate = isStopping
        state = Mutex(State(isHalted: isHalted))
        peer?.enter(.receiving, at: openedAt)
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
        let head = RequestHead(
            method: Method(rawValue: method),
            target: target,
            headers: connection.headers,
            router: core.router,
            standardBodyLimitBytes: core.configuration.bodyLimitBytes
        )
        let refusal = refusal(of: head)
        state.withLock {
            $0.phase = .receiving
            $0.head = head
            $0.refusal = refusal
        }
        // A client that waits for leave to send its body is not given it.
        guard let refusal,
            head.expectsContinue || head.declaredByteCount > readLimit(head)
        else { return .YES }
        return queue(refusal)
    }

    /// What is refused for its head alone.
    private func refusal(of head: RequestHead) -> Response? {
        if isTooLate { return Problem.stopping.response }
        let limit = core.configuration.headLimitBytes
        if connection.headByteCount > limit {
            return refuse(.headSize, Problem.headTooLarge(limitBytes: limit).response)
        }
        if let seconds = core.load.takeToken(of: peer?.address, at: openedAt) {
            return refuse(
                .requestRate,
                Problem.tooManyRequests(retryAfterSeconds: seconds).response
            )
        }
        if head.method == nil { return Problem.methodUnknown.response }
        if head.match == nil { return Problem.nonsense.response }
        return head.declaredByteCount > head.bodyLimitBytes ? refuseBody(head) : nil
    }

    private func refuseBody(_ head: RequestHead) -> Response {
        refuse(.bodySize, Problem.bodyTooLarge(limitBytes: head.bodyLimitBytes).response)
    }

    private func refuse(_ limit: ServerLimit, _ response: Response) -> Response {
        core.observe(.refused(limit, address: connection.remoteAddress))
        return response
    }

    private func readLimit(_ head: RequestHead) -> Int {
        head.bodyLimitBytes + Self.drainLimitBytes
    }

    private func receive(_ part: UnsafeRawBufferPointer) -> MHD_Result {
        state.withLock { state in
            guard let head = state.head else { return .NO }
            guard state.body.byteCount + part.count <= readLimit(head) else { return .NO }
            guard state.refusal == nil else {
                state.body.skip(part)
                return .YES
            }
            switch state.body.append(part, limitBytes: head.bodyLimitBytes, load: core.load) {
            case nil: break
            case .tooLarge: state.refusal = refuseBody(head)
            case .serverIsFull: state.refusal = refuseAsOverloaded()
            }
            return .YES
        }
    }

    private func refuseAsOverloaded() -> Response { refuse(.inFlight, Problem.overloaded.response) }

    private func begin() -> MHD_Result {
        let (head, refusal) = state.withLock {
            ($0.head, $0.isHalted ? Problem.stopping.response : $0.refusal)
        }
        if let refusal { return queue(refusal) }
        guard let head, let match = head.match, let request = request(head, match) else {
            preconditionFailure("a request without a route was not refused")
        }
        switch match.source {
        case .now(let handler):
            do {
                return queue(try handler(request))
            } catch {
                return queue(core.response(to: error, request))
            }
        case .later(let handler):
            guard core.load.beginRequest() else { return queue(refuseAsOverloaded()) }
            if startWork(request, handler) { return .YES }
            core.load.endRequest()
            return queue(Problem.stopping.response)
        }
    }

    /// Suspends the connection and calls the handler; false when the server has halted meanwhile.
    private func startWork(_ request: Request, _ handler: @escaping Router.Handler) -> Bool {
        peer?.enter(.working, at: core.now())
        return state.withLock {
            guard !$0.isHalted else { return false }
            connection.suspend()
            $0.phase = .working
            $0.task = Task {
                defer { core.load.endRequest() }
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
        state.withLock {
            $0.phase = .queued
            $0.status = response.status
        }
        var response = response
        if case .events(let stream) = response.body {
            core.add(stream)
            peer?.enter(.streaming, at: core.now())
        } else {
            peer?.enter(.answering, at: core.now())
            // A server that stops has no next request for this connection.
            if core.isStopping { response.headers.append("Connection", "close") }
        }
        return connection.queue(response)
    }

    /// The daemon's last word: the answer has left, or never will.
    func close(isComplete: Bool) {
        let now = core.now()
        let (status, route, method) = state.withLock {
            $0.body.letGo(of: core.load)
            return ($0.status, $0.head?.match?.pattern, $0.head?.method)
        }
        if let peer { core.peers.wait(peer, at: now) }
        guard isComplete else { return core.observe(.brokenOff(route: route)) }
        core.observe(
            .answered(method: method, route: route, status: status, nanoseconds: now - openedAt)
        )
    }

    private func request(_ head: RequestHead, _ match: RouteMatch) -> Request? {
        guard let method = head.method, let target else { return nil }
        return Request(
            method: method,
            headers: head.headers,
            body: state.withLock { $0.body.bytes },
            remoteAddress: connection.remoteAddress,
            target: target,
            parameters: match.parameters
        )
    }
}
