import CommandLineTool
import Demonstration
import DeviceThreads
import VirtualCard
import VirtualDevices
import VirtualPrinters

/// The words of `bench`.
let benchCommand = Command(
    "bench",
    "What a desk lacks: a virtual card, printer, cash acceptor and payment provider, the demonstration, and all at once.",
    commands: [
        cardCommand, printerCommand, faultCommand, acceptorCommand, cashCommand, providerCommand,
        telephoneCommand, demonstrationCommand, allCommand,
    ]
)

private let cardCommand = Command(
    "card",
    "Puts a virtual card into pcscd's virtual reader until it is told to stop.",
    .required("--image", .file, "the card's memory; a file that does not exist is a blank card"),
    .defaulted("--slot", .integer("1|2", in: 1...2), to: "1", "which of the two readers"),
    .defaulted("--picc-key", .masterKey, to: "des", "the master key of a blank card"),
    .defaulted("--ev", .model, to: "2", "the generation of a blank card")
) { console, image, slot, masterKey, model in
    try await DeviceWorker().perform {
        try BenchCard.run(image: image, slot: slot, piccKey: masterKey, ev: model) {
            console.print($0)
        }
    }
}

private let demonstrationCommand = Command(
    "demo",
    "Plays a whole top-up on real programs and shows each step.",
    .required("--programs", .file, "the folder of the built programs"),
    .defaulted("--project", .file, to: ".", "the folder with Config and Receipts")
) { console, programs, project in
    let stage = Stage(programs: programs, project: project) { console.print($0) }
    try await Demonstration.run(on: stage)
    console.print("The whole way was walked. Nothing is left running.")
}

extension ValueFormat where Value == CardMemory.MasterKey {
    fileprivate static var masterKey: ValueFormat {
        ValueFormat("aes|des", expectation: "aes or des") { text in
            switch text {
            case "aes": .aes
            case "des": .des
            default: nil
            }
        }
    }
}

extension ValueFormat where Value == CardModel {
    fileprivate static var model: ValueFormat {
        ValueFormat("1|2", expectation: "1 or 2") { text in
            switch text {
            case "1": .ev1
            case "2": .ev2
            default: nil
            }
        }
    }
}
