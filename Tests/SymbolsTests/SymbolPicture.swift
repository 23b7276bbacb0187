import Foundation
import PNGImages
import Testing

/// A symbol with a quiet zone, as a picture file for the reader `zbarimg`.
struct SymbolPicture {
    private let image: GreyImage

    init(width: Int, height: Int, quiet: Int, scale: Int, isDark: (Int, Int) -> Bool) {
        let (fullWidth, fullHeight) = ((width + 2 * quiet) * scale, (height + 2 * quiet) * scale)
        var pixels = [UInt8](repeating: 255, count: fullWidth * fullHeight)
        for y in 0..<(height * scale) {
            for x in 0..<(width * scale) where isDark(x / scale, y / scale) {
                pixels[(y + quiet * scale) * fullWidth + x + quiet * scale] = 0
            }
        }
        image = GreyImage(width: fullWidth, height: fullHeight, pixels: pixels)
    }

    /// What the reader says: a line of `KIND:DATA` for each code.
    func read() throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).png")
        try Data(image.png()).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: SymbolPicture.reader)
        // UPC is told as EAN-13 unless it is asked for.
        process.arguments = ["-q", "-Supca.enable", "-Supce.enable", file.path()]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    static let reader = "/usr/bin/zbarimg"
}

extension Trait where Self == ConditionTrait {
    static var needsZbar: Self {
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: SymbolPicture.reader),
            "install zbar-tools"
        )
    }
}
