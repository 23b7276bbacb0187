internal import BenchDevices
internal import Drawing
internal import Glibc

/// Where receipts are kept: `receipt-0001.escpos`, the bytes, `receipt-0001.txt`, what they print,
/// and, where pictures are wanted, `receipt-0001.png`.
///
/// Of a job that broke off the names end in `-torn`.
struct ReceiptFolder {
    private let path: String
    private let keepsPictures: Bool

    /// Makes the folder when it is not there.
    init(_ path: String, keepsPictures: Bool) throws(BenchDeviceError) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw .cannotWrite(path, code: errno)
        }
        (self.path, self.keepsPictures) = (path, keepsPictures)
    }

    /// Keeps a receipt under the next free number; gives the path without its ending.
    @discardableResult
    func keep(_ receipt: VirtualPrinter.Receipt) throws(BenchDeviceError) -> String {
        let path = nextPath() + (receipt.isTorn ? "-torn" : "")
        try Self.write(Array(receipt.text.utf8), to: "\(path).txt")
        if keepsPictures {
            let picture = PaperPicture(of: receipt.sheet, end: receipt.isTorn ? .torn : .cut)
            try Self.write(picture.png(), to: "\(path).png")
        }
        // The bytes last: whoever sees them appear finds all.
        try Self.write(receipt.bytes, to: "\(path).escpos")
        return path
    }

    private func nextPath() -> String {
        var number = 1
        while true {
            let digits = String(number)
            let padding = String(repeating: "0", count: max(0, 4 - digits.count))
            let path = "\(path)/receipt-\(padding)\(digits)"
            if access("\(path).escpos", F_OK) != 0, access("\(path)-torn.escpos", F_OK) != 0 {
                return path
            }
            number += 1
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(BenchDeviceError) {
        guard let file = fopen(path, "wb") else { throw .cannotWrite(path, code: errno) }
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else {
            throw .cannotWrite(path, code: errno)
        }
    }
}
