/// A receipt's wording and layout, with places for values: what staff edit.
///
/// The file `NAME.LANGUAGE.receipt` is ReceiptLine text with Mustache tags. Values are put in
/// before the language is read, and are escaped, so that no value can change the layout. The line
/// end at the end of the file belongs to the file: no empty line is printed for it.
public struct ReceiptTemplate: Sendable {
    /// The file it came from, for errors.
    public let file: String
    private let nodes: [TemplateNode]
    private let images = ImageStore()

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

    /// Puts the values in and lays the receipt out.
    ///
    /// The first fault that prevents printing is thrown; what prints less than it should, such as
    /// a code that cannot hold its data, is for `lint` to tell.
    public func document(_ fields: ReceiptFields, on paper: Paper) throws(ReceiptError)
        -> ReceiptDocument
    {
        let (document, findings) = layOut(fields, on: paper)
        if let finding = findings.first(where: { $0.problem.preventsPrinting }) {
            throw .fault(finding.problem, file: file, at: finding.position)
        }
        return document
    }

    /// Puts the values in and lays the receipt out, faults and all; a value that lacks is empty.
    public func layOut(_ fields: ReceiptFields, on paper: Paper)
        -> (document: ReceiptDocument, findings: [ReceiptLine.Finding])
    {
        var renderer = TemplateRenderer(
            writer: DocumentWriter(paper: paper, images: images),
            scopes: [fields]
        )
        renderer.render(nodes)
        return renderer.writer.finish()
    }

    /// What a printer would not print as it is written, the characters that it lacks included.
    public func lint(_ fields: ReceiptFields, for profile: PrinterProfile)
        -> [ReceiptLine.Finding]
    {
        let (document, findings) = layOut(fields, on: profile.paper)
        let missing = ESCPOSEncoder.encode(document, for: profile).substitutions
        return findings
            + missing.sorted { $0.value < $1.value }.map {
                ReceiptLine.Finding(
                    problem: .missingCharacter($0),
                    position: SourcePosition(line: 1, column: 1)
                )
            }
    }
}

/// Walks a template with its data and writes ReceiptLine lines.
private struct TemplateRenderer {
    private(set) var writer: DocumentWriter
    private var scopes: [ReceiptFields]
    /// The values of the line at hand.
    private var values: [String] = []

    init(writer: DocumentWriter, scopes: [ReceiptFields]) {
        self.writer = writer
        self.scopes = scopes
    }

    mutating func render(_ nodes: [TemplateNode]) {
        for node in nodes {
            switch node {
            case .literal(let text, let position):
                writer.line.append(literal: text, at: position)
            case .lineEnd: writer.endLine()
            case .properties(let properties): writer.apply(properties)
            case .line(let line): render(line)
            case .rule: writer.addRule()
            case .cut: writer.addCut()
            case .value(let name, let context, let position):
                let text = text(name, at: position)
                writer.line.append(at: position) {
                    ValueEscaping.append(text, in: context, to: &$0)
                }
            case .section(let name, let isInverted, let body, let position):
                guard let value = value(name, at: position) else { continue }
                render(body, for: value, isInverted: isInverted)
            }
        }
    }

    private mutating func render(_ line: CompiledLine) {
        values.removeAll(keepingCapacity: true)
        for column in line.columns {
            for case .value(let name, let position) in column.parts {
                values.append(text(name, at: position))
            }
        }
        writer.add(line, values: values)
    }

    /// A section is printed once for each scope of its value, its opposite when there is none.
    private mutating func render(_ body: [TemplateNode], for value: ReceiptData, isInverted: Bool) {
        switch value {
        case .text(let text): if text.isEmpty == isInverted { render(body) }
        case .flag(let flag): if flag != isInverted { render(body) }
        case .list(let items) where isInverted: if items.isEmpty { render(body) }
        case .list(let items): for item in items { render(body, in: item) }
        case .nested(let fields): if !isInverted { render(body, in: fields) }
        }
    }

    private mutating func render(_ body: [TemplateNode], in scope: ReceiptFields) {
        scopes.append(scope)
        render(body)
        scopes.removeLast()
    }

    private mutating func text(_ name: String, at position: SourcePosition) -> String {
        switch value(name, at: position) {
        case .text(let text)?: return text
        case nil: return ""
        case .flag?, .list?, .nested?:
            writer.report(.notText(name), at: position)
            return ""
        }
    }

    private mutating func value(_ name: String, at position: SourcePosition) -> ReceiptData? {
        for scope in scopes.reversed() {
            if let value = scope[name] { return value }
        }
        writer.report(.missingValue(name), at: position)
        return nil
    }
}
