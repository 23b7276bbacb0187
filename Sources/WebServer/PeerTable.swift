internal import Synchronization

/// All open connections of a server, and who may open another.
///
/// Rules:
/// 1. One address may have so many connections; one more is closed as it comes, before anything is
///    allotted for it.
/// 2. At the limit in all, MHD accepts no more and the system keeps the next ones waiting, for nothing.
///    Then those that have waited longest without a request must go: silence does not keep others out.
final class PeerTable: Sendable {
    private struct State {
        var peers: [ObjectIdentifier: Peer] = [:]
        var countByAddress: [ClientAddress: Int] = [:]
    }

    /// A connection may be silent for so long whatever happens: its request may be on the way.
    private static let graceNanoseconds: Int64 = 1_000_000_000

    private let limit: Int
    private let limitPerAddress: Int?
    private let patience: Peer.Patience
    private let state = Mutex(State())

    init(limit: Int, limitPerAddress: Int?, patience: Peer.Patience) {
        (self.limit, self.limitPerAddress, self.patience) = (limit, limitPerAddress, patience)
    }

    var count: Int { state.withLock { $0.peers.count } }

    /// Whether one more connection from there is taken.
    func admits(_ address: ClientAddress) -> Bool {
        guard let limitPerAddress else { return true }
        return state.withLock { $0.countByAddress[address, default: 0] < limitPerAddress }
    }

    func add(_ peer: Peer) {
        state.withLock {
            $0.peers[ObjectIdentifier(peer)] = peer
            if let address = peer.address { $0.countByAddress[address, default: 0] += 1 }
        }
    }

    /// The connection is about to be closed.
    func remove(_ peer: Peer) {
        peer.close()
        state.withLock {
            $0.peers[ObjectIdentifier(peer)] = nil
            guard let address = peer.address, let count = $0.countByAddress[address] else { return }
            $0.countByAddress[address] = count > 1 ? count - 1 : nil
        }
    }

    /// Cuts off who is late, and where there is no room the longest silent; gives what each was at.
    func sweep(at now: Int64) -> [Peer.Phase] {
        let peers = state.withLock { Array($0.peers.values) }
        let late = peers.compactMap { $0.cutOffIfLate(patience, at: now) }
        guard late.isEmpty, peers.count >= limit else { return late }
        let silent = peers.compactMap { peer in peer.waitingSince.map { (peer, since: $0) } }
            .filter { now - $0.since >= Self.graceNanoseconds }
            .sorted { $0.since < $1.since }
        // A part of the room at a time: most of those who wait may mean well.
        return silent.prefix(max(1, limit / 16)).compactMap {
            $0.0.cutOffIfWaiting() ? .waiting : nil
        }
    }

    /// Closes what is kept open for a next request.
    func cutOffWaiting() {
        let peers = state.withLock { Array($0.peers.values) }
        for peer in peers { _ = peer.cutOffIfWaiting() }
    }
}
