import Synchronization
import Testing

@testable import Logging

struct LogEntryTests {
    @Test func `a line is logfmt`() {
        let entry = LogEntry(.warning, "batch_refused", [("kiosk", "7"), ("why", "a fork")])
        #expect(
            entry.line(time: "2026-11-22T04:00:00.250Z")
                == "time=2026-11-22T04:00:00.250Z level=warning event=batch_refused kiosk=7 "
                + "why=\"a fork\""
        )
        #expect(entry.line(time: nil).hasPrefix("level=warning event="))
    }

    @Test(arguments: [
        ("plain-value_1.2:3/4", "plain-value_1.2:3/4"),
        ("", "\"\""),
        ("two words", "\"two words\""),
        ("a=b", "\"a=b\""),
        ("quote\"d", "\"quote\\\"d\""),
        ("back\\slash", "\"back\\\\slash\""),
        ("a\nlevel=error event=faked", "\"a\\nlevel=error event=faked\""),
        ("a\r\nb\tc", "\"a\\r\\nb\\tc\""),
        ("\0", "\"\\u{0}\""),
        ("\u{1B}[2J", "\"\\u{1b}[2J\""),
        ("\u{7F}\u{85}\u{9B}", "\"\\u{7f}\\u{85}\\u{9b}\""),
        ("\u{2028}\u{2029}", "\"\\u{2028}\\u{2029}\""),
        ("\u{202E}txt\u{2066}\u{200B}\u{FEFF}", "\"\\u{202e}txt\\u{2066}\\u{200b}\\u{feff}\""),
        ("电卡", "\"电卡\""),
    ])
    func `no value can fake a line or a field`(value: String, written: String) {
        #expect(logfmt(value) == written)
    }

    @Test func `every scalar of the first planes stays in its line and its quotes`() {
        for scalar in (0...0x2FFFF).compactMap(Unicode.Scalar.init) {
            let written = logfmt("a\(Character(scalar))b")
            let isOneLine = !written.contains { $0.isNewline }
            let inner = written.dropFirst().dropLast()
            let isQuoted = written.first == "\"" && written.last == "\""
            let isWhole =
                isQuoted
                ? !inner.replacing("\\\\", with: "").replacing("\\\"", with: "").contains("\"")
                : !written.contains { " =\"".contains($0) }
            #expect(isOneLine && isWhole, "\(scalar.value)")
        }
    }

    @Test(arguments: ["x", "\n", "\u{202E}", "水", "\""])
    func `a value of a million is cut`(part: String) {
        let written = logfmt(String(repeating: part, count: 1_000_000))
        #expect(written.utf8.count < LogEntry.valueByteLimit + 32)
        #expect(written.hasSuffix("…\""))
    }

    @Test func `a line of too many fields is cut between fields, and says so`() {
        let value = String(repeating: "x", count: 300)
        let entry = LogEntry(.info, "e", (0..<50).map { ("k\($0)", value) })
        let line = entry.line(time: "t")
        #expect(line.utf8.count < LogEntry.lineByteLimit)
        #expect(line.hasSuffix("x cut=true"))
    }

    @Test(arguments: ["a b", "a=b", "", "A", "a\nb"]) func `a bad key is a defect`(key: String)
        async
    {
        await #expect(processExitsWith: .failure) { [key] in
            _ = LogEntry(.info, "event", [(key, "value")])
        }
    }
}
