internal import VirtualCard

/// What befalls one exchange with a virtual card.
public enum CardFault: Sendable, Equatable {
    case none
    /// The card leaves the reader's field with the command not executed.
    case dropBeforeExecuting
    /// The card executes the command and leaves before its answer arrives.
    case dropAfterExecuting
}

/// Decides the fate of each command: its number since the card was inserted, from 0, and its bytes.
public typealias CardFaults = @Sendable (_ commandIndex: Int, _ command: [UInt8]) -> CardFault

extension VirtualCard {
    /// Executes a command under a fault; nil where the card left the field and no answer comes.
    mutating func process(_ command: [UInt8], under fault: CardFault) -> [UInt8]? {
        switch fault {
        case .none:
            return process(command)
        case .dropBeforeExecuting:
            powerOff()
            return nil
        case .dropAfterExecuting:
            _ = process(command)
            powerOff()
            return nil
        }
    }
}
