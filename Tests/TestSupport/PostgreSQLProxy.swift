internal import CSystem
internal import DeviceThreads
internal import Glibc
internal import Synchronization

/// A proxy that stands between a client and PostgreSQL, understands their protocol, and makes go
/// wrong what a test wants to see go wrong.
public final class PostgreSQLProxy: Sendable {
    /// The port that it listens at, on the loopback interface.
    public let port: UInt16

    private let listener: Int32
    private let serverPort: UInt16
    private let wakeUp: (reading: Int32, writing: Int32)
    private let control = Mutex(Control())

    private struct Control {
        var script = ProxyScript()
        var cutsAll = false
        var stops = false
    }

    /// Runs `body` with a proxy before the server at this loopback port.
    public static func run<Result>(
        before serverPort: UInt16,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (PostgreSQLProxy) async throws -> Result
    ) async throws -> Result {
        let proxy = try PostgreSQLProxy(before: serverPort)
        let loop = await proxy.start()
        do {
            let result = try await body(proxy)
            proxy.tell { $0.stops = true }
            await loop.value
            return result
        } catch {
            proxy.tell { $0.stops = true }
            await loop.value
            throw error
        }
    }

    private init(before serverPort: UInt16) throws {
        var ends: [Int32] = [-1, -1]
        try SystemCallFailure.check(prepaid_pipe_cloexec(&ends), "pipe2")
        (listener, port) = try Loopback.listen()
        wakeUp = (ends[0], ends[1])
        self.serverPort = serverPort
    }

    deinit { for descriptor in [listener, wakeUp.reading, wakeUp.writing] { close(descriptor) } }

    /// A database's URL through the proxy.
    public func url(database: String) -> String {
        "postgresql://ledger@127.0.0.1:\(port)/\(database)"
    }

    /// Lets a fault happen once. Several may be armed at a time.
    public func arm(_ fault: Fault, at point: Point) {
        control.withLock { $0.script.arm(fault, point) }
    }

    /// How many of the faults have happened.
    public var happened: Int { control.withLock { $0.script.happened } }

    /// Cuts all connections that there are now.
    public func cutAll() { tell { $0.cutsAll = true } }

    private func tell(_ change: (inout sending Control) -> Void) {
        control.withLock { change(&$0) }
        var byte: UInt8 = 0
        _ = write(wakeUp.writing, &byte, 1)
    }

    /// Serves on a thread of its own.
    ///
    /// It does so when this returns: what follows may block the pool's threads, which a task needs
    /// to begin.
    private func start() async -> Task<Void, Never> {
        var loop: Task<Void, Never>?
        await withCheckedContinuation { continuation in
            loop = Task {
                await DeviceWorker(name: "pg-proxy").perform {
                    continuation.resume()
                    self.serve()
                }
            }
        }
        guard let loop else { preconditionFailure("not started") }
        return loop
    }

    /// Passes messages on until it is told to stop. Blocks: it belongs on a thread.
    private func serve() {
        var connections: [ProxiedConnection] = []
        while true {
            var polled = [
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wakeUp.reading, events: Int16(POLLIN), revents: 0),
            ]
            for connection in connections {
                let (client, server) = connection.events
                polled.append(Self.waiting(connection.client, client))
                polled.append(Self.waiting(connection.server, server))
            }
            poll(&polled, nfds_t(polled.count), Self.timeout(connections))
            let (stops, cutsAll) = takeOrders(polled[1])
            if stops { return }
            if cutsAll { connections = [] }
            for (index, connection) in connections.enumerated() {
                connection.step(
                    client: polled[2 + 2 * index].revents,
                    server: polled[3 + 2 * index].revents
                ) { message in control.withLock { $0.script.fault(at: message) } }
            }
            connections.removeAll { $0.isOver }
            if polled[0].revents != 0, let new = accept() { connections.append(new) }
        }
    }

    private func takeOrders(_ polled: pollfd) -> (stops: Bool, cutsAll: Bool) {
        guard polled.revents != 0 else { return (false, false) }
        var bytes = [UInt8](repeating: 0, count: 64)
        _ = read(wakeUp.reading, &bytes, bytes.count)
        return control.withLock { control in
            defer { control.cutsAll = false }
            return (control.stops, control.cutsAll)
        }
    }

    /// Takes the next client; nil when the server takes none, which the client sees as a lost
    /// connection.
    private func accept() -> ProxiedConnection? {
        let client = Glibc.accept(listener, nil, nil)
        guard client >= 0 else { return nil }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        guard let server = try? Loopback.connect(to: serverPort) else {
            close(client)
            return nil
        }
        return ProxiedConnection(client: client, server: server)
    }

    /// A socket that nothing is waited for is left out: its end would be told again and again.
    private static func waiting(_ socket: Int32, _ events: Int16) -> pollfd {
        pollfd(fd: events == 0 ? -1 : socket, events: events, revents: 0)
    }

    private static func timeout(_ connections: [ProxiedConnection]) -> Int32 {
        guard let next = connections.compactMap(\.nextStep).min() else { return -1 }
        let rest = ContinuousClock.now.duration(to: next) / .milliseconds(1)
        return Int32(max(0, rest.rounded(.up)))
    }
}
