internal import DeviceThreads
public import Prepayment
public import ReceiptPrinting

/// The receipt printer, on a thread of its own.
public actor ReceiptDesk {
    private nonisolated let thread = DeviceThread(name: "printer")
    /// The printer's own thread: a full printer takes bytes as slowly as it prints.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    private var printer: any ReceiptPort
    private let profile: PrinterProfile
    private let templates: [ReceiptTemplateName: ReceiptTemplate]
    private let composer: ReceiptComposer

    /// Reads the templates, so that a fault in one shows before the first sale. Prints at the configured
    /// printer unless given another.
    public init(
        _ configuration: PrinterConfiguration,
        composer: ReceiptComposer,
        printer: (any ReceiptPort)? = nil
    ) throws(ReceiptError) {
        profile = configuration.profile
        self.printer =
            printer
            ?? ReceiptPrinter(sink: configuration.sink, profile: configuration.profile)
        var templates: [ReceiptTemplateName: ReceiptTemplate] = [:]
        for name in ReceiptTemplateName.allCases {
            templates[name] = try ReceiptTemplate(
                name: name.rawValue,
                language: configuration.language,
                folder: configuration.templateFolder
            )
        }
        self.templates = templates
        self.composer = composer
    }

    /// Asks for paper, before money.
    public func paper() throws(PrintError) -> PaperState { try printer.paperState() }

    /// Prints a slip and says what became of it.
    public func print(_ content: ReceiptContent, isCopy: Bool = false) -> ReceiptOutcome {
        guard let template = templates[content.template] else {
            preconditionFailure("every template was read at the start")
        }
        do {
            let fields = composer.fields(of: content, isCopy: isCopy)
            let document = try template.document(fields, on: profile.paper)
            return Self.outcome(
                of: printer.print(ESCPOSEncoder.encode(document, for: profile).bytes)
            )
        } catch {
            return .notPrinted(reason: error.sentence)
        }
    }

    private static func outcome(of print: PrintOutcome) -> ReceiptOutcome {
        switch print {
        case .printed: .printed
        case .notPrinted(let error): .notPrinted(reason: error.sentence)
        case .unknown(.writeOnlyLink):
            .unknown(reason: "The receipt was sent; this printer does not answer.")
        case .unknown(.interrupted(let error)): .unknown(reason: error.sentence)
        case .unknown(.noAnswer): .unknown(reason: "The printer did not confirm the receipt.")
        case .unknown(.fault): .unknown(reason: "The printer reports a fault after the receipt.")
        }
    }
}
