internal import FoundationEssentials
internal import Glibc
internal import Spelling
internal import Synchronization

/// Standard output and standard error of a command.
///
/// A reader that went away (`| head`) must not end a sale half way: from then on its output is
/// dropped. Any other failure to write is remembered and told when the command has ended.
public final class Console: Sendable {
    private let output: @Sendable ([UInt8]) -> Int32
    private let diagnostics: @Sendable (String) -> Int32
    private let firstFailure = Mutex<Int32>(0)

    /// Wraps the process's own streams.
    public static let standard = Console(
        outputBytes: { writeAll($0, to: STDOUT_FILENO) },
        diagnostics: { writeAll(Array($0.utf8), to: STDERR_FILENO) }
    )

    /// Sends the texts elsewhere; each function gives 0 or an errno value.
    public convenience init(
        output: @escaping @Sendable (String) -> Int32,
        diagnostics: @escaping @Sendable (String) -> Int32
    ) {
        self.init(
            outputBytes: { output(String(decoding: $0, as: UTF8.self)) },
            diagnostics: diagnostics
        )
    }

    /// Sends the result as bytes, for one that is no text.
    public init(
        outputBytes output: @escaping @Sendable ([UInt8]) -> Int32,
        diagnostics: @escaping @Sendable (String) -> Int32
    ) {
        self.output = output
        self.diagnostics = diagnostics
    }

    /// Prints a line of the result on standard output.
    public func print(_ line: String) { write(line + "\n") }

    /// Prints a value as one line of JSON with sorted keys on standard output. What could steer a
    /// terminal stands as `\u…`, which is the same JSON.
    public func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(value), as: UTF8.self)
        print(json.unicodeScalars.map { $0.isVisible ? String($0) : $0.escapedForJSON }.joined())
    }

    /// Prints a line for the person at the terminal on standard error.
    public func explain(_ line: String) { note(diagnostics(line + "\n")) }

    /// Writes a result that is a file's content on standard output, as it is.
    public func write(_ bytes: [UInt8]) { note(output(bytes)) }

    /// Prints text as it is on standard output.
    public func write(_ text: String) { write(Array(text.utf8)) }

    /// The first failure to write, if there was one that matters.
    var failure: Int32? {
        firstFailure.withLock { $0 == 0 ? nil : $0 }
    }

    private func note(_ error: Int32) {
        guard error != 0, error != EPIPE else { return }
        firstFailure.withLock { if $0 == 0 { $0 = error } }
    }
}

extension Unicode.Scalar {
    /// `\u001b`; two of them for what UTF-16 has a pair for.
    fileprivate var escapedForJSON: String {
        utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}

/// Wraps `write(2)`; gives 0 or the errno value.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno != EINTR { return errno }
        rest = rest.dropFirst(max(0, count))
    }
    return 0
}
