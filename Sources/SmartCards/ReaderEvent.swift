/// What a `ReaderMonitor` has seen.
public enum ReaderEvent: Sendable, Equatable {
    /// A reader was plugged in, or was there at the start.
    case readerAdded(String)
    /// A reader was unplugged. The removal of its card was reported before.
    case readerRemoved(String)
    /// A card was put on, or lay there at the start. A card that gives no answer to reset has an
    /// empty one. `eventCount` differs from one card to the next on the same reader.
    case cardInserted(reader: String, answerToReset: [UInt8], eventCount: UInt16)
    /// The card was taken away. pcscd knows it up to half a second late.
    case cardRemoved(reader: String)
    /// pcscd cannot be used: forget all readers. They were reported as removed before, unless events
    /// were dropped.
    case serviceLost(CardError)
    /// Forget all readers: what is there now follows. It comes when pcscd can be used again, and
    /// when the consumer was so slow that events were dropped.
    case serviceBack
}

extension ReaderEvent {
    /// What happened between two looks at the readers, removals first.
    static func changes(
        from old: [ReaderSnapshot],
        to new: [ReaderSnapshot]
    ) -> [ReaderEvent] {
        let old = old.filter { !$0.isGone }
        let new = new.filter { !$0.isGone }
        let removals = old.flatMap { before in
            Self.removals(from: before, to: new.first { $0.name == before.name })
        }
        let additions = new.flatMap { after in
            Self.additions(from: old.first { $0.name == after.name }, to: after)
        }
        return removals + additions
    }

    private static func removals(
        from before: ReaderSnapshot,
        to after: ReaderSnapshot?
    ) -> [ReaderEvent] {
        var events: [ReaderEvent] = []
        if before.hasCard && !before.holdsSameCard(as: after) {
            events.append(.cardRemoved(reader: before.name))
        }
        if after == nil { events.append(.readerRemoved(before.name)) }
        return events
    }

    private static func additions(
        from before: ReaderSnapshot?,
        to after: ReaderSnapshot
    ) -> [ReaderEvent] {
        var events: [ReaderEvent] = []
        if before == nil { events.append(.readerAdded(after.name)) }
        if after.hasCard && !after.holdsSameCard(as: before) {
            events.append(
                .cardInserted(
                    reader: after.name,
                    answerToReset: after.answerToReset,
                    eventCount: after.eventCount
                )
            )
        }
        return events
    }
}

extension ReaderSnapshot {
    /// A card swapped between two looks shows only in the counter: both looks say "present".
    fileprivate func holdsSameCard(as other: ReaderSnapshot?) -> Bool {
        guard let other else { return false }
        return hasCard && other.hasCard && eventCount == other.eventCount
    }
}
