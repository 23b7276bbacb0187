/// The body of a request while it comes: kept as long as it fits, and otherwise only counted.
struct RequestBody: Sendable {
    enum Misfit {
        /// Larger than its route takes.
        case tooLarge
        /// The server holds too much already.
        case serverIsFull
    }

    private(set) var bytes: [UInt8] = []
    /// What came, kept or not.
    private(set) var byteCount = 0
    private var heldByteCount = 0

    /// Keeps a part; where it does not fit, lets go of everything and says why.
    mutating func append(
        _ part: UnsafeRawBufferPointer,
        limitBytes: Int,
        load: Load
    ) -> Misfit? {
        skip(part)
        let isTooLarge = byteCount > limitBytes
        if !isTooLarge, load.hold(bytes: part.count) {
            heldByteCount += part.count
            bytes += part
            return nil
        }
        letGo(of: load)
        return isTooLarge ? .tooLarge : .serverIsFull
    }

    /// Counts a part of a body that nobody wants.
    mutating func skip(_ part: UnsafeRawBufferPointer) { byteCount += part.count }

    mutating func letGo(of load: Load) {
        load.release(bytes: heldByteCount)
        (bytes, heldByteCount) = ([], 0)
    }
}
