internal import Drawing

/// What a printer finds in the bytes it receives.
///
/// Written from the command tables of the printers, not from what our driver sends: the two check
/// each other, so they share no code.
enum PrinterCommand: Equatable {
    enum Alignment: Int { case left, centre, right }
    enum Font { case a, b }
    /// A byte that is printed, or a whole code of two or four bytes.
    case character([UInt8])

    case printLine
    case feed(dots: Int)
    case feedLines(Int)
    case lineSpacing(dots: Int)
    case tab
    case tabStops([Int])
    case absolutePosition(dots: Int)
    case relativePosition(dots: Int)
    case leftMargin(dots: Int)
    case areaWidth(dots: Int)

    case initialise
    case alignment(Alignment)
    case emphasis(Bool)
    case underline(dots: Int)
    case reverse(Bool)
    case size(width: Int, height: Int)
    case font(Font)
    case upsideDown(Bool)
    case characterSpacing(dots: Int)
    case printMode(UInt8)
    case codePage(UInt8)
    case internationalSet(UInt8)

    case twoByteMode(Bool)
    case codeSystem(UInt8)
    case twoByteUnderline(dots: Int)
    case twoByteStyle(UInt8)
    case twoByteSize(Int)
    case twoByteSpacing(left: Int, right: Int)

    /// Feeds to the cutter and so many dots more, or cuts where the paper stands when nil.
    case cut(feed: Int?)
    case drawer
    case sensorsThatStop(UInt8)

    case raster(Bitmap)
    case columns(Bitmap)
    case storeGraphics(Bitmap)
    case printGraphics

    case barcodeHeight(dots: Int)
    case barcodeModule(dots: Int)
    case barcodeText(above: Bool, below: Bool)
    case barcodeTextFont(Font)
    case barcode(UInt8, [UInt8])
    case qrModule(dots: Int)
    case qrLevel(Int)
    case qrData([UInt8])
    case printQR

    case askSensor(UInt8)
    case askIdentity(UInt8)
    case automaticStatus(UInt8)
    case processIdentifier([UInt8])
    case offlineResponse(UInt8)

    case realTimeStatus(UInt8)
    case recover(clearing: Bool)
    case clearBuffers

    /// Known, and without effect on the paper of this printer.
    case accepted
    case unknown

    /// Acted on when it is received, before its turn.
    var isRealTime: Bool {
        switch self {
        case .realTimeStatus, .recover, .clearBuffers: true
        default: false
        }
    }

    /// Whether it only asks, and leaves nothing on the paper.
    var isQuestion: Bool {
        switch self {
        case .askSensor, .askIdentity, .automaticStatus, .processIdentifier, .offlineResponse: true
        default: isRealTime
        }
    }
}
