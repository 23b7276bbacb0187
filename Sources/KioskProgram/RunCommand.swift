import CommandLineTool
import KioskService

let runCommand = Command(
    "run",
    "Runs the kiosk until it is told to stop.",
    .configuration
) { console, path in
    let shutdown = ShutdownSignal.watch()
    let kiosk = try await Kiosk(try loadConfiguration(path))
    let server = try await KioskServer(kiosk) { error in
        console.explain("error: A request could not be answered: \(error)")
    }
    console.print(
        "Kiosk \(kiosk.configuration.kiosk) is ready at http://127.0.0.1:\(server.port)."
    )
    _ = await shutdown.first()
    await server.stop()
    console.print("Kiosk \(kiosk.configuration.kiosk) has stopped.")
}
