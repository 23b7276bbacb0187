internal import FoundationEssentials

/// The control socket's orders: `insert YUAN`, `set FAULT`, `clear FAULT`, `clear`, `power-cycle` and
/// `status`, answered by a line that begins with `ok` or `error`.
extension VirtualAcceptor {
    func obey(_ line: String) -> String {
        let words = line.split(separator: " ").map(String.init)
        switch (words.first, words.count) {
        case ("insert", 2):
            guard let noteFen = Self.fen(words[1]) else { break }
            return "ok \(insert(noteFen: noteFen).rawValue)"
        case ("set", 2):
            guard let fault = AcceptorBenchFault(rawValue: words[1]) else { break }
            set(fault)
            return "ok"
        case ("clear", 2):
            guard let fault = AcceptorBenchFault(rawValue: words[1]) else { break }
            clear(fault)
            return "ok"
        case ("clear", 1):
            clearAll()
            return "ok"
        case ("power-cycle", 1):
            powerCycle()
            return "ok"
        case ("status", 1): return "ok \(Self.json(status))"
        default: break
        }
        return "error unknown: \(line)"
    }

    private static func json(_ status: Status) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        do {
            return String(decoding: try encoder.encode(status), as: UTF8.self)
        } catch {
            preconditionFailure("a status cannot be written: \(error)")
        }
    }

    /// Yuan as `100` or `100.00`.
    private static func fen(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isWritten = parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
        guard isWritten, let yuan = Int64(parts[0]), (1...9_999).contains(yuan) else { return nil }
        switch parts.count {
        case 1: return yuan * 100
        case 2 where parts[1].utf8.count == 2: return Int64(parts[1]).map { yuan * 100 + $0 }
        default: return nil
        }
    }
}
