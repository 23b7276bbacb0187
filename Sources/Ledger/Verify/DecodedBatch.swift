import Dispatch
import RecordChain
import Synchronization

/// A stored batch with all that can be said of it alone: it was read, and its signatures checked.
struct DecodedBatch: Sendable {
    let stored: StoredBatch
    let signed: Result<SignedBatch, BatchError>
    /// What is wrong with its signature, leaf or receipt. Nil where nothing is, and where it cannot be
    /// read.
    let fault: VerificationFault?

    init(_ stored: StoredBatch, keys: AuditKeys) {
        self.stored = stored
        signed = Result { () throws(BatchError) in try SignedBatch(bytes: stored.batch) }
        fault = (try? signed.get()).flatMap { keys.fault(of: stored, $0) }
    }

    /// Decodes a page. That is most of an audit's work, and no batch needs another for it: they are
    /// shared among the processors. The caller's thread takes part, and waits for the last.
    static func decode(_ page: [StoredBatch], keys: AuditKeys) -> [DecodedBatch] {
        let decoded = Mutex([DecodedBatch?](repeating: nil, count: page.count))
        DispatchQueue.concurrentPerform(iterations: page.count) { index in
            let batch = DecodedBatch(page[index], keys: keys)
            decoded.withLock { $0[index] = batch }
        }
        return decoded.withLock { $0.compactMap(\.self) }
    }
}
