import BenchDevices
import CommandLineTool
import DeviceThreads
import VirtualAcceptors

/// `bench acceptor`.
let acceptorCommand = Command(
    "acceptor",
    "Takes notes as a ccTalk note validator does.",
    .required("--pty", .file, "a serial device at this path"),
    .optional("--control", .file, "a socket for 'bench cash'"),
    .defaulted("--checksum", .checksum, to: "simple", "how frames are checked"),
    .flag("--no-echo", "the host does not hear its own bytes")
) { console, path, control, checksum, isSilentLine in
    var settings = VirtualAcceptor.Settings(path: path)
    settings.control = control
    settings.checksum = checksum
    settings.echoes = !isSilentLine
    let acceptor = try VirtualAcceptor(settings)
    console.print("The acceptor is at \(path).")
    await DeviceWorker().perform { acceptor.run() }
}

/// `bench cash`.
let cashCommand = Command(
    "cash",
    "Puts notes into a virtual acceptor, breaks it, or puts it right.",
    .required("--control", .file, "the socket of the acceptor"),
    .optional("--insert", .text("YUAN"), "a note, such as 100.00"),
    .optional("--set", .acceptorFault, "what goes wrong"),
    .optional("--clear", .acceptorFault, "what is put right"),
    .flag("--clear-all", "puts everything right"),
    .flag("--power-cycle", "switches it off and on")
) { console, control, note, set, clear, clearsAll, cyclesPower in
    var lines: [String] = []
    if clearsAll { lines.append("clear") }
    if let clear { lines.append("clear \(clear.rawValue)") }
    if let set { lines.append("set \(set.rawValue)") }
    if cyclesPower { lines.append("power-cycle") }
    for line in lines { try ControlSocket.say(line, at: control) }
    if let note {
        let answer = try ControlSocket.say("insert \(note)", at: control)
        console.print("The note: \(answer.dropFirst(3)).")
    }
    console.print(String(try ControlSocket.say("status", at: control).dropFirst(3)))
}

extension ValueFormat where Value == VirtualChecksum {
    fileprivate static var checksum: ValueFormat {
        ValueFormat(
            "simple|crc16",
            expectation: "simple or crc16",
            parse: { VirtualChecksum(rawValue: $0) }
        )
    }
}

extension ValueFormat where Value == AcceptorBenchFault {
    fileprivate static var acceptorFault: ValueFormat {
        ValueFormat(
            "FAULT",
            expectation: "one of: " + AcceptorBenchFault.allTexts.joined(separator: ", "),
            parse: { AcceptorBenchFault(rawValue: $0) }
        )
    }
}
