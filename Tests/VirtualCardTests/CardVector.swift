import Cryptography
import FoundationEssentials
import Testing

/// A known answer, as far as a card takes part in it.
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
        var response: String?
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
        var refused: Bool?
        var type: String?
        var size: Int?
        var lower: Int32?
        var upper: Int32?
        var limitedCreditValue: Int32?
        var recordSize: Int?
        var maxRecords: Int?
        var records: Int?
    }

    var name: String
    var kind: String
    var inputs: Inputs
    var expected: Expected

    var testDescription: String { name }

    static func all(_ kind: String) throws -> [CardVector] { try CardVectorFile.vectors(kind) }
}

/// `Tests/Vectors/cards.json`: vectors of many kinds, each kind of its own shape.
enum CardVectorFile {
    /// All vectors of a kind; a kind without any is a failure, not an empty test.
    static func vectors<Vector: Decodable>(_ kind: String) throws -> [Vector] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let data = try Data(contentsOf: URL(filePath: "/\(folder)/Vectors/cards.json"))
        let decoder = JSONDecoder()
        decoder.userInfo[wantedKind] = kind
        let vectors = try decoder.decode(Content<Vector>.self, from: data).vectors
            .compactMap(\.vector)
        #expect(!vectors.isEmpty, "no vector of kind \(kind)")
        return vectors
    }

    private static var wantedKind: CodingUserInfoKey {
        guard let key = CodingUserInfoKey(rawValue: "kind") else {
            preconditionFailure("a key of letters is a key")
        }
        return key
    }

    private struct Content<Vector: Decodable>: Decodable { var vectors: [Entry<Vector>] }

    /// A vector, or nothing where the entry is of another kind.
    private struct Entry<Vector: Decodable>: Decodable {
        struct Kind: Decodable { var kind: String }
        var vector: Vector?

        init(from decoder: any Decoder) throws {
            let isWanted =
                try Kind(from: decoder).kind == decoder.userInfo[wantedKind] as? String
            vector = isWanted ? try Vector(from: decoder) : nil
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
