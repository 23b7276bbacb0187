import LobbyScreen
import Testing
import WebDriver

/// The lobby's page in Debian's Chromium. One test at a time: a browser keeps all processors busy.
@Suite(.serialized, .timeLimit(.minutes(10)))
enum BrowserTests {}

/// A screen that kiosks have, with the pixels that it has in ten millimetres.
struct Panel: Sendable, CustomTestStringConvertible {
    let size: ScreenSize
    let pixelsPerCentimetre: Int

    /// Upright, 22 inches.
    static let upright = Panel(size: ScreenSize(1080, 1920), pixelsPerCentimetre: 40)
    /// 17 inches.
    static let wide = Panel(size: ScreenSize(1280, 1024), pixelsPerCentimetre: 38)
    static let all = [upright, wide]

    var testDescription: String { "\(size), \(pixelsPerCentimetre) pixels in ten millimetres" }
}
