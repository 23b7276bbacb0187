/// What can be wrong in a template, its data included.
public enum TemplateProblem: Sendable, Hashable {
    /// `{{` without `}}` on the same line.
    case unclosedTag
    /// A tag that names nothing, or with signs that no name has.
    case badName(String)
    /// A section that is never closed.
    case unclosedSection(String)
    /// An end of a section that is not the open one; `open` is nil where none is open.
    case wrongSectionEnd(String, open: String?)
    /// A name that the data does not have.
    case missingValue(String)
    /// A name whose value is no text, where text is to be printed.
    case notText(String)
    /// A property that the language does not have.
    case unknownProperty(String)
    /// A value that the property does not have.
    case badPropertyValue(key: String, value: String, expected: String)
    /// Something between braces that is no `key:value`.
    case malformedProperty(String)
    /// A property in a line of several columns, which makes the whole line vanish.
    case propertyBesideText
    /// A brace that is not escaped and belongs to no property.
    case strayBrace
    /// Data that is not valid for its kind of code, which therefore prints nothing.
    case badCode(kind: String, data: String)
    /// A code that is wider than its place on the paper.
    case wideCode(dots: Int)
    /// A picture that is none, which therefore prints nothing.
    case badImage(String)
    /// Text beyond its first row, which `{text:nowrap}` leaves out.
    case textCut
    /// A character that the printer lacks and that a mark stands for.
    case missingCharacter(Unicode.Scalar)

    /// The receipt is not as it was written. The other problems come with data, and a receipt that
    /// lacks a character or a code is better than none.
    public var preventsPrinting: Bool {
        switch self {
        case .badCode, .wideCode, .badImage, .textCut, .missingCharacter: false
        default: true
        }
    }

    /// What was found, for the sentence of an error.
    var found: String {
        switch self {
        case .unclosedTag: "a tag is not closed"
        case .badName(let name): "\"\(name)\" is no name of a value"
        case .unclosedSection(let name): "the section \"\(name)\" is not closed"
        case .wrongSectionEnd(let name, nil): "\"\(name)\" ends a section, but none is open"
        case .wrongSectionEnd(let name, let open?):
            "\"\(name)\" ends a section, but \"\(open)\" is open"
        case .missingValue(let name): "the data has no value \"\(name)\""
        case .notText(let name): "the value \"\(name)\" is no text"
        case .unknownProperty(let key): "there is no property \"\(key)\""
        case .badPropertyValue(let key, let value, _):
            "the property \"\(key)\" has no value \"\(value)\""
        case .malformedProperty(let text): "\"\(text)\" is no property"
        case .propertyBesideText: "a property stands beside text"
        case .strayBrace: "a brace belongs to no property"
        case .badCode(let kind, let data): "\"\(data)\" cannot be written as \(kind)"
        case .wideCode(let dots): "a code of \(dots) dots is wider than its place"
        case .badImage(let reason): String(reason.dropLast())
        case .textCut: "the text has more than one row"
        case .missingCharacter(let character):
            "the printer lacks U+\(String(character.value, radix: 16, uppercase: true)) \(character)"
        }
    }

    /// What was expected instead.
    public var expected: String {
        switch self {
        case .unclosedTag: "}} on the same line"
        case .badName: "a name of letters, digits and _"
        case .unclosedSection(let name): "{{/\(name)}}"
        case .wrongSectionEnd(_, nil): "no end of a section"
        case .wrongSectionEnd(_, let open?): "{{/\(open)}}"
        case .missingValue: "a name of the sample beside the template"
        case .notText: "a text, or a section {{#…}} around it"
        case .unknownProperty:
            "text, border, width, align, option, code, image, command or comment"
        case .badPropertyValue(_, _, let expected): expected
        case .malformedProperty: "key:value, with a semicolon between two"
        case .propertyBesideText: "the property alone on its line"
        case .strayBrace: "a backslash before the brace, if it shall be printed"
        case .badCode: "data that this kind of code can hold"
        case .wideCode: "less data, or a smaller module"
        case .badImage: "a PNG in base64"
        case .textCut: "text that fits, or {text:wrap} before it"
        case .missingCharacter: "characters of the printer's encoding"
        }
    }
}

/// Why a receipt cannot be made from its template.
public enum ReceiptError: Error, Sendable, Equatable {
    /// There is no such file.
    case missingFile(String)
    /// A template is not called `NAME.LANGUAGE.receipt`.
    case badFileName(String)
    /// The file is there but cannot be read, or is not UTF-8 text.
    case unreadableFile(String)
    /// The template has a fault, or it does not fit its data.
    case fault(TemplateProblem, file: String, at: SourcePosition)
    /// Sample data is not what receipts are made of; `path` leads to the value.
    case badData(file: String, path: String, expected: String)

    /// What happened.
    public var sentence: String {
        switch self {
        case .missingFile(let file): "There is no file \(file)."
        case .badFileName(let file): "\(file) is no name of a template."
        case .unreadableFile(let file): "\(file) cannot be read as text."
        case .fault(let problem, let file, let position):
            "\(file):\(position.line):\(position.column): \(problem.found)."
        case .badData(let file, let path, _):
            "\(file): \(path.isEmpty ? "the document" : path) is no data for a receipt."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .missingFile:
            "Templates are called NAME.LANGUAGE.receipt; check the name, the language and the folder."
        case .badFileName: "Expected: NAME.LANGUAGE.receipt, such as top-up.en.receipt."
        case .unreadableFile: "Check that this user may read it and that it is saved as UTF-8."
        case .fault(let problem, _, _): "Expected: \(problem.expected)."
        case .badData(_, _, let expected): "Expected: \(expected)."
        }
    }
}
