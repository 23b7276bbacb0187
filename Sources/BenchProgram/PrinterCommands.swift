import BenchDevices
import CommandLineTool
import DeviceThreads
import VirtualPrinters

/// `bench printer`.
let printerCommand = Command(
    "printer",
    "Prints receipts into files and pictures, and answers as a receipt printer does.",
    .defaulted(
        "--port",
        .integer("PORT", in: 0...65_535),
        to: "9100",
        "on 127.0.0.1; 0 takes a free one"
    ),
    .optional("--pty", .file, "a serial device at this path, in place of a port"),
    .required("--directory", .file, "where the receipts go, as .escpos, .txt and .png"),
    .defaulted("--paper", .paperMillimetres, to: "80", "how wide the paper is"),
    .defaulted(
        "--characters",
        .word("ROM"),
        to: "gbk",
        "what its ROM has: none, gb2312, gbk, gb18030 or japanese"
    ),
    .defaulted(
        "--speed",
        .integer("MM", in: 0...500),
        to: "0",
        "millimetres a second; 0 prints at once"
    ),
    .flag("--obeys-data", "obeys real-time commands inside images, as old printers do"),
    .optional("--fault", .fault, "what is wrong from the start"),
    .optional("--control", .file, "a socket for 'bench fault'")
) { console, port, serial, directory, dots, characters, speed, obeysData, fault, control in
    var settings = VirtualPrinterServer.Settings(
        line: serial.map { .serial(path: $0) } ?? .tcp(port: UInt16(port)),
        directory: directory
    )
    settings.model.dotsPerLine = dots
    settings.model.repertoire = characters
    settings.model.dotsPerSecond = speed * 8
    settings.model.realTimeInsideData = obeysData
    settings.faults = fault.map { [$0] } ?? []
    settings.control = control
    settings.keepsPictures = true
    let fixed = settings
    try await DeviceWorker().perform {
        try BenchPrinter.run(
            fixed,
            listening: { console.print("The printer listens at \(serial ?? "127.0.0.1:\($0)").") },
            received: { console.print($0.isTorn ? "A receipt was torn." : "A receipt came out.") }
        )
    }
}

/// `bench fault`.
let faultCommand = Command(
    "fault",
    "Breaks a virtual printer, or puts it right, while it prints.",
    .required("--control", .file, "the socket of the printer"),
    .optional("--set", .fault, "what goes wrong"),
    .optional("--clear", .fault, "what is put right"),
    .flag("--clear-all", "puts everything right"),
    .flag("--power-cycle", "switches it off and on")
) { console, control, set, clear, clearsAll, cyclesPower in
    var lines: [String] = []
    if clearsAll { lines.append("clear") }
    if let clear { lines.append("clear \(clear.text)") }
    if let set { lines.append("set \(set.text)") }
    if cyclesPower { lines.append("power-cycle") }
    for line in lines { try ControlSocket.say(line, at: control) }
    console.print(String(try ControlSocket.say("status", at: control).dropFirst(3)))
}

extension ValueFormat where Value == Int {
    /// Dots of a line by the width of the paper.
    fileprivate static var paperMillimetres: ValueFormat {
        ValueFormat("58|80", expectation: "58 or 80") { text in
            switch text {
            case "58": 384
            case "80": 576
            default: nil
            }
        }
    }
}

extension ValueFormat where Value == PrinterFault {
    fileprivate static var fault: ValueFormat {
        ValueFormat(
            "FAULT",
            expectation: "one of: " + PrinterFault.allTexts.joined(separator: ", "),
            parse: { PrinterFault($0) }
        )
    }
}
