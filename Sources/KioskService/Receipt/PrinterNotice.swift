public import ReceiptPrinters

/// What people should know of the receipt printer.
public enum PrinterNotice: Hashable, Sendable {
    /// The roll ends soon.
    case nearEnd
    /// No receipt comes out.
    case fault(PrinterFault)
    /// It is another printer than the one its profile is for.
    case otherModel(PrinterIdentity, profile: String)

    /// Sorts a condition; nil where all is well, or not known yet.
    init?(_ condition: PrinterCondition, _ identity: PrinterIdentity?, profile: PrinterProfileFile)
    {
        switch condition {
        case .starting: return nil
        case .ready(let status), .printing(let status):
            if status.paper == .nearEnd {
                self = .nearEnd
            } else if let identity, !profile.isFor(identity) {
                self = .otherModel(identity, profile: profile.name)
            } else {
                return nil
            }
        case .fault(let fault): self = .fault(fault)
        }
    }

    /// A receipt comes out all the same.
    public var canPrint: Bool {
        switch self {
        case .nearEnd, .otherModel: true
        case .fault: false
        }
    }

    /// What happened.
    public var sentence: String {
        switch self {
        case .nearEnd: "The receipt printer's paper ends soon."
        case .fault(let fault): fault.sentence
        case .otherModel(let identity, let profile):
            "The receipt printer is a \(identity.maker) \(identity.model); the profile \(profile) is for another."
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .nearEnd: "Have a new roll ready."
        case .fault(let fault): fault.hint
        case .otherModel: "Name its profile in the configuration (printer.profile)."
        }
    }
}
