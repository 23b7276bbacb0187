/// What can be said to a printer at its control socket: a line of text, answered by a line.
///
/// Lines: `set FAULT`, `clear FAULT`, `clear`, `close-drawer`, `power-cycle`, `status`.
enum ControlRequest {
    case set(PrinterFault)
    case clear(PrinterFault)
    case clearAll
    case closeDrawer
    case powerCycle
    case status

    /// Nil for a line that says nothing known.
    init?(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        switch (words.first, words.count) {
        case ("set", 2):
            guard let fault = PrinterFault(words[1]) else { return nil }
            self = .set(fault)
        case ("clear", 2):
            // A number makes no difference where the fault goes away.
            let text = words[1] == "dies-after" ? "dies-after 0" : words[1]
            guard let fault = PrinterFault(text) else { return nil }
            self = .clear(fault)
        case ("clear", 1): self = .clearAll
        case ("close-drawer", 1): self = .closeDrawer
        case ("power-cycle", 1): self = .powerCycle
        case ("status", 1): self = .status
        default: return nil
        }
    }
}
