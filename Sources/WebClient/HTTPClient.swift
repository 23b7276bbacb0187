internal import CCurl
internal import DeviceThreads
internal import Synchronization

/// An HTTP client.
///
/// Wraps libcurl.
///
/// Rules:
/// 1. It has one thread of its own and runs one request at a time; connections are kept.
/// 2. Only http and https; redirects are answers; the environment's proxies are not used;
///    certificates and names are always verified, TLS is 1.2 at least.
/// 3. An answer that did not come is not a no: `WebClientError.mayHaveBeenProcessed` says whether
///    the server may have done it.
/// 4. When a kept connection turns out to be dead before anything came back, libcurl sends the
///    request again on a new one. So a request that must not happen twice carries a number by which
///    its server knows it again.
public actor HTTPClient {
    /// libcurl's result of verification until the whole certificate is found good; a broken chain
    /// leaves OpenSSL's reason, which is greater.
    private static let notVerified = 1

    private nonisolated let thread: DeviceThread
    private let configuration: ClientConfiguration
    private let handles = CurlHandles()

    /// The client's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// A client without connections; they are made when they are needed.
    public init(_ configuration: ClientConfiguration) {
        self.configuration = configuration
        thread = DeviceThread(name: "http-client")
    }

    /// Sends the request and waits for the whole answer, or for the task to be cancelled.
    public func send(_ request: ClientRequest) async throws(WebClientError) -> ClientResponse {
        let transfer = Transfer(limitBytes: configuration.responseLimitBytes, onBytes: nil)
        let status = try await run(
            request,
            transfer,
            timeoutMilliseconds: configuration.timeoutMilliseconds
        )
        return ClientResponse(
            status: status,
            headers: transfer.headers,
            body: transfer.body
        )
    }

    /// Hands on the body of an answer with status 200 as it comes, until it ends or the task is
    /// cancelled.
    func stream(
        _ request: ClientRequest,
        onBytes: @escaping (UnsafeRawBufferPointer) -> Void
    ) async throws(WebClientError) {
        let transfer = Transfer(limitBytes: configuration.responseLimitBytes, onBytes: onBytes)
        // A stream has no end that could be waited for.
        let status = try await run(request, transfer, timeoutMilliseconds: 0)
        guard status == 200 else {
            let server = serverName(request.address) ?? ""
            throw .badResponse(server: server, reason: "status \(status) instead of events")
        }
    }

    /// Runs the transfer on the client's thread and gives the status code.
    private func run(
        _ request: ClientRequest,
        _ transfer: Transfer,
        timeoutMilliseconds: Int
    ) async throws(WebClientError) -> Int {
        let cancellation = Cancellation(handles: handles)
        let result = await withTaskCancellationHandler {
            perform(
                request,
                transfer,
                timeoutMilliseconds: timeoutMilliseconds,
                cancellation: cancellation
            )
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    private func perform(
        _ request: ClientRequest,
        _ transfer: Transfer,
        timeoutMilliseconds: Int,
        cancellation: Cancellation
    ) -> Result<Int, WebClientError> {
        guard let server = serverName(request.address) else { return .failure(.invalidAddress) }
        handles.reset()
        applyRules(timeoutMilliseconds: timeoutMilliseconds)
        let headers = describe(request)
        defer { curl_slist_free_all(headers) }
        let code = withExtendedLifetime(transfer) {
            collect(into: transfer)
            return handles.perform(isCancelled: cancellation.isCancelled)
        }
        let wasSent = handles.number(CURLINFO_REQUEST_SIZE) > 0
        switch code {
        case nil: return .failure(.cancelled(wasSent: wasSent))
        case CURLE_OK: return .success(handles.number(CURLINFO_RESPONSE_CODE))
        case .some where transfer.isTooLarge:
            return .failure(
                .responseTooLarge(server: server, limitBytes: configuration.responseLimitBytes)
            )
        case .some(let code):
            return .failure(
                WebClientError(
                    code,
                    server: server,
                    detail: handles.errorDetail,
                    wasSent: wasSent,
                    isChainBroken: handles.number(CURLINFO_SSL_VERIFYRESULT) > Self.notVerified,
                    authorityFile: configuration.certificateAuthorityFile
                )
            )
        }
    }

    private func applyRules(timeoutMilliseconds: Int) {
        // Time-outs by signal would hit any thread of the process.
        handles.set(CURLOPT_NOSIGNAL, 1)
        handles.set(CURLOPT_PROTOCOLS_STR, "http,https")
        handles.set(CURLOPT_FOLLOWLOCATION, 0)
        handles.set(CURLOPT_PROXY, "")
        handles.set(CURLOPT_SSL_VERIFYPEER, 1)
        handles.set(CURLOPT_SSL_VERIFYHOST, 2)
        handles.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = configuration.certificateAuthorityFile {
            handles.set(CURLOPT_CAINFO, file)
            // Else the system's authorities would be trusted beside it.
            handles.set(CURLOPT_CAPATH, nil as String?)
        }
        handles.set(CURLOPT_USERAGENT, configuration.clientName)
        handles.set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeoutMilliseconds)
        handles.set(CURLOPT_TIMEOUT_MS, timeoutMilliseconds)
    }

    /// Sets what the request asks; the list is to be freed after the transfer.
    private func describe(_ request: ClientRequest) -> UnsafeMutablePointer<curl_slist>? {
        handles.set(CURLOPT_URL, request.address)
        var headers: UnsafeMutablePointer<curl_slist>?
        if let body = request.body ?? (request.method == .get ? nil : []) {
            // The size is given first, so libcurl copies that many bytes. Without an address it
            // would read the body from standard input.
            handles.set(CURLOPT_POSTFIELDSIZE, body.count)
            (body + [0]).withUnsafeBytes {
                handles.set(
                    CURLOPT_COPYPOSTFIELDS,
                    UnsafeMutableRawPointer(mutating: $0.baseAddress)
                )
            }
            // libcurl would call it a form.
            headers = curl_slist_append(headers, "Content-Type:")
        }
        handles.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        for (name, value) in request.headers {
            precondition(!(name + value).contains(where: \.isNewline), "a line break in a header")
            // A colon without a value would take the field out.
            headers = curl_slist_append(headers, value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        handles.set(CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(headers))
        return headers
    }

    private func collect(into transfer: Transfer) {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        handles.check(prepaid_curl_set_write(handles.easy, onBody))
        handles.set(CURLOPT_WRITEDATA, context)
        handles.check(prepaid_curl_set_header(handles.easy, onHeader))
        handles.set(CURLOPT_HEADERDATA, context)
    }
}

/// The wish that one request ends, from any thread.
private final class Cancellation: Sendable {
    let isCancelled = Atomic(false)
    private let handles: CurlHandles

    init(handles: CurlHandles) { self.handles = handles }

    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
        handles.wake()
    }
}

/// Host and port of a URL, nil when it is none.
///
/// Wraps `curl_url_get`.
private func serverName(_ address: String) -> String? {
    let url = curl_url()
    defer { curl_url_cleanup(url) }
    guard curl_url_set(url, CURLUPART_URL, address, 0) == CURLUE_OK else { return nil }
    func part(_ what: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, what, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK else {
            return nil
        }
        defer { curl_free(text) }
        return text.map { String(cString: $0) }
    }
    guard let host = part(CURLUPART_HOST), let port = part(CURLUPART_PORT) else { return nil }
    return "\(host):\(port)"
}
