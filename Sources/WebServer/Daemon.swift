internal import CMicroHTTPD
internal import Glibc
internal import Synchronization

/// A running daemon.
///
/// Wraps `MHD_Daemon`.
///
/// MHD_start_daemon is variadic: the numbers and pointers go into one array, the options of two
/// arguments into a list for its sister that takes a va_list.
struct Daemon: @unchecked Sendable {
    // @unchecked: MHD locks what its calls share, and `stop` is called once.
    private let handle: OpaquePointer
    private let owner: Unmanaged<ServerCore>
    private let log: Unmanaged<StartLog>
    private let identity: PinnedIdentity?

    /// Takes over the socket; the callbacks hold `core` until `stop`.
    ///
    /// MHD closes the socket even when it does not start. Measured: to close it here as well hits a
    /// descriptor that another thread has opened meanwhile.
    init(
        _ socket: ListeningSocket,
        configuration: ServerConfiguration,
        core: ServerCore
    ) throws(ServerError) {
        let identity = configuration.identity.map(PinnedIdentity.init)
        let owner = Unmanaged.passRetained(core)
        let log = Unmanaged.passRetained(StartLog())
        var flags = MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
        flags |= MHD_USE_ERROR_LOG.rawValue
        if identity != nil { flags |= MHD_USE_TLS.rawValue }
        let options = daemonOptions(socket, configuration, identity)
        let started = options.withUnsafeBufferPointer { options in
            withVaList(callbacks(owner: owner, log: log, options: options)) {
                MHD_start_daemon_va(
                    flags,
                    socket.port,
                    onAccept,
                    owner.toOpaque(),
                    onRequest,
                    owner.toOpaque(),
                    $0
                )
            }
        }
        let reason = log.takeUnretainedValue().close()
        guard let started else {
            owner.release()
            log.release()
            identity?.erase()
            guard identity == nil else { throw .identityRefused(reason: reason) }
            throw .cannotListen(
                host: configuration.host,
                port: configuration.port,
                reason: reason
            )
        }
        (handle, self.owner, self.log, self.identity) = (started, owner, log, identity)
    }

    /// Takes no more connections and closes the listening socket.
    ///
    /// Wraps `MHD_quiesce_daemon`.
    func quiesce() {
        let descriptor = MHD_quiesce_daemon(handle)
        if descriptor >= 0 { close(descriptor) }
    }

    /// Closes every connection and waits for the daemon's threads.
    ///
    /// Wraps `MHD_stop_daemon`.
    ///
    /// No connection may be suspended.
    func stop() {
        MHD_stop_daemon(handle)
        owner.release()
        log.release()
        identity?.erase()
    }
}

private func daemonOptions(
    _ socket: ListeningSocket,
    _ configuration: ServerConfiguration,
    _ identity: PinnedIdentity?
) -> [MHD_OptionItem] {
    var options = [
        MHD_OptionItem(option: .LISTEN_SOCKET, value: Int(socket.descriptor), ptr_value: nil),
        MHD_OptionItem(
            option: .CONNECTION_TIMEOUT,
            value: configuration.idleTimeoutSeconds,
            ptr_value: nil
        ),
        MHD_OptionItem(
            option: .CONNECTION_LIMIT,
            value: configuration.socketLimit,
            ptr_value: nil
        ),
        MHD_OptionItem(
            option: .CONNECTION_MEMORY_LIMIT,
            // Room to answer a head that is too large.
            value: 2 * configuration.headLimitBytes,
            ptr_value: nil
        ),
    ]
    // A pool of one thread is refused with a warning.
    if configuration.threadCount > 1 {
        options.append(
            MHD_OptionItem(
                option: .THREAD_POOL_SIZE,
                value: configuration.threadCount,
                ptr_value: nil
            )
        )
    }
    if let identity {
        options += [
            MHD_OptionItem(option: .HTTPS_MEM_CERT, value: 0, ptr_value: identity.certificate),
            MHD_OptionItem(option: .HTTPS_MEM_KEY, value: 0, ptr_value: identity.key),
        ]
    }
    options.append(MHD_OptionItem(option: .END, value: 0, ptr_value: nil))
    return options
}

/// The logger comes first: MHD uses it from the option after it on.
private func callbacks(
    owner: Unmanaged<ServerCore>,
    log: Unmanaged<StartLog>,
    options: UnsafeBufferPointer<MHD_OptionItem>
) -> [any CVarArg] {
    let owner = OpaquePointer(owner.toOpaque())
    let log = OpaquePointer(log.toOpaque())
    return [
        MHD_OPTION.EXTERNAL_LOGGER.rawValue, unsafeBitCast(onLog, to: OpaquePointer.self), log,
        MHD_OPTION.URI_LOG_CALLBACK.rawValue, unsafeBitCast(onTarget, to: OpaquePointer.self),
        owner,
        MHD_OPTION.NOTIFY_COMPLETED.rawValue,
        unsafeBitCast(onCompleted, to: OpaquePointer.self), owner,
        MHD_OPTION.NOTIFY_CONNECTION.rawValue,
        unsafeBitCast(onConnection, to: OpaquePointer.self), owner,
        MHD_OPTION.ARRAY.rawValue, OpaquePointer(options.baseAddress!),
        MHD_OPTION.END.rawValue,
    ]
}

private let onLog: MHD_LogCallback = { log, format, arguments in
    guard let log, let format, let arguments else { return }
    var line = [CChar](repeating: 0, count: 512)
    let count = vsnprintf(&line, line.count, format, arguments)
    let bytes = line.prefix(max(0, min(Int(count), line.count - 1))).map(UInt8.init(bitPattern:))
    Unmanaged<StartLog>.fromOpaque(log).takeUnretainedValue()
        .append(String(decoding: bytes, as: UTF8.self))
}

/// What MHD says while it starts.
///
/// Later it says only what peers do wrong, which is not kept.
private final class StartLog: Sendable {
    private let state = Mutex((text: "", isOpen: true))

    func append(_ line: String) {
        state.withLock {
            guard $0.isOpen else { return }
            $0.text += ($0.text.isEmpty ? "" : " ") + line.filter { !$0.isNewline }
        }
    }

    /// Takes no more, and gives what was said so far.
    func close() -> String {
        state.withLock {
            $0.isOpen = false
            return $0.text.isEmpty ? "no reason is known" : $0.text
        }
    }
}

/// PEM texts with a zero at their end, at an address that stays.
private struct PinnedIdentity {
    let certificate: UnsafeMutablePointer<UInt8>
    let key: UnsafeMutablePointer<UInt8>
    private let keyCount: Int

    init(_ identity: TLSIdentity) {
        certificate = Self.pin(identity.certificatePEM)
        key = Self.pin(identity.keyPEM)
        keyCount = identity.keyPEM.count
    }

    func erase() {
        explicit_bzero(key, keyCount)
        certificate.deallocate()
        key.deallocate()
    }

    private static func pin(_ bytes: [UInt8]) -> UnsafeMutablePointer<UInt8> {
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 1)
        copy.initialize(from: bytes, count: bytes.count)
        (copy + bytes.count).initialize(to: 0)
        return copy
    }
}
