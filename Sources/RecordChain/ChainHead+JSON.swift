internal import Cryptography

/// A head as it stands in the ledger's answers: `"nextSequence": 42, "head": "9F86…"`.
extension ChainHead {
    private enum Key: String, CodingKey { case nextSequence, head }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(sequence + 1, forKey: .nextSequence)
        try container.encode(hash.hexadecimal, forKey: .head)
    }

    /// Refuses what no ledger can mean.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let next = try container.decode(UInt32.self, forKey: .nextSequence)
        guard next > 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .nextSequence,
                in: container,
                debugDescription: "records are numbered from 1"
            )
        }
        let text = try container.decode(String.self, forKey: .head)
        guard let hash = [UInt8](hexadecimal: text), hash.count == ChainHead.origin.hash.count,
            (next == 1) == (hash == ChainHead.origin.hash)
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .head,
                in: container,
                debugDescription: "a head is 64 hexadecimal digits, all 0 before record 1"
            )
        }
        self.init(sequence: next - 1, hash: hash)
    }
}
