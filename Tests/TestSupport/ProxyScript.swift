extension PostgreSQLProxy {
    /// What goes wrong.
    public enum Fault: Sendable, Equatable {
        /// The server does not run the statement and answers an error with this SQLSTATE.
        ///
        /// The server itself fails, so that both sides agree on the transaction: a statement
        /// leaves it failed, a COMMIT leaves it rolled back.
        case fail(state: String)
        /// The server runs the statement, then answers an error with this SQLSTATE. For what is
        /// sent as one text without values, as COMMIT is.
        case failAfterwards(state: String)
        /// The connection ends before the message reaches the server.
        case cut
        /// The connection ends when the server has run the statement, before its answer is heard.
        case cutAnswer
        /// The message arrives later.
        case delay(milliseconds: Int)
    }

    /// Where it goes wrong, counted over all connections from now on; the first is 1.
    public enum Point: Sendable, Equatable {
        /// At a message of the client, the start-up message too.
        case message(Int)
        /// When a statement is run, with or without values, BEGIN and COMMIT too.
        case statement(Int)
        /// At a COMMIT.
        case commit(Int)
    }
}

/// The faults that are to come.
struct ProxyScript {
    private var armed: [(fault: PostgreSQLProxy.Fault, point: PostgreSQLProxy.Point)] = []
    /// How many have happened.
    private(set) var happened = 0

    mutating func arm(_ fault: PostgreSQLProxy.Fault, _ point: PostgreSQLProxy.Point) {
        armed.append((fault, point))
    }

    /// Counts a message, and gives the fault that is due at it.
    mutating func fault(at message: ProtocolMessage) -> PostgreSQLProxy.Fault? {
        var due: Int?
        for index in armed.indices {
            guard let rest = armed[index].point.counting(message) else { continue }
            armed[index].point = rest
            if due == nil, rest.isDue { due = index }
        }
        guard let due else { return nil }
        happened += 1
        return armed.remove(at: due).fault
    }
}

extension PostgreSQLProxy.Point {
    /// What is left to count; nil for a message that it does not count.
    fileprivate func counting(_ message: ProtocolMessage) -> Self? {
        switch self {
        case .message(let number): .message(number - 1)
        case .statement(let number): message.runsStatement ? .statement(number - 1) : nil
        case .commit(let number): message.isCommit ? .commit(number - 1) : nil
        }
    }

    /// Two that fall on one message come one after the other.
    fileprivate var isDue: Bool {
        switch self {
        case .message(let number), .statement(let number), .commit(let number): number <= 0
        }
    }
}
