internal import CPCSC

/// A connection to pcscd.
///
/// Wraps `SCardEstablishContext` and `SCardReleaseContext`.
///
/// One context serves one call at a time: a call on a context that waits is kept waiting too. So
/// each user has a context of its own. Only `cancel` may be called while another thread waits.
final class PCSCContext: Sendable {
    let handle: SCARDCONTEXT

    init() throws(CallFailure) {
        var handle = SCARDCONTEXT()
        try CallFailure.check(
            SCardEstablishContext(UInt(SCARD_SCOPE_SYSTEM), nil, nil, &handle),
            "SCardEstablishContext"
        )
        self.handle = handle
    }

    // Fails only when pcscd ended; the library then has freed its side all the same.
    deinit { _ = SCardReleaseContext(handle) }

    /// The names of all readers; none is not an error.
    ///
    /// Wraps `SCardListReaders`.
    func readerNames() throws(CallFailure) -> [String] {
        while true {
            do throws(CallFailure) {
                return try listReaders()
            } catch let error where error.isAny(of: SCARD_E_INSUFFICIENT_BUFFER) {
                // A reader came between asking for the size and asking for the names.
                continue
            } catch let error where error.isAny(of: SCARD_E_NO_READERS_AVAILABLE) {
                return []
            }
        }
    }

    private func listReaders() throws(CallFailure) -> [String] {
        var byteCount: UInt = 0
        try CallFailure.check(
            SCardListReaders(handle, nil, nil, &byteCount),
            "SCardListReaders"
        )
        var names = [CChar](repeating: 0, count: Int(byteCount))
        try CallFailure.check(
            SCardListReaders(handle, nil, &names, &byteCount),
            "SCardListReaders"
        )
        // Each name ends with a zero byte; an empty one ends the list.
        return names.prefix(Int(byteCount)).split(separator: 0).map { name in
            String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// Ends the wait that another thread has under way on this context.
    ///
    /// Wraps `SCardCancel`.
    func cancel() {
        // When it races with the wait's own end it may answer E_INVALID_HANDLE, and when nothing
        // waits it does nothing: the caller has to look whether the wait ended.
        _ = SCardCancel(handle)
    }
}
