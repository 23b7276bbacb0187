/// The readers as a program sees them that runs one command and ends.
///
/// Calls block.
///
/// A service that runs on watches them with a `ReaderMonitor`.
public final class CardReaders {
    private let context: PCSCContext

    /// Connects to pcscd.
    ///
    /// Throws `.serviceUnavailable` or `.accessRefused`.
    public init() throws(CardError) {
        do throws(CallFailure) {
            context = try PCSCContext()
        } catch {
            throw error.serviceError
        }
    }

    /// The names of all readers in pcscd's order.
    public func names() throws(CardError) -> [String] {
        do throws(CallFailure) {
            return try context.readerNames()
        } catch {
            throw error.serviceError
        }
    }

    /// Waits for a card and returns the name of its reader.
    ///
    /// With `reader` only that reader counts. Without it a card in any reader will do, and cards in
    /// two of them throw `.severalCards`. When the time is over it throws `.noReader` if there was
    /// no reader to wait for, `.noCard` if there was one.
    public func waitForCard(
        reader: String? = nil,
        timeoutMilliseconds: Int
    ) throws(CardError) -> String {
        let deadline = Deadline(milliseconds: timeoutMilliseconds)
        var snapshots: [ReaderSnapshot] = []
        while true {
            snapshots = try look(after: snapshots, deadline: deadline)
            let eligible = snapshots.filter { !$0.isGone && (reader == nil || $0.name == reader) }
            let holding = eligible.filter(\.hasCard).map(\.name)
            if let name = holding.first {
                guard holding.count == 1 else { throw .severalCards(readers: holding) }
                return name
            }
            if deadline.isOver { throw eligible.isEmpty ? .noReader(name: reader) : .noCard }
        }
    }

    /// Waits until pcscd shows no card in a reader any more: it notices some time after a card left.
    /// Whoever puts another one in before that has it reset in the midst of its first conversation.
    ///
    /// When the time is over it throws `.cardInUse`: the card there is somebody else's.
    public func waitUntilEmpty(
        _ reader: String,
        timeoutMilliseconds: Int
    ) throws(CardError) {
        let deadline = Deadline(milliseconds: timeoutMilliseconds)
        var snapshots: [ReaderSnapshot] = []
        while true {
            snapshots = try look(after: snapshots, deadline: deadline)
            let isOccupied = snapshots.contains { !$0.isGone && $0.name == reader && $0.hasCard }
            if !isOccupied { return }
            if deadline.isOver { throw .cardInUse }
        }
    }

    private func look(
        after known: [ReaderSnapshot],
        deadline: Deadline
    ) throws(CardError) -> [ReaderSnapshot] {
        do throws(CallFailure) {
            return try context.nextSnapshots(
                after: known,
                timeoutMilliseconds: deadline.remainingMilliseconds
            )
        } catch {
            throw error.serviceError
        }
    }
}
