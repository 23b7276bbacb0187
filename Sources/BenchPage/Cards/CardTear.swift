public import VirtualDevices

/// When a card is pulled out in the middle of a write.
public enum CardTear: String, Codable, Sendable, CaseIterable {
    /// As its new content is about to count: it keeps what it had.
    case before
    /// Just after it counted, before the terminal hears so: the terminal cannot know.
    case after

    /// CommitTransaction in its wrapping (`90 C7 …`): the one command that makes a write count.
    private static let commit: [UInt8] = [0x90, 0xC7]

    /// What befalls a command.
    public func fault(at command: [UInt8]) -> CardFault {
        guard command.starts(with: Self.commit) else { return .none }
        return switch self {
        case .before: .dropBeforeExecuting
        case .after: .dropAfterExecuting
        }
    }
}
