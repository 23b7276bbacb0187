internal import Configuration
internal import ReceiptPrinters
internal import ReceiptPrinting

/// The keys of one file, each of which may be missing.
struct PrinterProfileKeys: ConfigurationSection {
    enum Cutter: String, CaseIterable { case none, partial, full }
    enum Status: String, CaseIterable { case eot, asb, clearBuffers, fullStatus, identity }
    enum Proof: String, CaseIterable { case none, assumed, paperAnswer, processIdentifier }

    let inherits: String?
    private let refuse: @Sendable (String, String) -> ConfigurationError
    private var vendor: String?
    private var model: String?
    private var match: PrinterMatch?
    private var dotsPerLine: Int?
    private var columns: Int?
    private var columnDots: Int?
    private var lineSpacingDots: Int?
    private var cutter: Cutter?
    private var feedLines: Int?
    private var encoding: TextEncoding?
    private var chineseFont: PrinterProfile.ChineseFont?
    private var codePages: [String: UInt8]?
    private var qr: PrinterProfile.CodeMethod?
    private var barcode: PrinterProfile.CodeMethod?
    private var stripRows: Int?
    private var realTimeInsideData: Bool?
    private var status: [Status]?
    private var proof: Proof?
    private var bytesInFlight: Int?
    private var bytesPerSecond: Int?

    init(from section: SectionReader) throws(ConfigurationError) {
        inherits = try section.optional("inherits", .text)
        vendor = try section.optional("vendor", .text)
        model = try section.optional("model", .text)
        match = try section.optional("match", .section)
        dotsPerLine = try section.optional("dotsPerLine", .integer(in: 200...2_000))
        columns = try section.optional("columns", .integer(in: 24...96))
        columnDots = try section.optional("columnDots", .integer(in: 8...32))
        lineSpacingDots = try section.optional("lineSpacingDots", .integer(in: 24...120))
        cutter = try section.optional("cutter", .word)
        feedLines = try section.optional("feedLines", .integer(in: 0...50))
        encoding = try section.optional("encoding", .word)
        chineseFont = try section.optional("chineseFont", .word)
        codePages = try section.optional("codePages", .named(.integer(in: 0...255)))
        qr = try section.optional("qr", .word)
        barcode = try section.optional("barcode", .word)
        stripRows = try section.optional("stripRows", .integer(in: 8...2_048))
        realTimeInsideData = try section.optional("realTimeInsideData", .flag)
        status = try section.optional("status", .list(of: .word))
        proof = try section.optional("proof", .word)
        bytesInFlight = try section.optional("bytesInFlight", .integer(in: 64...65_536))
        bytesPerSecond = try section.optional("bytesPerSecond", .integer(in: 0...1_000_000))
        // The section is gone when the profile is whole; what may be refused then keeps its place.
        let refusable = ["inherits", "columns", "codePages", "proof"].map {
            section.refusal(of: $0, "")
        }
        refuse = { key, reason in
            for case .refused(let place, let path, _) in refusable where path == key {
                return .refused(place, key: path, reason: reason)
            }
            preconditionFailure("no place is known of \(key)")
        }
    }

    func refusal(of key: String, _ reason: String) -> ConfigurationError { refuse(key, reason) }

    /// Takes what is missing here from the file that it inherits from.
    mutating func complete(with parent: PrinterProfileKeys) {
        vendor = vendor ?? parent.vendor
        model = model ?? parent.model
        match = match ?? parent.match
        dotsPerLine = dotsPerLine ?? parent.dotsPerLine
        columns = columns ?? parent.columns
        columnDots = columnDots ?? parent.columnDots
        lineSpacingDots = lineSpacingDots ?? parent.lineSpacingDots
        cutter = cutter ?? parent.cutter
        feedLines = feedLines ?? parent.feedLines
        encoding = encoding ?? parent.encoding
        chineseFont = chineseFont ?? parent.chineseFont
        codePages = codePages ?? parent.codePages
        qr = qr ?? parent.qr
        barcode = barcode ?? parent.barcode
        stripRows = stripRows ?? parent.stripRows
        realTimeInsideData = realTimeInsideData ?? parent.realTimeInsideData
        status = status ?? parent.status
        proof = proof ?? parent.proof
        bytesInFlight = bytesInFlight ?? parent.bytesInFlight
        bytesPerSecond = bytesPerSecond ?? parent.bytesPerSecond
    }

    func profile(name: String) throws(ConfigurationError) -> PrinterProfileFile {
        let standard = PrinterProfileFile.standard.profile
        let columns = columns ?? standard.columns
        let columnDots = columnDots ?? standard.columnDots
        let dotsPerLine = dotsPerLine ?? columns * columnDots
        guard columns * columnDots <= dotsPerLine else {
            throw refusal(
                of: "columns",
                "\(columns) of \(columnDots) dots are wider than the line's \(dotsPerLine)"
            )
        }
        var profile = PrinterProfile(columns: columns, dotsPerLine: dotsPerLine)
        profile.columnDots = columnDots
        if let lineSpacingDots { profile.lineSpacingDots = UInt8(lineSpacingDots) }
        let feed = UInt8(feedLines ?? 4)
        switch cutter {
        case .partial?, nil: profile.cutter = .partial
        case .full?: profile.cutter = .full
        case PrinterProfileKeys.Cutter.none?: profile.cutter = .none(feedLines: feed)
        }
        try setText(of: &profile)
        setImages(of: &profile)
        return PrinterProfileFile(
            name: name,
            title: [vendor, model].compactMap(\.self).joined(separator: " "),
            profile: profile,
            model: try device(tearOff: profile.tearOff),
            match: match
        )
    }

    private func setText(of profile: inout PrinterProfile) throws(ConfigurationError) {
        profile.encoding = encoding ?? profile.encoding
        profile.chineseFont = chineseFont ?? profile.chineseFont
        guard let codePages else { return }
        profile.codePages = [:]
        for (name, number) in codePages.sorted(by: { $0.key < $1.key }) {
            guard let page = CodePage(rawValue: name) else {
                let known = CodePage.allCases.map(\.rawValue).joined(separator: ", ")
                throw refusal(of: "codePages", "\(name) is none of \(known)")
            }
            profile.codePages[page] = number
        }
    }

    private func setImages(of profile: inout PrinterProfile) {
        profile.qrCodes = qr ?? profile.qrCodes
        profile.barcodes = barcode ?? profile.barcodes
        profile.stripRows = stripRows ?? profile.stripRows
        profile.obeysRealTimeInsideData = realTimeInsideData ?? profile.obeysRealTimeInsideData
    }

    private func device(tearOff: [UInt8]) throws(ConfigurationError) -> PrinterModel {
        let status = status ?? [.eot]
        var device = PrinterModel()
        device.answersStatus = status.contains(.eot)
        device.tellsChanges = status.contains(.asb)
        device.clearsBuffers = status.contains(.clearBuffers)
        device.hasPresenter = status.contains(.fullStatus)
        device.tellsIdentity = status.contains(.identity)
        device.bytesInFlight = bytesInFlight ?? device.bytesInFlight
        device.bytesPerSecond = bytesPerSecond ?? 0
        device.tearOff = tearOff
        switch proof {
        case Proof.none?, nil: device.proof = .none
        case .assumed?: device.proof = .assumed
        case .paperAnswer?: device.proof = .paperAnswer
        case .processIdentifier?: device.proof = .processIdentifier
        }
        guard device.answersStatus || status.isEmpty && device.proof == .none else {
            throw refusal(of: "proof", "a printer proves nothing whose status has no \"eot\"")
        }
        return device
    }
}
