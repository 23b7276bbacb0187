import Demonstration
import Foundation
import TestSupport

/// QR codes of a picture as a telephone reads them: zbar reads them, which shares nothing with us.
enum ReadableCode {
    static func all(in png: [UInt8]) throws -> [String] {
        let folder = TemporaryFolder()
        let picture = folder.file("screen.png")
        try Data(png).write(to: URL(filePath: picture))
        let process = try ChildProcess(
            "/usr/bin/zbarimg",
            ["--quiet", "--raw", picture],
            folder: folder.path,
            errorsTo: folder.file("errors")
        )
        let end = try process.finish(timeoutMilliseconds: 20_000)
        return end.output.split(separator: "\n").map { String($0) }
    }
}
