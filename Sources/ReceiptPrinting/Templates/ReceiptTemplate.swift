/// A receipt's wording and layout, with places for values: what staff edit.
///
/// The file `NAME.LANGUAGE.receipt` is ReceiptLine text with Mustache tags. Values are put in
/// before the language is read, and are escaped, so that no value can change the layout. The line
/// end at the end of the file belongs to the file: no empty line is printed for it.
public struct ReceiptTemplate: Sendable {
    /// The file it came from, for errors.
    public let file: String
    private let nodes: [TemplateNode]

    /// Reads `folder/name.language.receipt`.
    public init(name: String, language: String, folder: String) throws(ReceiptError) {
        try self.init(file: "\(folder)/\(name).\(language).receipt")
    }

    /// Reads a template file.
    public init(file: String) throws(ReceiptError) {
        try self.init(source: TextFile.text(of: file), file: file)
    }

    /// Parses a template; `file` is what errors call it.
    public init(source: String, file: String) throws(ReceiptError) {
        self.file = file
        nodes = try TemplateParser.parse(source, file: file)
    }

    /// Puts the values in and lays the receipt out; the first fault is thrown.
    public func document(_ fields: ReceiptFields, on paper: Paper) throws(ReceiptError)
        -> ReceiptDocument
    {
        var renderer = TemplateRenderer(file: file)
        try renderer.render(nodes, scopes: [fields])
        // Every line has its end, so that an empty one stands behind the last.
        let (document, findings) = ReceiptLine.layOut(renderer.lines.dropLast(), on: paper)
        if let finding = findings.first {
            throw .fault(finding.problem, file: file, at: finding.position)
        }
        return document
    }
}

/// Walks a template with its data and writes ReceiptLine lines.
private struct TemplateRenderer {
    let file: String
    private(set) var lines = [SourceLine()]

    init(file: String) { self.file = file }

    mutating func render(
        _ nodes: [TemplateNode],
        scopes: [ReceiptFields]
    ) throws(ReceiptError) {
        for node in nodes {
            switch node {
            case .literal(let text, let position):
                lines[lines.count - 1].append(literal: text, at: position)
            case .lineEnd: lines.append(SourceLine())
            case .value(let name, let context, let position):
                guard case .text(let text) = try value(name, in: scopes, at: position) else {
                    throw .fault(.notText(name), file: file, at: position)
                }
                lines[lines.count - 1].append(
                    value: ValueEscaping.escape(text, in: context),
                    at: position
                )
            case .section(let name, let isInverted, let body, let position):
                let inner = Self.scopes(of: try value(name, in: scopes, at: position))
                if isInverted {
                    if inner.isEmpty { try render(body, scopes: scopes) }
                } else {
                    for scope in inner { try render(body, scopes: scopes + [scope]) }
                }
            }
        }
    }

    /// One scope for each time that a section of this value is printed.
    private static func scopes(of value: ReceiptData) -> [ReceiptFields] {
        switch value {
        case .text(let text): text.isEmpty ? [] : [[:]]
        case .flag(let flag): flag ? [[:]] : []
        case .list(let items): items
        case .nested(let fields): [fields]
        }
    }

    private func value(
        _ name: String,
        in scopes: [ReceiptFields],
        at position: SourcePosition
    ) throws(ReceiptError) -> ReceiptData {
        for scope in scopes.reversed() {
            if let value = scope[name] { return value }
        }
        throw .fault(.missingValue(name), file: file, at: position)
    }
}
