internal import Glibc

/// A virtual printer at a TCP port of this machine.
///
/// As a real network printer it serves one connection after the other. Each receipt becomes two
/// files in its folder: `receipt-0001.escpos`, the bytes, and `receipt-0001.txt`, what they print;
/// of a job that broke off the names end in `-torn`.
public final class VirtualPrinterServer: Sendable {
    /// The port it listens at.
    public let port: UInt16

    private let listener: Int32
    private let directory: String
    private let dotsPerLine: Int

    /// Listens on the loopback interface; port 0 takes a free one.
    public init(port: UInt16, directory: String, dotsPerLine: Int = 576) throws(BenchPrinterError) {
        guard mkdir(directory, 0o755) == 0 || errno == EEXIST else {
            throw .cannotWrite(directory, code: errno)
        }
        let (listener, actualPort) = try Self.listen(port: port)
        self.listener = listener
        self.port = actualPort
        self.directory = directory
        self.dotsPerLine = dotsPerLine
    }

    deinit { close(listener) }

    /// Serves until it is stopped.
    ///
    /// `received` hears of each receipt. Blocks: it belongs on a thread.
    public func serve(received: (VirtualPrinter.Receipt) -> Void) throws(BenchPrinterError) {
        while true {
            let connection = accept(listener, nil, nil)
            if connection < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                // What `shutdown` of a listening socket leaves.
                if errno == EINVAL { return }
                throw .cannotListen(port, code: errno)
            }
            defer { close(connection) }
            try serve(connection, received: received)
        }
    }

    /// Ends `serve`, from another thread, once its connection has ended.
    public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(
        _ connection: Int32,
        received: (VirtualPrinter.Receipt) -> Void
    ) throws(BenchPrinterError) {
        var printer = VirtualPrinter(dotsPerLine: dotsPerLine)
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { break }
            let (answers, receipts) = printer.receive(Array(buffer.prefix(count)))
            for receipt in receipts {
                try keep(receipt)
                received(receipt)
            }
            if !answers.isEmpty {
                // A driver that has gone away needs no answer.
                _ = send(connection, answers, answers.count, Int32(MSG_NOSIGNAL))
            }
        }
        if let torn = printer.takeTorn() {
            try keep(torn)
            received(torn)
        }
    }

    private func keep(_ receipt: VirtualPrinter.Receipt) throws(BenchPrinterError) {
        let suffix = receipt.isTorn ? "-torn" : ""
        var number = 1
        while true {
            let digits = String(number)
            let padding = String(repeating: "0", count: max(0, 4 - digits.count))
            let path = "\(directory)/receipt-\(padding)\(digits)"
            if access("\(path).escpos", F_OK) != 0, access("\(path)-torn.escpos", F_OK) != 0 {
                // The text first: whoever sees the bytes appear finds both.
                try Self.write(Array(receipt.text.utf8), to: "\(path)\(suffix).txt")
                try Self.write(receipt.bytes, to: "\(path)\(suffix).escpos")
                return
            }
            number += 1
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(BenchPrinterError) {
        guard let file = fopen(path, "wb") else { throw .cannotWrite(path, code: errno) }
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else {
            throw .cannotWrite(path, code: errno)
        }
    }

    private static func listen(
        port: UInt16
    ) throws(BenchPrinterError) -> (listener: Int32, port: UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw .cannotListen(port, code: errno) }
        var isReused: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(4))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout.size(ofValue: address))
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && Glibc.listen(listener, 4) == 0
                    && getsockname(listener, pointer, &length) == 0
            }
        }
        guard isBound else {
            let code = errno
            close(listener)
            throw .cannotListen(port, code: code)
        }
        return (listener, UInt16(bigEndian: address.sin_port))
    }
}

/// Why the virtual printer cannot work.
public enum BenchPrinterError: Error, Sendable, Hashable {
    /// The port cannot be listened at.
    case cannotListen(UInt16, code: Int32)
    /// A receipt cannot be kept.
    case cannotWrite(String, code: Int32)

    /// What happened.
    public var sentence: String {
        switch self {
        case .cannotListen(let port, let code):
            "Port \(port) cannot be listened at: \(String(cString: strerror(code)))."
        case .cannotWrite(let path, let code):
            "\(path) cannot be written: \(String(cString: strerror(code)))."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .cannotListen: "End the program that holds the port, or give --port 0 for a free one."
        case .cannotWrite: "Give another --directory, or make it writable for this user."
        }
    }
}

/// `bench printer`.
public enum BenchPrinter {
    /// Prints receipts into files until the process ends.
    ///
    /// `listening` hears the port, `received` each receipt.
    public static func run(
        port: UInt16,
        directory: String,
        dotsPerLine: Int = 576,
        listening: (UInt16) -> Void,
        received: (VirtualPrinter.Receipt) -> Void
    ) throws(BenchPrinterError) {
        let server = try VirtualPrinterServer(
            port: port,
            directory: directory,
            dotsPerLine: dotsPerLine
        )
        listening(server.port)
        try server.serve(received: received)
    }
}
