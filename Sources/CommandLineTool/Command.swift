/// A command of a program: either it does something, or it holds commands.
///
///     Command(
///         "sell", "Sells credit onto the card in the reader.",
///         Parameter.required("--amount", .yuan, "how much, such as 100.00"),
///         Parameter.flag("--json", "print the result as one line of JSON")
///     ) { invocation, amount, printsJSON in
///         …
///     }
public struct Command: Sendable {
    enum Content: Sendable {
        case group([Command])
        case action([ParameterForm], @Sendable (ParsedArguments, Console) async throws -> Void)
    }

    /// The word that calls it.
    public let name: String
    /// One line for lists.
    public let summary: String
    let content: Content

    /// A command that holds others.
    public init(_ name: String, _ summary: String, commands: [Command]) {
        precondition(Set(commands.map(\.name)).count == commands.count, "\(name): a name twice")
        (self.name, self.summary) = (name, summary)
        content = .group(commands)
    }

    /// A command that does something.
    ///
    /// `run` is given the values of the parameters in the order in which they are declared here,
    /// all of them read and checked before it starts.
    public init<each Value: Sendable>(
        _ name: String,
        _ summary: String,
        _ parameters: repeat Parameter<each Value>,
        run: @escaping @Sendable (Console, repeat each Value) async throws -> Void
    ) {
        var forms: [ParameterForm] = []
        for parameter in repeat each parameters { forms.append(parameter.form) }
        precondition(Set(forms.map(\.name)).count == forms.count, "\(name): a parameter twice")
        (self.name, self.summary) = (name, summary)
        content = .action(forms) { arguments, console in
            let values = (repeat try (each parameters).value(in: arguments))
            try await run(console, repeat each values)
        }
    }
}

extension Parameter {
    fileprivate func value(in arguments: ParsedArguments) throws(UsageError) -> Value {
        try read(arguments.texts[form.name])
    }
}
