import BenchPage
import CommandLineTool
import Demonstration
import FoundationEssentials

/// `bench all`.
let allCommand = Command(
    "all",
    "Runs a whole kiosk on this desk, with a page to put cards on, insert notes and break things.",
    .required("--programs", .file, "the folder of the built programs"),
    .defaulted("--project", .file, to: ".", "the folder with Config and Receipts"),
    .defaulted("--folder", .file, to: ".build/kiosk-desk", "what is kept from run to run"),
    .defaulted(
        "--port",
        .integer("PORT", in: 0...65_535),
        to: "8480",
        "of the bench page, on 127.0.0.1; 0 takes a free one"
    ),
    .flag("--fresh", "forgets cards, journal and ledger first")
) { console, programs, project, path, port, isFresh in
    let shutdown = ShutdownSignal.watch()
    // The kiosk runs in the folder, and finds the acceptor by a path that holds there too.
    let place = path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    let folder = WorkingFolder(place, programs: programs, project: project)
    var settings = Bench.Settings(folder: folder, port: UInt16(port), isFresh: isFresh)
    try settings.makeFolder()
    let money = try VirtualMoney(in: folder.path)
    (settings.notes, settings.wallet) = (money.notes, money.wallet)
    settings.kioskLines = money.kioskLines
    let taking = Task { await money.takeNotes() }
    let bench = try await Bench.start(settings) { console.print($0) }
    if let screen = await bench.lobbyScreen { console.print("Lobby screen  \(screen)") }
    console.print("Bench page    \(bench.address)")
    _ = await shutdown.first()
    await bench.stop()
    await money.stop()
    await taking.value
    console.print("Nothing is left running.")
}
