internal import Cryptography
internal import FoundationEssentials

/// The known answers for card protocols: `Tests/Vectors/cards.json`, and every further `.json` file
/// of that form in the folder that the environment variable `VECTORS_DIR` names.
public enum CardVectors {
    private struct File: Decodable {
        struct Entry: Decodable {
            let name: String
            let kind: String
            let inputs: [String: JSONValue]
            let expected: [String: JSONValue]
        }
        let vectors: [Entry]
    }

    /// Every vector of every file; throws for a file that cannot be read, naming it.
    public static func all() throws -> [CardVector] { try loaded.get() }

    /// The vectors of one kind.
    public static func ofKind(_ kind: String) throws -> [CardVector] {
        try all().filter { $0.kind == kind }
    }

    private static let loaded = Result { try files().flatMap(load) }

    private static func files() throws -> [URL] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let own = tests.appending(path: "Vectors").appending(path: "cards.json")
        guard let folder = ProcessInfo.processInfo.environment["VECTORS_DIR"] else { return [own] }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let others = names.filter { $0.hasSuffix(".json") }
        return [own] + others.map { URL(filePath: folder).appending(path: $0) }
    }

    private static func load(_ file: URL) throws -> [CardVector] {
        do {
            let content = try JSONDecoder().decode(File.self, from: Data(contentsOf: file))
            return content.vectors.map { entry in
                CardVector(
                    file: file.lastPathComponent,
                    name: entry.name,
                    kind: entry.kind,
                    inputs: VectorFields(entry.inputs, of: "inputs of \(entry.name)"),
                    expected: VectorFields(entry.expected, of: "expected of \(entry.name)")
                )
            }
        } catch {
            throw VectorError(reason: "\(file.path) is not a file of card vectors: \(error)")
        }
    }
}

/// One known answer.
public struct CardVector: Sendable, CustomStringConvertible {
    /// The file that it stands in.
    public let file: String
    /// What it shows.
    public let name: String
    /// Which fields it has and what they mean.
    public let kind: String
    /// What goes in.
    public let inputs: VectorFields
    /// What must come out.
    public let expected: VectorFields

    /// Kind, name and file.
    public var description: String { "\(kind): \(name) (\(file))" }
}

/// Why a vector cannot be used.
public struct VectorError: Error, CustomStringConvertible {
    /// The vector and what is wrong with it.
    public let reason: String

    /// Names the vector and what is wrong with it.
    public init(reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}

/// Named fields of a vector; a field that is missing or of another type is an error.
public struct VectorFields: Sendable {
    private let fields: [String: JSONValue]
    private let owner: String

    init(_ fields: [String: JSONValue], of owner: String) {
        self.fields = fields
        self.owner = owner
    }

    /// Whether the field is there.
    public func has(_ name: String) -> Bool { fields[name] != nil }

    /// The names of all fields.
    public var names: Set<String> { Set(fields.keys) }

    /// A text.
    public func text(_ name: String) throws -> String {
        guard case .string(let text) = try value(name) else { throw wrong(name, "a text") }
        return text
    }

    /// Bytes written as hexadecimal digits.
    public func bytes(_ name: String) throws -> [UInt8] {
        guard let bytes = [UInt8](hexadecimal: try text(name)) else {
            throw wrong(name, "hexadecimal digits")
        }
        return bytes
    }

    /// One byte written as hexadecimal digits.
    public func byte(_ name: String) throws -> UInt8 {
        let bytes = try bytes(name)
        guard bytes.count == 1 else { throw wrong(name, "one byte") }
        return bytes[0]
    }

    /// A whole number that fits the type asked for.
    public func number<Number: FixedWidthInteger>(
        _ name: String,
        as: Number.Type = Number.self
    ) throws -> Number {
        guard case .number(let value) = try value(name), let number = Number(exactly: value) else {
            throw wrong(name, "a whole number for \(Number.self)")
        }
        return number
    }

    /// True or false.
    public func flag(_ name: String) throws -> Bool {
        guard case .bool(let flag) = try value(name) else { throw wrong(name, "true or false") }
        return flag
    }

    /// Fields within a field.
    public func fields(_ name: String) throws -> VectorFields {
        guard case .object(let fields) = try value(name) else { throw wrong(name, "an object") }
        return VectorFields(fields, of: "\(name) in \(owner)")
    }

    /// A list of fields within a field.
    public func list(_ name: String) throws -> [VectorFields] {
        guard case .array(let values) = try value(name) else { throw wrong(name, "a list") }
        return try values.enumerated().map { index, value in
            guard case .object(let fields) = value else { throw wrong(name, "a list of objects") }
            return VectorFields(fields, of: "\(name)[\(index)] in \(owner)")
        }
    }

    private func value(_ name: String) throws -> JSONValue {
        guard let value = fields[name] else {
            throw VectorError(reason: "\(owner): the field \(name) is missing")
        }
        return value
    }

    private func wrong(_ name: String, _ wanted: String) -> VectorError {
        VectorError(reason: "\(owner): the field \(name) is not \(wanted)")
    }
}
