internal import CMicroHTTPD
internal import Glibc

/// One connection of the daemon.
///
/// Wraps `MHD_Connection`.
///
/// It is valid inside the daemon's callbacks, and outside while it is suspended.
struct Connection: @unchecked Sendable {
    // @unchecked: of all calls only `resume` is made off the daemon's threads, and MHD locks it.
    let handle: OpaquePointer

    /// What a content reader returns at the end; the macros are casts that Swift does not import.
    static let endOfStream = -1
    static let endWithError = -2

    /// Wraps `MHD_suspend_connection`: no callback comes for it until it is resumed.
    func suspend() { MHD_suspend_connection(handle) }

    /// Wraps `MHD_resume_connection`.
    func resume() { MHD_resume_connection(handle) }

    /// Wraps `MHD_get_connection_values`.
    var headers: Headers {
        var headers: Headers = [:]
        withUnsafeMutablePointer(to: &headers) {
            _ = MHD_get_connection_values(handle, .HEADER_KIND, collectHeader, $0)
        }
        return headers
    }

    /// Wraps `MHD_CONNECTION_INFO_CLIENT_ADDRESS`; empty when the address has no numeric form.
    var remoteAddress: String {
        guard let address = prepaid_microhttpd_client_address(handle) else { return "" }
        let isIPv6 = Int32(address.pointee.sa_family) == AF_INET6
        let length = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        return numericHost(address, length: socklen_t(length)) ?? ""
    }

    /// Wraps `MHD_CONNECTION_INFO_SOCKET_CONTEXT`: what `onConnection` left.
    var peer: Peer? {
        prepaid_microhttpd_socket_context(handle).map {
            Unmanaged<Peer>.fromOpaque($0).takeUnretainedValue()
        }
    }

    /// Wraps `MHD_CONNECTION_INFO_CONNECTION_FD`.
    var descriptor: Int32 { prepaid_microhttpd_descriptor(handle) }

    /// Wraps `MHD_CONNECTION_INFO_CLIENT_ADDRESS`, as limits see it.
    var clientAddress: ClientAddress? {
        prepaid_microhttpd_client_address(handle).flatMap { ClientAddress($0) }
    }

    /// Wraps `MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE`.
    var headByteCount: Int { prepaid_microhttpd_head_size(handle) }

    /// Queues an answer and lets go of it: MHD keeps its own reference.
    ///
    /// Wraps `MHD_queue_response`.
    func queue(_ response: Response) -> MHD_Result {
        guard let created = create(response) else { return .NO }
        defer { MHD_destroy_response(created) }
        for field in response.headers.fields {
            guard MHD_add_response_header(created, field.name, field.value) == .YES else {
                // A line break in a header would let its author write the rest of the answer.
                return queue(Problem.failed.response)
            }
        }
        return MHD_queue_response(handle, UInt32(response.status), created)
    }

    private func create(_ response: Response) -> OpaquePointer? {
        switch response.body {
        case .bytes(var bytes):
            return bytes.withUnsafeMutableBytes {
                MHD_create_response_from_buffer($0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
            }
        case .events(let stream):
            let source = Unmanaged.passRetained(EventSource(stream: stream, connection: self))
            // No length is known, so the body goes in chunks.
            return MHD_create_response_from_callback(
                .max,
                EventSource.blockSizeBytes,
                readEvents,
                source.toOpaque(),
                closeEvents
            )
        }
    }
}

private let collectHeader: MHD_KeyValueIterator = { headers, _, name, value in
    guard let headers, let name else { return .YES }
    headers.assumingMemoryBound(to: Headers.self).pointee
        .append(String(cString: name), value.map { String(cString: $0) } ?? "")
    return .YES
}

/// A stream together with the connection that reads it.
private final class EventSource: Sendable {
    static let blockSizeBytes = 4_096

    let stream: EventStream
    let connection: Connection

    init(stream: EventStream, connection: Connection) {
        self.stream = stream
        self.connection = connection
    }
}

private let readEvents: MHD_ContentReaderCallback = { source, _, buffer, size in
    guard let source else { return Connection.endWithError }
    let events = Unmanaged<EventSource>.fromOpaque(source).takeUnretainedValue()
    return events.stream.read(
        into: UnsafeMutableRawBufferPointer(start: buffer, count: size),
        connection: events.connection
    )
}

private let closeEvents: MHD_ContentReaderFreeCallback = { source in
    guard let source else { return }
    Unmanaged<EventSource>.fromOpaque(source).takeRetainedValue().stream.close()
}
