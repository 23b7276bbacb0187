// bench: what a desk lacks. For now a card: `bench card --image FILE [--slot 1|2]
// [--picc-key aes|des] [--ev 1|2]`.

import Glibc
import VirtualCard
import VirtualDevices

struct CardArguments {
    var image: String
    var slot = 1
    var masterKey = CardMemory.MasterKey.des
    var model = CardModel.ev2

    /// Nil where the arguments are no command of this program.
    init?(_ arguments: [String]) {
        guard arguments.first == "card" else { return nil }
        var options: [String: String] = [:]
        var rest = arguments.dropFirst()
        while let name = rest.popFirst() {
            guard let value = rest.popFirst(), options.updateValue(value, forKey: name) == nil
            else { return nil }
        }
        guard let image = options.removeValue(forKey: "--image") else { return nil }
        self.image = image
        for (name, value) in options {
            switch (name, value) {
            case ("--slot", "1"): slot = 1
            case ("--slot", "2"): slot = 2
            case ("--picc-key", "aes"): masterKey = .aes
            case ("--picc-key", "des"): masterKey = .des
            case ("--ev", "1"): model = .ev1
            case ("--ev", "2"): model = .ev2
            default: return nil
            }
        }
    }
}

/// Writes lines at once, however the output is buffered.
func write(_ lines: String..., to descriptor: Int32) {
    for line in lines {
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(descriptor, bytes, bytes.count)
    }
}

guard let card = CardArguments(Array(CommandLine.arguments.dropFirst())) else {
    write(
        "usage: bench card --image FILE [--slot 1|2] [--picc-key aes|des] [--ev 1|2]",
        to: STDERR_FILENO
    )
    exit(2)
}

do {
    try BenchCard.run(
        image: card.image,
        slot: card.slot,
        piccKey: card.masterKey,
        ev: card.model
    ) { write($0, to: STDOUT_FILENO) }
} catch let error as CardImageFileError {
    write(error.sentence, error.hint, to: STDERR_FILENO)
    exit(1)
} catch let error as VirtualReaderError {
    write(error.sentence, error.hint, to: STDERR_FILENO)
    exit(1)
}
