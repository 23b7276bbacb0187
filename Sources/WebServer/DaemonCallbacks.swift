internal import CMicroHTTPD
internal import Glibc

// What MHD calls, with the `ServerCore` as its first argument. A connection goes through them in this
// order: onAccept, onConnection, for each request onTarget, onRequest, onCompleted, and at last
// onConnection again.

/// Whether a connection is taken: asked before anything is allotted for it.
let onAccept: MHD_AcceptPolicyCallback = { owner, address, _ in
    guard let owner, let address else { return .NO }
    let core = Unmanaged<ServerCore>.fromOpaque(owner).takeUnretainedValue()
    return core.admits(address) ? .YES : .NO
}

/// A connection was made or will be closed; its socket context is the retained `Peer`.
let onConnection:
    @convention(c) (
        UnsafeMutableRawPointer?, OpaquePointer?,
        UnsafeMutablePointer<UnsafeMutableRawPointer?>?, MHD_ConnectionNotificationCode
    ) -> Void = { owner, connection, context, code in
        guard let owner, let connection, let context else { return }
        let core = Unmanaged<ServerCore>.fromOpaque(owner).takeUnretainedValue()
        if code == .CONNECTION_NOTIFY_STARTED {
            let peer = core.connect(Connection(handle: connection))
            context.pointee = Unmanaged.passRetained(peer).toOpaque()
        } else if let raw = context.pointee {
            core.peers.remove(Unmanaged<Peer>.fromOpaque(raw).takeRetainedValue())
            context.pointee = nil
        }
    }

/// The first call for a request, with its target as it was sent.
///
/// What it returns is the context of all further calls.
let onTarget:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?)
        -> UnsafeMutableRawPointer? = { owner, target, connection in
            guard let owner, let target, let connection else { return nil }
            let core = Unmanaged<ServerCore>.fromOpaque(owner).takeUnretainedValue()
            let exchange = core.open(
                target: String(cString: target),
                connection: Connection(handle: connection)
            )
            return Unmanaged.passRetained(exchange).toOpaque()
        }

/// Every further call: the headers, the parts of the body, the end.
let onRequest: MHD_AccessHandlerCallback = {
    _,
    _,
    _,
    method,
    _,
    part,
    partCount,
    context in
    guard let method, let partCount, let context = context?.pointee else { return .NO }
    let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    let bytes = UnsafeRawBufferPointer(start: part, count: partCount.pointee)
    partCount.pointee = 0
    return exchange.advance(method: String(cString: method), part: bytes)
}

/// The last call, for requests that were broken off too.
let onCompleted: MHD_RequestCompletedCallback = { owner, _, context, end in
    guard let owner, let context, let raw = context.pointee else { return }
    let core = Unmanaged<ServerCore>.fromOpaque(owner).takeUnretainedValue()
    core.close(
        Unmanaged<Exchange>.fromOpaque(raw).takeRetainedValue(),
        isComplete: end == .REQUEST_TERMINATED_COMPLETED_OK
    )
    context.pointee = nil
}
