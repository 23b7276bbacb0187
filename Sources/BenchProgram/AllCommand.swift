import BenchPage
import CommandLineTool
import Demonstration

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
    let folder = WorkingFolder(path, programs: programs, project: project)
    let settings = Bench.Settings(folder: folder, port: UInt16(port), isFresh: isFresh)
    let bench = try await Bench.start(settings) { console.print($0) }
    if let screen = await bench.lobbyScreen { console.print("Lobby screen  \(screen)") }
    console.print("Bench page    \(bench.address)")
    _ = await shutdown.first()
    await bench.stop()
    console.print("Nothing is left running.")
}
