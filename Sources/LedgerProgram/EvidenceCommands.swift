import CommandLineTool
import Configuration
import Cryptography
import FoundationEssentials
import Ledger
import LedgerService
import Prepayment
import RecordChain

let enrolCommand = Command(
    "enrol",
    "Makes the code with which a kiosk is enrolled, once.",
    Parameter.required("--kiosk", .kioskNumber, "the kiosk's number"),
    Parameter.defaulted("--hours", .integer("HOURS", in: 1...720), to: "24", "how long it holds"),
    configurationFile,
    Parameter.flag("--json", "print the code as one line of JSON")
) { console, kiosk, hours, path, asJSON in
    let issued = try await LedgerOffice(try loadConfiguration(path))
        .makeCode(for: kiosk, hours: hours)
    guard !asJSON else { return try console.printJSON(issued) }
    console.print("\(issued.code)")
    console.print("At the kiosk, within \(hours) h: kiosk enrol --code \(issued.code)")
}

let releaseCommand = Command(
    "release",
    "Lets a kiosk out of quarantine, when it is clear which journal is true.",
    Parameter.required("--kiosk", .kioskNumber, "the kiosk's number"),
    configurationFile
) { console, kiosk, path in
    let count = try await LedgerOffice(try loadConfiguration(path)).release(kiosk)
    console.print(
        count == 0 ? "\(kiosk) is not in quarantine." : "\(kiosk) is released; closed: \(count)."
    )
}

let importCommand = Command(
    "import",
    "Takes the batches of a file that `kiosk journal export` wrote.",
    Parameter.required("FILE", .file, "the file"),
    configurationFile
) { console, file, path in
    let office = LedgerOffice(try loadConfiguration(path))
    let batches = try Stick.batches(of: file)
    for batch in batches {
        let answer = try await office.take(batch)
        console.print("\(answer.verdict.rawValue): up to record \(answer.head.sequence)")
    }
    if batches.isEmpty { console.print("\(file) holds no records.") }
}

/// A file of batches.
enum Stick {
    static func batches(of path: String) throws(StickError) -> [[UInt8]] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StickError(sentence: "\(path) cannot be read.", hint: "Check the path.")
        }
        do { return try SignedBatch.split([UInt8](data)) } catch {
            throw StickError(
                sentence: "\(path) holds no batches of records. \(error.sentence)",
                hint: "Nothing was taken; export the journal again."
            )
        }
    }
}

/// Why a file could not be imported.
struct StickError: Error {
    let sentence: String
    let hint: String
}
