internal import Synchronization
public import VirtualDevices

/// When a card is pulled out in the middle of a write.
public enum CardTear: String, Codable, Sendable, CaseIterable {
    /// As its new content is about to count: it keeps what it had.
    case before
    /// Just after it counted, before the terminal hears so: the terminal cannot know.
    case after

    /// CommitTransaction in its wrapping (`90 C7 …`): the one command that makes a write count.
    public static let commit: [UInt8] = [0x90, 0xC7]

    /// What befalls a command.
    public func fault(at command: [UInt8]) -> CardFault {
        guard command.starts(with: Self.commit) else { return .none }
        return switch self {
        case .before: .dropBeforeExecuting
        case .after: .dropAfterExecuting
        }
    }
}

/// The tear that waits for the next write, of whatever card; it happens once.
final class ArmedTear: Sendable {
    private let tear = Mutex<CardTear?>(nil)

    /// Nil where nothing will be torn.
    var armed: CardTear? { tear.withLock { $0 } }

    func arm(_ new: CardTear?) { tear.withLock { $0 = new } }

    /// What befalls a command of a card in a reader.
    func befalls(_ command: [UInt8]) -> CardFault {
        tear.withLock { tear in
            let fault = tear?.fault(at: command) ?? .none
            if fault != .none { tear = nil }
            return fault
        }
    }
}
