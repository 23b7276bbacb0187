public import ReceiptPrinters

/// What people should know of the receipt printer.
public enum PrinterNotice: Hashable, Sendable {
    /// The roll ends soon.
    case nearEnd
    /// No receipt comes out.
    case fault(PrinterFault)

    /// Sorts a condition; nil where all is well, or not known yet.
    init?(_ condition: PrinterCondition) {
        switch condition {
        case .starting: return nil
        case .ready(let status), .printing(let status):
            guard status.paper == .nearEnd else { return nil }
            self = .nearEnd
        case .fault(let fault): self = .fault(fault)
        }
    }

    /// What happened.
    public var sentence: String {
        switch self {
        case .nearEnd: "The receipt printer's paper ends soon."
        case .fault(let fault): fault.sentence
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .nearEnd: "Have a new roll ready."
        case .fault(let fault): fault.hint
        }
    }
}
