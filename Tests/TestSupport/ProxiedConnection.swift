internal import Glibc

/// A client's connection and the one that the proxy made to the server for it.
final class ProxiedConnection {
    /// What one side has still to be sent before more is read from the other.
    private static let queueLimit = 1 << 20
    /// How long the server is given to answer what will not be heard.
    private static let swallowLimit = Duration.seconds(1)

    let client: Int32
    let server: Int32
    private var fromClient = ProtocolStream(fromClient: true)
    private var fromServer = ProtocolStream(fromClient: false)
    private var toClient: [UInt8] = []
    private var toServer: [UInt8] = []
    private var isClientGone = false
    private var isServerGone = false
    /// Set while a message waits.
    private var held: (message: ProtocolMessage, until: ContinuousClock.Instant)?
    /// Set while the server's answers are dropped, until the connection is cut.
    private var swallowsUntil: ContinuousClock.Instant?
    private var isCut = false

    /// Takes both sockets over.
    init(client: Int32, server: Int32) {
        (self.client, self.server) = (client, server)
        for socket in [client, server] {
            _ = fcntl(socket, F_SETFL, O_NONBLOCK)
            var now: Int32 = 1
            setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &now, socklen_t(4))
        }
    }

    deinit {
        close(client)
        close(server)
    }

    /// Whether nothing is left to do.
    var isOver: Bool {
        isCut || isServerGone && toClient.isEmpty || isClientGone && toServer.isEmpty && held == nil
    }

    /// When something is to be done even if no byte comes.
    var nextStep: ContinuousClock.Instant? { held?.until ?? swallowsUntil }

    /// What to wait for at the client's socket and at the server's.
    var events: (client: Int16, server: Int16) {
        let readsClient = !isClientGone && held == nil && toServer.count < Self.queueLimit
        let readsServer = !isServerGone && toClient.count < Self.queueLimit
        return (
            Int16(readsClient ? POLLIN : 0) | Int16(toClient.isEmpty ? 0 : POLLOUT),
            Int16(readsServer ? POLLIN : 0) | Int16(toServer.isEmpty ? 0 : POLLOUT)
        )
    }

    /// Passes on what has come, as the script says.
    func step(
        client clientEvents: Int16,
        server serverEvents: Int16,
        fault: (ProtocolMessage) -> PostgreSQLProxy.Fault?
    ) {
        let ends = Int16(POLLIN | POLLHUP | POLLERR)
        if serverEvents & ends != 0, !isServerGone {
            isServerGone = !read(server) { fromServer.append($0) }
        }
        passAnswers()
        if clientEvents & ends != 0, !isClientGone, held == nil {
            isClientGone = !read(client) { fromClient.append($0) }
        }
        passMessages(fault)
        if !write(&toServer, to: server) { isServerGone = true }
        if !write(&toClient, to: client) { isClientGone = true }
        if let swallowsUntil, swallowsUntil <= .now { isCut = true }
    }

    private func passAnswers() {
        while let message = fromServer.next() {
            if swallowsUntil == nil {
                toClient += message.bytes
            } else if message.isReadyForQuery {
                isCut = true
            }
        }
    }

    private func passMessages(_ fault: (ProtocolMessage) -> PostgreSQLProxy.Fault?) {
        if let held {
            guard held.until <= .now else { return }
            toServer += held.message.bytes
            self.held = nil
        }
        while held == nil, !isCut, let message = fromClient.next() {
            if message.asksForEncryption {
                toClient.append(UInt8(ascii: "N"))
            } else {
                pass(message, fault(message))
            }
        }
    }

    private func pass(_ message: ProtocolMessage, _ fault: PostgreSQLProxy.Fault?) {
        switch fault {
        case nil: toServer += message.bytes
        case .fail(let state): toServer += message.failing(state: state)
        case .failAfterwards(let state): toServer += message.failingAfterwards(state: state)
        case .cut: isCut = true
        case .cutAnswer:
            toServer += message.bytes
            swallowsUntil = .now + Self.swallowLimit
        case .delay(let milliseconds): held = (message, .now + .milliseconds(milliseconds))
        }
    }

    /// False at the end of the stream.
    private func read(_ socket: Int32, _ received: (ArraySlice<UInt8>) -> Void) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        received(buffer[..<count])
        return true
    }

    /// False when the other side takes no more.
    private func write(_ queue: inout [UInt8], to socket: Int32) -> Bool {
        guard !queue.isEmpty else { return true }
        let count = send(socket, queue, queue.count, Int32(MSG_NOSIGNAL))
        if count > 0 { queue.removeFirst(count) }
        guard count < 0, errno != EAGAIN, errno != EINTR else { return true }
        queue = []
        return false
    }
}
