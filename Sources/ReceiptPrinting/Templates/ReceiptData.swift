internal import FoundationEssentials

/// The values of a template, by name.
public typealias ReceiptFields = [String: ReceiptData]

/// A value that a template prints or decides by.
///
/// Amounts, quantities and times are texts already: how they are written is the trade's business,
/// where they stand is the template's.
public enum ReceiptData: Sendable, Equatable {
    /// Printed by `{{name}}`; as a section, true unless empty.
    case text(String)
    /// A section that is printed or not.
    case flag(Bool)
    /// A section that is printed once for each item.
    case list([ReceiptFields])
    /// A section whose names hide those around it.
    case nested(ReceiptFields)
}

extension ReceiptData: Decodable {
    /// Reads text, true, false, null (false), a list of objects or an object; numbers are refused.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .flag(false)
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([ReceiptFields].self) {
            self = .list(list)
        } else if let fields = try? container.decode(ReceiptFields.self) {
            self = .nested(fields)
        } else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "neither text, flag, list nor object"
            )
        }
    }
}

extension ReceiptData {
    /// Reads the sample data beside a template: a JSON object.
    public static func fields(ofFile path: String) throws(ReceiptError) -> ReceiptFields {
        let bytes = try TextFile.bytes(of: path)
        do {
            return try JSONDecoder().decode(ReceiptFields.self, from: bytes)
        } catch {
            throw .badData(
                file: path,
                path: Self.path(of: error),
                expected: "a JSON object of texts, true, false, null, objects and lists of objects"
            )
        }
    }

    private static func path(of error: any Error) -> String {
        guard case DecodingError.dataCorrupted(let context)? = error as? DecodingError else {
            return ""
        }
        return context.codingPath.map(\.stringValue).joined(separator: ".")
    }
}

/// Files that staff edit.
enum TextFile {
    static func bytes(of path: String) throws(ReceiptError) -> Data {
        guard FileManager.default.fileExists(atPath: path) else { throw .missingFile(path) }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw .unreadableFile(path)
        }
        return bytes
    }

    static func text(of path: String) throws(ReceiptError) -> String {
        guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
            throw .unreadableFile(path)
        }
        return text
    }
}
