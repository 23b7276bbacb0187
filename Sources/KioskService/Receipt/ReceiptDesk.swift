public import Prepayment
internal import ReceiptPictures
public import ReceiptPrinters
public import ReceiptPrinting

/// The receipt printer, which is watched all the time.
public final class ReceiptDesk: Sendable {
    private let printer: any ReceiptPort
    private let profile: PrinterProfile
    private let patience: Duration
    private let templates: [ReceiptTemplateName: ReceiptTemplate]
    private let composer: ReceiptComposer
    private let glyphs = DrawnGlyphs()

    /// What a row of text takes of the paper, and more than a short one: for the time it may take.
    private static let rowMillimetres = 4
    /// From the head to the cutter.
    private static let cutterMillimetres = 20

    /// Reads the templates, so that a fault in one shows before the first sale, and begins to watch the
    /// configured printer. `changed` hears what people should know of it, in order, and must return at
    /// once. Given another printer, it prints there.
    public init(
        _ configuration: PrinterConfiguration,
        composer: ReceiptComposer,
        times: PrinterTimes = PrinterTimes(),
        printer: (any ReceiptPort)? = nil,
        changed: @escaping @Sendable (PrinterNotice?) -> Void = { _ in }
    ) throws(ReceiptError) {
        profile = configuration.profile.profile
        patience = .seconds(configuration.patienceSeconds)
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
        self.printer =
            printer
            ?? ReceiptPrinter(
                at: configuration.sink,
                configuration.profile.model,
                times: times,
                changed: { [profile = configuration.profile] condition, identity in
                    changed(PrinterNotice(condition, identity, profile: profile))
                }
            )
    }

    /// Asks the printer anew whether a receipt can be printed: before money.
    public func readiness() async -> PrinterCondition { await printer.check() }

    /// How the printer stood when it was last heard of.
    public var condition: PrinterCondition { printer.condition }

    /// What the printer says it is, where it has said so.
    public var identity: PrinterIdentity? { printer.identity }

    /// Prints a slip and says what became of it. A fault on the way costs a copy: the same number,
    /// marked as such, on new paper. Whatever is not printed when this returns never will be.
    public func print(_ content: ReceiptContent, isCopy: Bool = false) async -> ReceiptOutcome {
        let (page, copy): (PrintedPage, PrintedPage)
        do {
            (page, copy) = (
                try self.page(content, isCopy: isCopy), try self.page(content, isCopy: true)
            )
        } catch {
            return .notPrinted(reason: error.sentence)
        }
        return ReceiptOutcome(await printer.print(page, patience: patience) { copy })
    }

    private func page(
        _ content: ReceiptContent,
        isCopy: Bool
    ) throws(ReceiptError) -> PrintedPage {
        guard let template = templates[content.template] else {
            preconditionFailure("every template was read at the start")
        }
        let fields = composer.fields(of: content, isCopy: isCopy)
        let document = try template.document(fields, on: profile.paper)
        return PrintedPage(
            bytes: ESCPOSEncoder.encode(document, for: profile, drawing: glyphs).bytes,
            lengthMillimetres: document.lines.count * Self.rowMillimetres + Self.cutterMillimetres
        )
    }

    /// Lets the printer go.
    public func stop() async { await printer.stop() }
}

extension ReceiptOutcome {
    init(_ outcome: PrintOutcome) {
        switch outcome {
        case .printed(.processIdentifier), .printed(.paperAnswer), .printed(.file):
            self = .printed
        case .printed(.assumed):
            self = .unknown(
                reason: "The printer was in order before and after the receipt, and proves no more."
            )
        case .notPrinted(let fault): self = .notPrinted(reason: fault.sentence)
        case .unknown(let fault): self = .unknown(reason: fault.sentence)
        }
    }
}
