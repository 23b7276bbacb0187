internal import Synchronization

/// All open connections of a server, and who may open another.
///
/// Rules:
/// 1. One address may have so many connections; one more is closed as it comes, before anything is
///    allotted for it.
/// 2. Where there is no room in all, the new one takes the place of the one that has been waiting
///    longest without a request: silence does not keep others out. Where nobody waits, all have a
///    request on its way, and the new one is closed as it comes.
/// 3. Whatever the limits, one more connection costs no pass over the others.
final class PeerTable: Sendable {
    private struct State {
        var peers: [ObjectIdentifier: Peer] = [:]
        var countByAddress: [ClientAddress: Int] = [:]
        var line = WaitingLine()
    }

    private let limit: Int
    private let limitPerAddress: Int?
    private let patience: Peer.Patience
    private let state = Mutex(State())

    init(limit: Int, limitPerAddress: Int?, patience: Peer.Patience) {
        (self.limit, self.limitPerAddress, self.patience) = (limit, limitPerAddress, patience)
    }

    var count: Int { state.withLock { $0.peers.count } }

    /// The limit that would be broken by one more connection from there, nil when there is room.
    func makeRoom(for address: ClientAddress?) -> ServerLimit? {
        state.withLock { state in
            if let address, let limitPerAddress,
                state.countByAddress[address, default: 0] >= limitPerAddress
            {
                return .connectionsPerAddress
            }
            while state.peers.count >= limit {
                guard let peer = state.line.removeFirst() else { return .connections }
                // The room is free from now on, though MHD closes the socket a little later.
                if peer.cutOffIfWaiting() { Self.remove(peer, from: &state) }
            }
            return nil
        }
    }

    func add(_ peer: Peer) {
        state.withLock {
            $0.peers[ObjectIdentifier(peer)] = peer
            if let address = peer.address { $0.countByAddress[address, default: 0] += 1 }
            $0.line.append(peer, peerCount: $0.peers.count)
        }
    }

    /// The answer has left: the connection waits for its next request.
    func wait(_ peer: Peer, at now: Int64) {
        peer.enter(.waiting, at: now)
        state.withLock {
            guard $0.peers[ObjectIdentifier(peer)] != nil else { return }
            $0.line.append(peer, peerCount: $0.peers.count)
        }
    }

    /// The connection is about to be closed.
    func remove(_ peer: Peer) {
        peer.close()
        state.withLock { Self.remove(peer, from: &$0) }
    }

    private static func remove(_ peer: Peer, from state: inout State) {
        guard state.peers.removeValue(forKey: ObjectIdentifier(peer)) != nil,
            let address = peer.address, let count = state.countByAddress[address]
        else { return }
        state.countByAddress[address] = count > 1 ? count - 1 : nil
    }

    /// Cuts off who is late; gives what each was at.
    func sweep(at now: Int64) -> [Peer.Phase] {
        let peers = state.withLock { Array($0.peers.values) }
        return peers.compactMap { $0.cutOffIfLate(patience, at: now) }
    }

    /// Closes what is kept open for a next request.
    func cutOffWaiting() {
        let peers = state.withLock { Array($0.peers.values) }
        for peer in peers { _ = peer.cutOffIfWaiting() }
    }
}

/// The connections that wait, longest first, and some that have stopped waiting since.
///
/// An entry is good while its connection has been waiting from the entry's moment on.
private struct WaitingLine {
    private var entries: [(peer: Peer, since: Int64)] = []
    private var first = 0

    mutating func append(_ peer: Peer, peerCount: Int) {
        guard let since = peer.waitingSince else { return }
        entries.append((peer, since))
        // Most entries of a connection that is used again and again are old: they are dropped before
        // they are more than the connections.
        guard entries.count > 2 * peerCount + 64 else { return }
        entries = entries[first...].filter { $0.peer.waitingSince == $0.since }
        first = 0
    }

    mutating func removeFirst() -> Peer? {
        while first < entries.count {
            let entry = entries[first]
            first += 1
            if entry.peer.waitingSince == entry.since { return entry.peer }
        }
        (entries, first) = ([], 0)
        return nil
    }
}
