import KioskService
import Prepayment
import RecordChain
import Synchronization

/// The wire between kiosks and ledger, and what befalls what travels on it.
final class Network: Sendable {
    private struct Weather {
        var dice: Dice
        var isCalm = false
        var partitioned: Set<KioskIdentifier> = []
        var delayed: [@Sendable () async -> Void] = []
        var counts = FaultCounts()
        /// What the far end took, for mutants of it.
        var taken: [KioskIdentifier: [UInt32: [UInt8]]] = [:]
        var claims = ClaimWatch()
    }

    private let weather: Mutex<Weather>
    private let office = Mutex<OfficeDoor?>(nil)

    let mutant: Mutant?

    init(_ dice: Dice, mutant: Mutant?) {
        weather = Mutex(Weather(dice: dice))
        self.mutant = mutant
    }

    var counts: FaultCounts { weather.withLock { $0.counts } }

    /// Who answers at the other end; nobody while the ledger is off.
    func connect(_ door: OfficeDoor?) { office.withLock { $0 = door } }

    /// The far end, where somebody is there.
    func door() throws(LedgerLinkError) -> OfficeDoor {
        guard let door = office.withLock({ $0 }) else { throw Self.silence }
        return door
    }

    /// What the ledger gave to whom, as its answers tell.
    var claims: ClaimWatch { weather.withLock { $0.claims } }

    func noteClaims(_ body: @Sendable (inout ClaimWatch) -> Void) {
        weather.withLock { body(&$0.claims) }
    }

    func nonce() -> [UInt8] { weather.withLock { $0.dice.bytes(ClaimQuestion.nonceByteCount) } }

    /// Nothing is lost from now on, or things are again.
    func calm(_ isCalm: Bool) { weather.withLock { $0.isCalm = isCalm } }

    func partition(_ kiosk: KioskIdentifier, _ isCut: Bool) {
        weather.withLock { weather in
            if isCut {
                weather.partitioned.insert(kiosk)
            } else {
                weather.partitioned.remove(kiosk)
            }
        }
    }

    func isPartitioned(_ kiosk: KioskIdentifier) -> Bool {
        weather.withLock { $0.partitioned.contains(kiosk) }
    }

    /// Brings what was on its way for long.
    func deliverDelayed() async {
        let late = weather.withLock { weather in
            defer { weather.delayed = [] }
            return weather.delayed
        }
        for question in late { await question() }
    }

    private enum Fate { case arrives, lost, answerLost, twice, late, cut }

    private func fate(of kiosk: KioskIdentifier, _ faults: WireFaults) -> Fate {
        weather.withLock { weather in
            if weather.partitioned.contains(kiosk) {
                weather.counts.note(.partition)
                return .cut
            }
            if weather.isCalm { return .arrives }
            switch weather.dice.below(20) {
            case 0, 1:
                weather.counts.note(faults.lost)
                return .lost
            case 2, 3:
                weather.counts.note(faults.answerLost)
                return .answerLost
            case 4:
                weather.counts.note(faults.duplicated)
                return .twice
            case 5:
                weather.counts.note(faults.late)
                return .late
            default: return .arrives
            }
        }
    }

    /// Carries a kiosk's question to the far end and the answer back, through whatever befalls them on
    /// the way: the question may be heard never, later, or twice. All that a kiosk asks goes through
    /// here; `question` is what the far end does about it.
    func carry<Answer: Sendable>(
        from kiosk: KioskIdentifier,
        countedAs faults: WireFaults,
        _ question: @escaping @Sendable () async throws(LedgerLinkError) -> Answer
    ) async throws(LedgerLinkError) -> Answer {
        switch fate(of: kiosk, faults) {
        case .lost, .cut: throw Self.silence
        case .late:
            // Nobody waits for this answer any more.
            weather.withLock { $0.delayed.append { _ = try? await question() } }
            throw Self.silence
        case .answerLost:
            _ = try await question()
            throw Self.silence
        case .twice:
            _ = try await question()
            return try await question()
        case .arrives: return try await question()
        }
    }

    /// Whether other records came before under these numbers.
    func contradictsTaken(_ batch: RecordBatch) -> Bool {
        weather.withLock { weather in
            var known = weather.taken[batch.kiosk] ?? [:]
            for record in batch.records {
                let sequence = record.record.header.sequence
                if let hash = known[sequence], hash != record.hash { return true }
                known[sequence] = record.hash
            }
            weather.taken[batch.kiosk] = known
            return false
        }
    }

    static let silence = LedgerLinkError.unreachable(sentence: "No answer came.", hint: "")
}

/// What the accidents of one kind of question are counted as.
struct WireFaults: Sendable {
    let lost, answerLost, duplicated, late: Fault

    static let batch = WireFaults(
        lost: .requestLost,
        answerLost: .answerLost,
        duplicated: .batchDuplicated,
        late: .batchReordered
    )
    static let claim = WireFaults(
        lost: .claimLost,
        answerLost: .claimAnswerLost,
        duplicated: .claimDuplicated,
        late: .claimLate
    )
}
