import Cryptography
import FoundationEssentials
import Testing

/// The known answers in `Tests/Vectors/cards.json`, as far as a card takes part in them.
struct CardVector: Decodable, Sendable, CustomTestStringConvertible {
    struct Inputs: Decodable, Sendable {
        var key: String?
        var keyNo: UInt8?
        var pcdCap: String?
        var rndA: String?
        var rndB: String?
        var ekRndB: String?
        var cardResponse: String?
        var sessionKey: String?
        var sesAuthEnc: String?
        var sesAuthMac: String?
        var ti: String?
        var cmdCtr: UInt16?
        var iv: String?
        var header: String?
        var newKey: String?
        var newVersion: UInt8?
        var oldKey: String?
        var steps: [Step]?
        var channel: String?
        var uid: String?
        var aid: UInt32?
        var balance: Int32?
        var amount: Int32?
        var lastLoad: String?
        var record: String?
        var data: String?
    }

    struct Step: Decodable, Sendable {
        var cmd: String
        var commandMode: String
        var header: String
        var data: String
        var responseMode: String
        var responseData: String
    }

    struct Expected: Decodable, Sendable {
        struct Exchange: Decodable, Sendable {
            var command: String
            var response: String
        }

        var rndB: String?
        var hostProof: String?
        var cardProof: String?
        var sessionKey: String?
        var ti: String?
        var pdCap2: String?
        var sesAuthEnc: String?
        var sesAuthMac: String?
        var steps: [Exchange]?
        var command: String?
        var diversifiedKey: String?
        var exchanges: [Exchange]?
        var crc: String?
    }

    var name: String
    var kind: String
    var inputs: Inputs
    var expected: Expected

    var testDescription: String { name }

    static func all(_ kind: String) throws -> [CardVector] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let data = try Data(contentsOf: URL(filePath: "/\(folder)/Vectors/cards.json"))
        // Other kinds have other shapes, so only those asked for are decoded.
        let kinds = try JSONDecoder().decode(KindFile.self, from: data).vectors
        #expect(kinds.contains { $0.kind == kind }, "no vector of kind \(kind)")
        return try JSONDecoder().decode(VectorFile.self, from: data).vectors.compactMap { entry in
            entry.vector.flatMap { $0.kind == kind ? $0 : nil }
        }
    }

    private struct KindFile: Decodable {
        struct Kind: Decodable { var kind: String }
        var vectors: [Kind]
    }

    private struct VectorFile: Decodable { var vectors: [Entry] }

    private struct Entry: Decodable {
        var vector: CardVector?

        init(from decoder: any Decoder) throws {
            let kind = try KindFile.Kind(from: decoder).kind
            let ofCards = [
                "ev1-auth-aes", "ev1-frames", "ev1-changekey", "ev2-auth-first", "ev2-frames",
                "ev2-session-keys", "ev2-changekey", "topup-transcript", "crc32",
            ]
            vector = ofCards.contains(kind) ? try CardVector(from: decoder) : nil
        }
    }
}

/// Bytes from digits of a test; a digit that is none is the test's own fault.
func hex(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> [UInt8] {
    let digits = text.filter { $0 != " " }
    guard let bytes = [UInt8](hexadecimal: digits) else {
        Issue.record("not hexadecimal: \(text)", sourceLocation: sourceLocation)
        return []
    }
    return bytes
}
