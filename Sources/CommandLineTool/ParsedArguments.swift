internal import Spelling

/// The words after a command, sorted by the parameters they belong to.
///
/// `--name value` and `--name=value` mean the same; after `--` everything is an argument. No
/// parameter may be given twice: the second would silently win over the first.
struct ParsedArguments: Sendable {
    private(set) var texts: [String: String] = [:]

    init(_ words: [String], forms: [ParameterForm]) throws(UsageError) {
        var words = words[...]
        var positional = forms.filter { !$0.isOption }[...]
        var optionsEnded = false
        while let word = words.popFirst() {
            if word == "--", !optionsEnded {
                optionsEnded = true
            } else if word.hasPrefix("--"), !optionsEnded {
                try takeOption(word, from: &words, forms: forms)
            } else if let form = positional.popFirst() {
                texts[form.name] = word
            } else {
                throw UsageError("Unexpected argument \"\(word)\".")
            }
        }
    }

    private mutating func takeOption(
        _ word: String,
        from words: inout ArraySlice<String>,
        forms: [ParameterForm]
    ) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let form = forms.first(where: { $0.name == name }) else {
            let known = forms.map(\.name).filter { $0.hasPrefix("--") } + ["--help"]
            throw UsageError("Unknown option \(name).", meant: nearestName(to: name, among: known))
        }
        guard texts[name] == nil else { throw UsageError("\(name) is given twice.") }
        switch (form.placeholder, parts.count) {
        case (nil, 1): texts[name] = ""
        case (nil, _): throw UsageError("\(name) takes no value.")
        case (.some, 2): texts[name] = String(parts[1])
        case (.some(let placeholder), _):
            guard let value = words.first, !value.hasPrefix("--") else {
                throw UsageError("\(name) needs a value: \(name) \(placeholder).")
            }
            texts[name] = value
            words.removeFirst()
        }
    }
}

extension UsageError {
    /// A sentence, and the name that was probably meant.
    init(_ sentence: String, meant: String?) {
        self.init(sentence + (meant.map { " Did you mean \($0)?" } ?? ""))
    }
}
