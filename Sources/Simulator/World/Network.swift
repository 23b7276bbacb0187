import Cryptography
import KioskService
import Ledger
import Prepayment
import RecordChain
import Synchronization
import TestSupport

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
    }

    private let weather: Mutex<Weather>
    private let office = Mutex<Reception?>(nil)

    private let mutant: Mutant?

    init(_ dice: Dice, mutant: Mutant?) {
        weather = Mutex(Weather(dice: dice))
        self.mutant = mutant
    }

    var counts: FaultCounts { weather.withLock { $0.counts } }

    /// Who answers at the other end; nobody while the ledger is off.
    func connect(_ reception: Reception?) { office.withLock { $0 = reception } }

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

    func port(of kiosk: KioskIdentifier, key: Ed25519.PrivateKey) -> any LedgerPort {
        KioskWire(network: self, key: key)
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

    private func fate(of kiosk: KioskIdentifier) -> Fate {
        weather.withLock { weather in
            if weather.partitioned.contains(kiosk) {
                weather.counts.note(.partition)
                return .cut
            }
            if weather.isCalm { return .arrives }
            switch weather.dice.below(20) {
            case 0, 1:
                weather.counts.note(.requestLost)
                return .lost
            case 2, 3:
                weather.counts.note(.answerLost)
                return .answerLost
            case 4:
                weather.counts.note(.batchDuplicated)
                return .twice
            case 5:
                weather.counts.note(.batchReordered)
                return .late
            default: return .arrives
            }
        }
    }

    /// Carries a kiosk's question to the far end and the answer back, through whatever befalls them on
    /// the way: the question may be heard never, later, or twice. All that a kiosk asks goes through
    /// here; `question` is what the far end does about it.
    private func carry<Answer: Sendable>(
        from kiosk: KioskIdentifier,
        _ question: @escaping @Sendable () async throws(LedgerLinkError) -> Answer
    ) async throws(LedgerLinkError) -> Answer {
        switch fate(of: kiosk) {
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

    fileprivate func send(
        _ bytes: [UInt8],
        from kiosk: KioskIdentifier
    ) async throws(LedgerLinkError) -> SyncAnswer {
        do throws(LedgerLinkError) {
            return try await carry(from: kiosk) { () async throws(LedgerLinkError) in
                try await self.deliver(bytes)
            }
        } catch .unreachable where mutant == .receiptBeforeProof {
            return try Self.forgedAnswer(to: bytes)
        }
    }

    /// The far end: reads the batch as it came and has it received.
    private func deliver(_ bytes: [UInt8]) async throws(LedgerLinkError) -> SyncAnswer {
        guard let reception = office.withLock({ $0 }) else { throw Self.silence }
        let batch: SignedBatch
        do { batch = try SignedBatch(bytes: bytes) } catch { throw .nonsense(error.sentence) }
        if mutant == .forkKeptSilently, contradictsTaken(batch.batch) {
            return try Self.forgedAnswer(to: bytes)
        }
        let taken: Result<ReceivedAnswer, AdmissionRefusal>
        do { taken = try await reception.take(batch) } catch {
            throw .refused(status: 503, detail: "The ledger's store failed.")
        }
        switch taken {
        case .success(let answer):
            if mutant == .gapNotFollowed, case .gap = answer.answer { throw Self.silence }
            return answer.syncAnswer
        case .failure(let refusal): throw .refused(status: 422, detail: refusal.sentence)
        }
    }

    /// What a ledger says that does not look.
    private static func forgedAnswer(to bytes: [UInt8]) throws(LedgerLinkError) -> SyncAnswer {
        guard let batch = try? SignedBatch(bytes: bytes).batch else { throw silence }
        let receipt = LedgerReceipt(
            kiosk: batch.kiosk,
            epoch: batch.epoch,
            head: batch.end,
            receivedAt: Sample.noon,
            signedBy: Sample.ledgerKey
        )
        return SyncAnswer(.accepted, head: batch.end, receipt: receipt)
    }

    /// Whether other records came before under these numbers.
    private func contradictsTaken(_ batch: RecordBatch) -> Bool {
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

    private static let silence = LedgerLinkError.unreachable(sentence: "No answer came.", hint: "")
}

/// A kiosk's end of the wire: signs, sends, and believes only the ledger's own receipt.
private struct KioskWire: LedgerPort {
    let network: Network
    let key: Ed25519.PrivateKey

    func send(_ batch: RecordBatch) async throws(LedgerLinkError) -> SyncAnswer {
        let signed = SignedBatch(batch, signedBy: key)
        let answer = try await network.send(signed.bytes, from: batch.kiosk)
        switch answer.verdict {
        case .gap, .fork, .quarantined, .cursor: return answer
        case .accepted, .alreadyHave: break
        }
        guard let receipt = answer.receipt, receipt.kiosk == batch.kiosk,
            receipt.epoch == batch.epoch, receipt.head == answer.head,
            receipt.isSigned(by: Sample.ledgerKey.publicKey)
        else { throw .receiptNotSigned }
        return answer
    }
}
