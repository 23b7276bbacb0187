internal import CCurl
internal import Synchronization

/// One easy handle, and the multi handle that keeps its connections.
///
/// Wraps `CURL` and `CURLM`.
///
/// A transfer runs on a multi handle since that can be woken from another thread.
final class CurlHandles: @unchecked Sendable {
    // @unchecked: everything but `wake` is called on the client's thread only, and
    // curl_multi_wakeup may be called from any.
    let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>

    /// No wait is longer: a wake-up that got lost would be noticed after this time.
    private static let pollMilliseconds: Int32 = 1_000
    /// libcurl wants to be set up once in a process.
    private static let isSetUp = curl_global_init(Int(CURL_GLOBAL_SSL)) == CURLE_OK

    init() {
        precondition(Self.isSetUp, "curl_global_init failed")
        guard let easy = curl_easy_init(), let multi = curl_multi_init() else {
            preconditionFailure("libcurl has no memory")
        }
        (self.easy, self.multi) = (easy, multi)
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_multi_cleanup(multi)
        curl_easy_cleanup(easy)
        errorText.deallocate()
    }

    /// Ends a wait of `perform` early; from any thread.
    ///
    /// Wraps `curl_multi_wakeup`.
    func wake() { curl_multi_wakeup(multi) }

    /// Forgets the settings of the last request; connections are kept.
    ///
    /// Wraps `curl_easy_reset`.
    func reset() {
        curl_easy_reset(easy)
        errorText[0] = 0
        set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
    }

    /// Runs the transfer to its end; nil when it was cancelled.
    func perform(isCancelled: borrowing Atomic<Bool>) -> CURLcode? {
        check(curl_multi_add_handle(multi, easy))
        defer { check(curl_multi_remove_handle(multi, easy)) }
        var runningCount: Int32 = 0
        while !isCancelled.load(ordering: .relaxed) {
            check(curl_multi_perform(multi, &runningCount))
            if runningCount == 0 { return result() }
            check(curl_multi_poll(multi, nil, 0, Self.pollMilliseconds, nil))
        }
        return nil
    }

    /// What libcurl says of the failure, empty when it says nothing.
    var errorDetail: String { String(cString: errorText) }

    func set(_ option: CURLoption, _ value: Int) {
        check(prepaid_curl_set_long(easy, option, value))
    }
    func set(_ option: CURLoption, _ text: String?) {
        check(prepaid_curl_set_text(easy, option, text))
    }
    func set(_ option: CURLoption, _ pointer: UnsafeMutableRawPointer?) {
        check(prepaid_curl_set_pointer(easy, option, pointer))
    }

    func number(_ what: CURLINFO) -> Int {
        var number = 0
        check(prepaid_curl_get_long(easy, what, &number))
        return number
    }

    private func result() -> CURLcode {
        var waitingCount: Int32 = 0
        guard let message = curl_multi_info_read(multi, &waitingCount) else {
            preconditionFailure("a transfer ended without a result")
        }
        return message.pointee.data.result
    }

    func check(_ code: CURLcode) {
        precondition(code == CURLE_OK, "libcurl: \(String(cString: curl_easy_strerror(code)))")
    }

    private func check(_ code: CURLMcode) {
        precondition(code == CURLM_OK, "libcurl: \(String(cString: curl_multi_strerror(code)))")
    }
}
