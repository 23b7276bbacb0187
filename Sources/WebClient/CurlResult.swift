internal import CCurl

/// The one place where libcurl's numbers become errors.
extension WebClientError {
    /// What a transfer that ended with `code` means.
    ///
    /// `detail` is libcurl's own sentence, which may be empty.
    init(
        _ code: CURLcode,
        server: String,
        detail: String,
        wasSent: Bool,
        isChainBroken: Bool,
        authorityFile: String?
    ) {
        let reason = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        switch code {
        case CURLE_URL_MALFORMAT: self = .invalidAddress
        // libcurl says the same of a URL of another kind and of an answer that is not HTTP/1.
        case CURLE_UNSUPPORTED_PROTOCOL:
            self = wasSent ? .badResponse(server: server, reason: reason) : .invalidAddress
        case CURLE_SSL_CACERT_BADFILE: self = .authorityFileUnusable(path: authorityFile ?? "")
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .cannotResolve(server: server)
        case CURLE_COULDNT_CONNECT: self = .cannotConnect(server: server)
        case CURLE_PEER_FAILED_VERIFICATION where isChainBroken:
            self = .certificateNotTrusted(server: server, reason: reason)
        case CURLE_PEER_FAILED_VERIFICATION: self = .certificateNameMismatch(server: server)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_ISSUER_ERROR, CURLE_USE_SSL_FAILED:
            self = .tlsFailed(server: server, reason: reason)
        case CURLE_OPERATION_TIMEDOUT: self = .timedOut(server: server, wasSent: wasSent)
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE:
            self = .connectionLost(server: server, wasSent: wasSent)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN:
            // Our own mistake or the end of memory: no state to go on in.
            preconditionFailure("libcurl: \(reason)")
        default: self = .badResponse(server: server, reason: reason)
        }
    }
}
