internal import CPCSC
internal import Glibc

extension PCSCContext {
    /// The longest that one look at the readers waits.
    ///
    /// In pcsc-lite 1.9.9 the pseudo reader for coming and going compares only the number of
    /// readers with that at the call's start, so what comes just before the call, or comes as
    /// another goes, is found by listing again.
    static let lookLimitMilliseconds = 5_000

    /// Lists the readers and waits until one differs from what is known of it, or comes, or goes.
    ///
    /// Returns when the time is over too, with what is known; `timeoutMilliseconds` beyond
    /// `lookLimitMilliseconds` is cut.
    func nextSnapshots(
        after known: [ReaderSnapshot],
        timeoutMilliseconds: Int
    ) throws(CallFailure) -> [ReaderSnapshot] {
        while true {
            let names = try readerNames()
            let readers = names.map { name in
                known.first { $0.name == name } ?? ReaderSnapshot(unaware: name)
            }
            // A reader that went is news: report it now. One that came is news to pcscd as well,
            // which answers at once for a reader that the caller is unaware of.
            let hasNews = known.contains { !names.contains($0.name) }
            let wait = hasNews ? 0 : min(timeoutMilliseconds, Self.lookLimitMilliseconds)
            do throws(CallFailure) {
                return try waitForChange(of: readers, timeoutMilliseconds: wait)
            } catch let error where error.isUnknownReader {
                // One reader that went between listing and waiting fails the whole call.
                continue
            }
        }
    }

    /// How long pcscd may need to notice a card: it looks every 400 ms.
    private static let noticeMilliseconds = 500

    /// Whether pcscd sees a card in the reader, now or when it next looks.
    func noticesCard(in reader: String) throws(CallFailure) -> Bool {
        let deadline = Deadline(milliseconds: Self.noticeMilliseconds)
        var snapshot = [ReaderSnapshot(unaware: reader)]
        repeat {
            snapshot = try waitForChange(
                of: snapshot,
                timeoutMilliseconds: deadline.remainingMilliseconds
            )
            if snapshot[0].hasCard { return true }
        } while !deadline.isOver
        return false
    }

    /// Wraps `SCardGetStatusChange`.
    ///
    /// Returns new snapshots in the same order, the old ones when the time is over.
    private func waitForChange(
        of readers: [ReaderSnapshot],
        timeoutMilliseconds: Int
    ) throws(CallFailure) -> [ReaderSnapshot] {
        let names = (readers.map(\.name) + [Self.comingAndGoing]).map { strdup($0) }
        defer { names.forEach { free($0) } }
        var states = names.map { name in
            var state = SCARD_READERSTATE()
            state.szReader = UnsafePointer(name)
            return state
        }
        for (index, reader) in readers.enumerated() {
            states[index].dwCurrentState = UInt(reader.state)
        }
        let result = SCardGetStatusChange(
            handle,
            UInt(timeoutMilliseconds),
            &states,
            UInt(states.count)
        )
        if result == SCARD_E_TIMEOUT { return readers }
        try CallFailure.check(result, "SCardGetStatusChange")
        return zip(readers, states).map { ReaderSnapshot(name: $0.name, state: $1) }
    }

    /// Stands for readers that come and go.
    private static let comingAndGoing = #"\\?PnP?\Notification"#
}
