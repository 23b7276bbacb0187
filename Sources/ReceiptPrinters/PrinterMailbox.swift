internal import Glibc
internal import Synchronization

/// What others want of the printer's thread, and what they may see of it.
final class PrinterMailbox: Sendable {
    /// A wish.
    enum Wish: Sendable {
        case check(CheckedContinuation<Void, Never>)
        case print(
            PrintedPage,
            Duration,
            @Sendable () -> PrintedPage,
            CheckedContinuation<PrintOutcome, Never>
        )
        case stop
    }

    private struct Content {
        var wishes: [Wish] = []
        var condition = PrinterCondition.starting
        var identity: PrinterIdentity?
        var isClosed = false
    }

    /// Readable while a wish waits: the end of a pipe.
    let wakeDescriptor: Int32
    private let bell: Int32
    private let content = Mutex(Content())

    init() {
        var ends: [Int32] = [0, 0]
        precondition(pipe(&ends) == 0, "pipe(2) failed with \(errno)")
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (wakeDescriptor, bell) = (ends[0], ends[1])
    }

    deinit {
        Glibc.close(wakeDescriptor)
        Glibc.close(bell)
    }

    /// Wakes the thread with a wish. After the stop every wish is answered at once.
    func post(_ wish: Wish) {
        let isClosed = content.withLock { content in
            if !content.isClosed { content.wishes.append(wish) }
            return content.isClosed
        }
        if isClosed { return Self.refuse(wish) }
        // A pipe that is full wakes as well.
        _ = write(bell, [1], 1)
    }

    /// All wishes, in order.
    func take() -> [Wish] {
        var rings = [UInt8](repeating: 0, count: 64)
        while read(wakeDescriptor, &rings, rings.count) == rings.count {}
        return content.withLock { content in
            defer { content.wishes = [] }
            return content.wishes
        }
    }

    /// No wishes any more.
    func close() {
        let left = content.withLock { content in
            content.isClosed = true
            defer { content.wishes = [] }
            return content.wishes
        }
        for wish in left { Self.refuse(wish) }
    }

    private static func refuse(_ wish: Wish) {
        switch wish {
        case .check(let answer): answer.resume()
        case .print(_, _, _, let answer): answer.resume(returning: .notPrinted(.stopped))
        case .stop: break
        }
    }

    var condition: PrinterCondition { content.withLock { $0.condition } }
    var identity: PrinterIdentity? { content.withLock { $0.identity } }

    /// Leaves what the thread knows; says whether the condition has changed.
    func show(_ condition: PrinterCondition, _ identity: PrinterIdentity?) -> Bool {
        content.withLock { content in
            content.identity = identity
            defer { content.condition = condition }
            return content.condition != condition
        }
    }
}
