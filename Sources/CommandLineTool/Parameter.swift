/// An option (`--amount YUAN`), a flag (`--json`) or an argument that stands for itself (`FILE`).
///
/// A name that begins with `--` is that of an option; any other name is an argument, taken in the
/// order of declaration.
public struct Parameter<Value: Sendable>: Sendable {
    let form: ParameterForm
    let read: @Sendable (String?) throws(UsageError) -> Value

    /// A value that must be given.
    public static func required(
        _ name: String,
        _ format: ValueFormat<Value>,
        _ help: String
    ) -> Parameter {
        let form = ParameterForm(
            name: name,
            placeholder: format.placeholder,
            help: help,
            isRequired: true
        )
        return Parameter(form: form) { text throws(UsageError) in
            guard let text else { throw UsageError("\(form.label) is missing.") }
            return try form.value(of: text, as: format)
        }
    }

    /// A value that may be left out; then it is that of the text `standard`.
    public static func defaulted(
        _ name: String,
        _ format: ValueFormat<Value>,
        to standard: String,
        _ help: String
    ) -> Parameter {
        let form = ParameterForm(
            name: name,
            placeholder: format.placeholder,
            help: "\(help) (default: \(standard))"
        )
        return Parameter(form: form) { text throws(UsageError) in
            try form.value(of: text ?? standard, as: format)
        }
    }

    /// A value that may be left out; then it is nil.
    public static func optional<Wrapped: Sendable>(
        _ name: String,
        _ format: ValueFormat<Wrapped>,
        _ help: String
    ) -> Parameter where Value == Wrapped? {
        let form = ParameterForm(name: name, placeholder: format.placeholder, help: help)
        return Parameter(form: form) { text throws(UsageError) in
            guard let text else { return nil }
            return try form.value(of: text, as: format)
        }
    }
}

extension Parameter where Value == Bool {
    /// A switch: true when it is given.
    public static func flag(_ name: String, _ help: String) -> Parameter {
        precondition(name.hasPrefix("--"), "a flag begins with --: \(name)")
        return Parameter(form: ParameterForm(name: name, placeholder: nil, help: help)) {
            text throws(UsageError) in text != nil
        }
    }
}

/// What parsing and help need to know of a parameter, whatever the type of its value.
struct ParameterForm: Sendable {
    let name: String
    /// What stands for the value; nil for a flag.
    let placeholder: String?
    let help: String
    var isRequired = false

    var isOption: Bool { name.hasPrefix("--") }

    /// As it stands in the list of options: `--amount YUAN`, `--json`, `FILE`.
    var label: String {
        guard isOption else { return placeholder ?? name }
        return placeholder.map { "\(name) \($0)" } ?? name
    }

    /// As it stands in a usage line.
    var usage: String { isRequired ? label : "[\(label)]" }

    func value<Value>(
        of text: String,
        as format: ValueFormat<Value>
    ) throws(UsageError) -> Value {
        guard let value = format.parse(text) else {
            let subject = isOption ? name : label
            throw UsageError("\(subject): expected \(format.expectation), got \"\(text)\".")
        }
        return value
    }
}
