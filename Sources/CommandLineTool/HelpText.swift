/// The generated texts: help and usage lines.
struct HelpText {
    /// The words that lead to the command, such as `kiosk card show`.
    let path: [String]
    let command: Command
    /// Only the program itself has a version.
    let isRoot: Bool

    /// One line, such as `usage: kiosk sell --amount YUAN [--json]`.
    var usage: String {
        let words =
            switch command.content {
            case .group: ["COMMAND", "..."]
            case .action(let forms, _): forms.map(\.usage)
            }
        return "usage: " + (path + words).joined(separator: " ")
    }

    /// The whole help.
    var text: String {
        var sections = [command.summary, usage]
        switch command.content {
        case .group(let commands):
            sections.append(table("Commands:", commands.map { ($0.name, $0.summary) }))
            sections.append(table("Options:", standardOptions))
            sections.append("`\((path + ["COMMAND", "--help"]).joined(separator: " "))` says more.")
        case .action(let forms, _):
            let rows = forms.map { ($0.label, $0.help) }
            let arguments = zip(forms, rows).filter { !$0.0.isOption }.map(\.1)
            let options = zip(forms, rows).filter { $0.0.isOption }.map(\.1)
            if !arguments.isEmpty { sections.append(table("Arguments:", arguments)) }
            sections.append(table("Options:", options + standardOptions))
        }
        return sections.joined(separator: "\n\n") + "\n"
    }

    private var standardOptions: [(String, String)] {
        [("--help", "print this text")] + (isRoot ? [("--version", "print the version")] : [])
    }

    private func table(_ title: String, _ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        let lines = rows.map { label, help in
            "  \(label)\(String(repeating: " ", count: width - label.count))  \(help)"
        }
        return ([title] + lines).joined(separator: "\n")
    }
}
