/// A statement as PostgreSQL numbers its values: `?` becomes `$1`, `$2`, …
struct NumberedStatement: Equatable {
    /// The text with numbers.
    let text: String
    /// How many values it takes.
    let valueCount: Int

    /// Leaves a `?` alone in quotes and comments.
    init(_ sql: String) {
        var scanner = Scanner(bytes: Array(sql.utf8))
        scanner.run()
        text = String(decoding: scanner.output, as: UTF8.self)
        valueCount = scanner.valueCount
    }

    private struct Scanner {
        let bytes: [UInt8]
        var output: [UInt8] = []
        var valueCount = 0
        private var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func run() {
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "?"):
                    valueCount += 1
                    output += "$\(valueCount)".utf8
                    position += 1
                // A doubled quote inside ends one text and begins the next, which comes to the same.
                case UInt8(ascii: "'"), UInt8(ascii: "\""):
                    copy(1)
                    copy(through: bytes[position - 1])
                case UInt8(ascii: "-") where starts(with: "--"): copy(through: UInt8(ascii: "\n"))
                case UInt8(ascii: "/") where starts(with: "/*"): copyComment()
                default: copy(1)
                }
            }
        }

        /// Comments nest in PostgreSQL.
        private mutating func copyComment() {
            var depth = 0
            repeat {
                if starts(with: "/*") {
                    depth += 1
                    copy(2)
                } else if starts(with: "*/") {
                    depth -= 1
                    copy(2)
                } else {
                    copy(1)
                }
            } while depth > 0 && position < bytes.count
        }

        private mutating func copy(through end: UInt8) {
            while position < bytes.count {
                let isEnd = bytes[position] == end
                copy(1)
                if isEnd { return }
            }
        }

        private mutating func copy(_ count: Int) {
            output += bytes[position..<min(position + count, bytes.count)]
            position += count
        }

        private func starts(with text: StaticString) -> Bool {
            position + 1 < bytes.count && bytes[position] == text.utf8Start[0]
                && bytes[position + 1] == text.utf8Start[1]
        }
    }
}
